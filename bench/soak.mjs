// Whether the page lasts: hours of training, a hundred runs begun and thrown away, floods of requests, large uploads again and again.
// scripts/soak builds, then calls this. One JSON line a sample on standard output, one verdict a case; the status is 1 if one of them grew.
// It presses what a person presses, and measures from outside: the browser's processes, their heaps, and what the page holds.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from '../scripts/server.mjs';
import { png } from './png.mjs';

const usage = `Usage: scripts/soak [MINUTES [CASE…]]   120 minutes of training unless told otherwise; the cases are:
  training   the lab trains, its tab hidden and shown in turn
  cycles     100 times Train, an epoch, Reset
  messages   10,000 slider movements a minute for a tenth of the minutes, while the lab trains
  uploads    10,000 images chosen, looked through and used, ten times over`;
const [minutes = '120', ...wanted] = process.argv.slice(2);
if (!(Number(minutes) > 0)) {
  console.error(usage);
  process.exit(2);
}
const end = (share) => Date.now() + Number(minutes) * 60_000 * share;
/** Growth that is still called flat: of the last third of the samples over the third in the middle. */
const flat = 1.05;
const settings = 'images=1000&batch=100&hidden=64&epochs=500';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const server = await serve({ root: dist });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--js-flags=--expose-gc'],
});
const overall = await browser.newBrowserCDPSession();
const button = (page, name) => page.getByRole('button', { name, exact: true });
const pressed = (page, name) => button(page, name).and(page.locator(':enabled')).click({ timeout: 120_000 });

/** Megabytes of the processes that hold pages and their workers. */
async function resident() {
  const { processInfo } = await overall.send('SystemInfo.getProcessInfo');
  const ids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => String(id));
  const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', ids.join()], { encoding: 'utf8' });
  return kilobytes.trim().split(/\s+/).reduce((sum, each) => sum + Number(each), 0) / 1024;
}

async function opened(query, hash) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.addInitScript(() => {
    // Pictures that were made and not closed. Those of workers are part of the processes' size alone.
    globalThis.bitmaps = 0;
    const make = globalThis.createImageBitmap;
    globalThis.createImageBitmap = async (...given) => {
      const bitmap = await make(...given);
      globalThis.bitmaps++;
      return bitmap;
    };
    const { close } = ImageBitmap.prototype;
    ImageBitmap.prototype.close = function () {
      globalThis.bitmaps--;
      close.call(this);
    };
    // The driver keeps every tab in front, so that a hidden one is played: it gets no frames, and is told.
    let hidden = false;
    const frame = globalThis.requestAnimationFrame.bind(globalThis);
    const waiting = [];
    globalThis.requestAnimationFrame = (callback) => (hidden ? waiting.push(callback) : frame(callback));
    Object.defineProperty(document, 'hidden', { get: () => hidden });
    Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
    globalThis.hide = (now) => {
      hidden = now;
      document.dispatchEvent(new Event('visibilitychange'));
      if (!hidden) waiting.splice(0).forEach((callback) => frame(callback));
    };
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  await page.goto(`${server.url}?${query}#${hash}`);
  return { context, page, devtools };
}

/** What is there once all that nobody needs is gone. */
async function sample({ page, devtools }) {
  for (let round = 0; round < 2; round++) {
    await devtools.send('HeapProfiler.collectGarbage');
    await Promise.all(page.workers().map((worker) => worker.evaluate(() => globalThis.gc?.()).catch(() => {})));
  }
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  return {
    megabytes: Math.round(await resident()),
    heap: Math.round(of('JSHeapUsedSize') / 1e4) / 100,
    nodes: of('Nodes'),
    listeners: of('JSEventListeners'),
    workers: page.workers().length,
    bitmaps: await page.evaluate(() => globalThis.bitmaps),
  };
}

const cases = {
  async training(take) {
    const tab = await opened(settings, 'mnist');
    const { page } = tab;
    const epoch = async () => Number(await page.getByLabel('Epoch', { exact: true }).textContent());
    await pressed(page, 'Train');
    for (const until = end(1); Date.now() < until; ) {
      for (const hidden of [true, false]) {
        await page.evaluate((hidden) => globalThis.hide(hidden), hidden);
        await page.waitForTimeout(Number(minutes) * 500);
      }
      // A run that has reached its last epoch is begun anew.
      if (await button(page, 'Train').isEnabled()) {
        await pressed(page, 'Reset');
        await pressed(page, 'Train');
      }
      await take(tab, { epoch: await epoch() });
    }
    return tab.context;
  },
  async cycles(take) {
    const tab = await opened(settings, 'mnist');
    const { page } = tab;
    for (let cycle = 1; cycle <= 100; cycle++) {
      await pressed(page, 'Train');
      await page.waitForFunction(() => Number(document.getElementById('out-epoch').textContent) >= 1, null, { timeout: 120_000 });
      await pressed(page, 'Reset');
      await button(page, 'Train').and(page.locator(':enabled')).waitFor({ timeout: 120_000 });
      if (cycle % 4 === 0) await take(tab, { cycle });
    }
    return tab.context;
  },
  async messages(take) {
    const tab = await opened(settings, 'mnist');
    const { page } = tab;
    await page.locator('#hero-still').waitFor({ state: 'hidden', timeout: 120_000 });
    await pressed(page, 'Train');
    let sent = 0;
    for (const until = end(0.1), start = Date.now(); Date.now() < until; ) {
      sent += await page.evaluate(async () => {
        const slider = document.querySelector('#hero-sliders input');
        const begin = performance.now();
        let count = 0;
        // 10,000 a minute: one each 6 ms.
        for (; performance.now() - begin < 5000; count = count + 1) {
          slider.value = String(2 * Math.sin(count));
          slider.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, (count + 1) * 6 - (performance.now() - begin))));
        }
        return count;
      });
      await take(tab, { sent, a_minute: Math.round(sent / ((Date.now() - start) / 60_000)) });
    }
    return tab.context;
  },
  async uploads(take) {
    const folder = mkdtempSync(path.join(tmpdir(), 'latent-lab-soak-'));
    try {
      const files = Array.from({ length: 10_000 }, (_, i) => path.join(folder, `image-${i}.png`));
      files.forEach((file, i) => writeFileSync(file, png(48, (x, y) => 255 * Math.exp(-((x - 24 - (i % 7)) ** 2 + (y - 24) ** 2) / (20 + (i % 90))))));
      const tab = await opened('', 'galaxies-upload');
      const { page } = tab;
      await page.locator('#upload-zone').scrollIntoViewIfNeeded();
      for (let time = 1; time <= 10; time++) {
        await page.locator('#upload-preview canvas').first().waitFor({ state: 'attached', timeout: 120_000 });
        await page.locator('#upload-files').setInputFiles(files);
        await pressed(page, 'Use these images');
        await page.getByText(/The notebook now has your 10,000 images/).waitFor({ timeout: 600_000 });
        await take(tab, { time });
      }
      return tab.context;
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** Means of the third in the middle and of the last: what has grown between them, leaving out the beginning. */
function verdict(samples) {
  const third = Math.floor(samples.length / 3);
  const mean = (part, name) => part.reduce((sum, each) => sum + each[name], 0) / part.length;
  const growth = (name) => {
    const [before, after] = [samples.slice(third, 2 * third), samples.slice(samples.length - third)].map((part) => mean(part, name));
    return before === after ? 1 : after / before;
  };
  const names = ['megabytes', 'heap', 'nodes', 'listeners', 'workers', 'bitmaps'];
  const grown = third > 0 ? Object.fromEntries(names.map((name) => [name, Math.round(growth(name) * 1000) / 1000])) : {};
  return { samples: samples.length, grown, flat: third > 0 && Object.values(grown).every((each) => each <= flat) };
}

let all = true;
try {
  for (const name of wanted.length > 0 ? wanted : Object.keys(cases)) {
    const samples = [];
    const context = await cases[name](async (tab, more) => {
      samples.push(await sample(tab));
      console.log(JSON.stringify({ case: name, ...more, ...samples.at(-1) }));
    });
    await context.close();
    const said = verdict(samples);
    all &&= said.flat;
    console.log(JSON.stringify({ case: name, ...said }));
  }
} finally {
  await browser.close();
  await server.close();
}
process.exit(all ? 0 : 1);
