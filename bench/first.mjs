// How long a phone waits until the first figure answers, and for how many bytes: Chromium's own throttling, 10 Mbit/s and a CPU four
// times slower.
import { serve } from '../scripts/server.mjs';

const bitsPerSecond = 10e6;
const slowdown = 4;

/** ms until the text is there and until the hero answers; kB that the page has received by then (a worker’s own files are not among them). */
export async function first(browser, root) {
  const server = await serve({ root });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 40,
      downloadThroughput: bitsPerSecond / 8,
      uploadThroughput: bitsPerSecond / 8,
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    let bytes = 0;
    session.on('Network.dataReceived', ({ encodedDataLength }) => (bytes += encodedDataLength));
    const start = performance.now();
    await page.goto(server.url, { waitUntil: 'commit' });
    await page.locator('#hero-still').waitFor({ state: 'attached' });
    const text = performance.now() - start;
    const slider = page.locator('#hero-sliders input[type=range]').first();
    await slider.waitFor({ timeout: 60_000 });
    await page.locator('#hero-still').waitFor({ state: 'hidden', timeout: 60_000 });
    const picture = () => page.locator('#hero-digit canvas').first().evaluate((canvas) => canvas.toDataURL());
    const before = await picture();
    await slider.focus();
    await page.keyboard.press('PageUp');
    while ((await picture()) === before) await page.waitForTimeout(10);
    return {
      text_ms: Math.round(text),
      answers_ms: Math.round(performance.now() - start),
      page_received_kb: Math.round(bytes / 100) / 10,
    };
  } finally {
    await page.close();
    await server.close();
  }
}
