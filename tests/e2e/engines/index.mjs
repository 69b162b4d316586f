// The engines that the tests run in: Chromium by Playwright, Firefox and WebKit by WebDriver under the same words.
import { chromium } from 'playwright-core';
import { serve } from '../../../scripts/server.mjs';
import { browserOf } from './page.mjs';
import { site } from './site.mjs';

export const engine = process.env.ENGINE ?? 'chromium';

const browserArguments = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-dev-shm-usage',
];

/** Starts the engine, and a server of the page for it. */
export async function start(dist) {
  const place = { root: dist, prefix: '/some/repo/' };
  if (engine === 'chromium') {
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: browserArguments });
    return { server: await serve(place), browser };
  }
  const { launch } = await import(`./${engine}.mjs`);
  const server = await site(place);
  return { server, browser: browserOf(await launch(), server) };
}
