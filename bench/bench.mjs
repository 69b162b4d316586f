// The clock of the benchmarks, in the page; run.mjs calls these functions. What is compared is run in turn, step by
// step, since a machine may run at half its speed for seconds at a time.
// Each is measured as the page has it: figures from a program built like the page's, models from one built like the worker's.
// What they are compared with is built for speed alone.
import initPage, { Grid, Lines, Points } from '../target/bench/page/bench.js';
import initReference, { Naive, Products } from '../target/bench/reference/bench.js';
import initWorker, { Ours, Pretrained } from '../target/bench/worker/bench.js';
import { Tensorflow } from './tensorflow.mjs';

/** Today's program, and one of an older commit, whose steps are compared. */
const before = () => import('../target/bench/before/bench.js');

const figure = document.getElementById('figure');
/** The exports of the worker's program, for its memory. */
let exports;

/** Times each of the named functions in turn, `rounds` times after `warm` rounds; resolves to lists of ms. */
async function inTurn(functions, rounds, warm = 3) {
  const times = Object.fromEntries(Object.keys(functions).map((name) => [name, []]));
  for (let round = -warm; round < rounds; round++) {
    for (const [name, run] of Object.entries(functions)) {
      const start = performance.now();
      const waited = run();
      if (waited instanceof Promise) await waited;
      if (round >= 0) times[name].push(performance.now() - start);
    }
    // Lets the browser breathe, so that no measurement pays for another's garbage or painting.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return times;
}

/** Training images: the digits of the page, again and again, or noise where it has none of that size. Four of five pixels of a digit are 0. */
async function images(pixels, count) {
  const bytes = new Uint8Array(pixels * count);
  if (pixels === 784) {
    const file = await fetch('../static/data/mnist-train-images.idx3-ubyte.gz');
    const unpacked = file.body.pipeThrough(new DecompressionStream('gzip'));
    const digits = new Uint8Array(await new Response(unpacked).arrayBuffer()).subarray(16);
    for (let start = 0; start < bytes.length; start += digits.length) bytes.set(digits.subarray(0, bytes.length - start), start);
  } else {
    for (let start = 0; start < bytes.length; start += 65536) crypto.getRandomValues(bytes.subarray(start, start + 65536));
  }
  return bytes;
}

const rounded = (value) => Math.round(value * 1000) / 1000;
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const summary = (values) => ({ median_ms: rounded(median(values)), min_ms: rounded(Math.min(...values)) });
const ratio = (above, below) => rounded(median(above.map((value, i) => value / below[i])));

export const cases = {
  async 'train-step'({ hidden, latent, batch, steps, pixels, count }) {
    const ours = new Ours(pixels, hidden, latent, batch, await images(pixels, count));
    const { step } = await inTurn({ step: () => ours.step() }, steps);
    ours.free();
    return summary(step);
  },

  /** Time and memory of the first and of the last hundredth of many steps, and a step on few and on many images in turn. */
  async lasting({ hidden, latent, batch, steps, pixels, count }) {
    const ours = new Ours(pixels, hidden, latent, batch, await images(pixels, count));
    const part = Math.max(20, Math.round(steps / 100));
    const times = [];
    const memory = [];
    for (let step = 0; step < steps; step++) {
      const start = performance.now();
      ours.step();
      times.push(performance.now() - start);
      if (step === part || step === steps - 1) memory.push(exports.memory.buffer.byteLength / 1e6);
      if (step % 50 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    ours.free();
    const few = new Ours(pixels, hidden, latent, batch, await images(pixels, 500));
    const many = new Ours(pixels, hidden, latent, batch, await images(pixels, 60_000));
    const turns = await inTurn({ few: () => few.step(), many: () => many.step() }, 200);
    few.free();
    many.free();
    return {
      first: summary(times.slice(10, 10 + part)),
      last: summary(times.slice(-part)),
      last_over_first: rounded(median(times.slice(-part)) / median(times.slice(10, 10 + part))),
      memory_mb: memory.map(rounded),
      images_500: summary(turns.few),
      images_60000: summary(turns.many),
      many_over_few: ratio(turns.many, turns.few),
    };
  },

  /** Ours, that of an older commit, plain candle, the bare matrix products and TensorFlow.js, step by step in turn. */
  async compare({ hidden, latent, batch, steps, pixels, count }) {
    const ours = new Ours(pixels, hidden, latent, batch, await images(pixels, count));
    const older = await before();
    await older.default();
    // Of commit 56a87a8: on noise, whose zeros it would not leave out if there were any.
    const old = new older.Ours(pixels, hidden, latent, batch, count);
    const naive = new Naive(pixels, hidden, latent, batch);
    const products = new Products(pixels, hidden, latent, batch);
    const tensorflow = await Tensorflow.load(pixels, hidden, latent, batch);
    const runs = { ours, before: old, naive, products, tfjs: tensorflow };
    const times = await inTurn(Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, () => run.step()])), steps);
    Object.values(runs).forEach((run) => run.free());
    const { ours: own, ...others } = times;
    return {
      ...summary(own),
      ...Object.fromEntries(
        Object.entries(others).flatMap(([name, list]) =>
          Object.entries(summary(list)).map(([key, value]) => [`${name}_${key}`, value]),
        ),
      ),
      tfjs_threads: tensorflow.threads,
      ...Object.fromEntries(Object.entries(others).map(([name, list]) => [`ours_over_${name}`, ratio(own, list)])),
      least_over_before_least: rounded(Math.min(...own) / Math.min(...times.before)),
    };
  },

  async 'decode-grid'({ n, rounds, weights }) {
    const model = new Pretrained(new Uint8Array(await (await fetch(weights)).arrayBuffer()));
    const grid = new Grid(figure, n);
    const rows = grid.rows();
    let pixels;
    const { decode, draw } = await inTurn(
      { decode: () => void (pixels = model.decode(rows)), draw: () => grid.paint(pixels) },
      rounds,
    );
    const both = decode.map((value, i) => value + draw[i]);
    return { ...summary(both), decode_ms: rounded(median(decode)), draw_ms: rounded(median(draw)) };
  },

  async scatter({ n, classes, rounds }) {
    const points = new Points(figure, n, classes);
    let found = 0;
    const { paint, hover } = await inTurn(
      {
        renew: () => points.renew(),
        paint: () => points.paint(),
        // A hundred places, since one look-up is below the clock's grain.
        hover: () => {
          for (let i = 0; i < 100; i++) found += points.hover(4.8 * i, 240);
        },
      },
      rounds,
    );
    if (found === 0) throw new Error('no point was found under the pointer');
    return { ...summary(paint), hover_ms: rounded(median(hover) / 100) };
  },

  async curves({ n, rounds }) {
    const lines = new Lines(figure, n);
    const { paint } = await inTurn({ paint: () => lines.paint() }, rounds);
    return summary(paint);
  },
};

globalThis.bench = async (name, options) => {
  await Promise.all([initPage(), initReference()]);
  exports = await initWorker();
  return cases[name](options);
};
