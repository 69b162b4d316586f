// Draws the icons of the installed page from static/icons/icon.svg, by the browser that the tests drive: node scripts/icons.mjs
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '../tests/e2e/node_modules/playwright-core/index.mjs';

const folder = fileURLToPath(new URL('../static/icons/', import.meta.url));
const rounded = readFileSync(`${folder}icon.svg`, 'utf8');
// Systems cut the corners off themselves; what is drawn lies within the circle that all of them leave.
const whole = rounded.replace(' rx="7"', '');
if (whole === rounded) throw new Error('icon.svg has no rounded corners any more: look at what a maskable icon needs.');

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const [name, size, drawing] of [['icon-192', 192, rounded], ['icon-512', 512, rounded], ['icon-512-maskable', 512, whole]]) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px }</style>${drawing}`);
  await page.screenshot({ path: `${folder}${name}.png`, omitBackground: true });
}
await browser.close();
