// Runs the benchmarks in headless Chromium; one JSON line a case on standard output. scripts/bench builds, then calls this.
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from '../scripts/server.mjs';
import { files } from './files.mjs';
import { first } from './first.mjs';
import { galaxies } from './galaxies.mjs';
import { live } from './live.mjs';
import { load } from './load.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const usage = `Usage: scripts/bench                                           every case at the page's defaults
       scripts/bench train-step HIDDEN LATENT BATCH [STEPS [PIXELS [IMAGES]]]
       scripts/bench compare HIDDEN LATENT BATCH [STEPS [PIXELS]]   against an older commit (BEFORE, or 56a87a8), plain
                                                             candle and TensorFlow.js, in turn
       scripts/bench decode-grid N                             N × N digits decoded and drawn
       scripts/bench scatter N [CLASSES]                       N points of 10 classes, or more, drawn; a look-up under the pointer
       scripts/bench curves N                                  the curves of N batches drawn
       scripts/bench lasting [STEPS]                           step time and the program's memory over many steps
       scripts/bench first                                     bytes and time until the hero answers, on a phone
       scripts/bench load                                      the same, and sizes
       scripts/bench live                                      slider to pixels, idle and in training; main-thread tasks
       scripts/bench galaxies                                  time from Train to a useful model of galaxies
       scripts/bench files                                     time and memory of a person's own files (BEFORE_DIST, PYTHON)`;

const shape = (hidden = 256, latent = 2, batch = 128, steps = 60, pixels = 784, count = 5000) =>
  ({ hidden, latent, batch, steps, pixels, count });
const weights = '../pretrained/mnist-vae.safetensors';

/** For each case: its options from its numbers, and the part of them that its line repeats. */
const cases = {
  'train-step': [shape, ({ hidden, latent, batch, pixels }) => ({ hidden, latent, batch, ...(pixels !== 784 && { pixels }) })],
  compare: [shape, ({ hidden, latent, batch, pixels }) => ({ hidden, latent, batch, pixels })],
  'decode-grid': [(n = 15) => ({ n, rounds: 40, weights }), ({ n }) => ({ n })],
  scatter: [(n = 1000, classes = 10) => ({ n, classes, rounds: 60 }), ({ n, classes }) => ({ n, classes })],
  curves: [(n = 10_000) => ({ n, rounds: 40 }), ({ n }) => ({ n })],
  lasting: [(steps = 10_000) => ({ ...shape(), steps }), ({ steps }) => ({ steps })],
};

const [name, ...rest] = process.argv.slice(2);
const numbers = rest.map(Number);
const onThePage = { first, load, live, galaxies, files };
if (name !== undefined && !(name in onThePage) && !(name in cases)) fail(usage);
if (numbers.some((number) => !Number.isInteger(number) || number < 1)) fail(usage);

function fail(message) {
  console.error(message);
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-dev-shm-usage'],
});
// Isolated, so that the clock is fine-grained and TensorFlow.js has its threads; the page itself never needs that.
const server = await serve({
  root,
  headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
});

async function measure(name, numbers) {
  if (name in onThePage) return print({ case: name, ...(await onThePage[name](browser, `${root}dist`)) });
  const [options, repeated] = cases[name];
  const chosen = options(...numbers);
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(`${server.url}bench/index.html`);
  await page.waitForFunction(() => globalThis.bench);
  const result = await page.evaluate(([name, chosen]) => globalThis.bench(name, chosen), [name, chosen]);
  print({ case: name, ...repeated(chosen), ...result });
  await page.close();
}

function print(line) {
  console.log(JSON.stringify(line));
}

try {
  for (const each of name === undefined ? [...Object.keys(cases), ...Object.keys(onThePage)] : [name]) await measure(each, numbers);
} finally {
  await browser.close();
  await server.close();
}
