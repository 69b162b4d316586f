// Who computes, what can befall it, and what a person must then read: one row for each who computes, one column for each fault.
// It knows the page by its words and ids, and no browser.
import { readFileSync } from 'node:fs';
import { button, labReady, networkReady, picture, quick, reading, until } from '../helpers.mjs';

const text = (page, id) => page.locator(`#${id}`).textContent();
const says = (page, id, pattern) => until(async () => pattern.test(await text(page, id)), `#${id} says ${pattern}`, 120_000);
const enabled = (page, name) => until(() => button(page, name).isEnabled(), `${name} can be pressed`, 120_000);
const press = async (page, name) => {
  await enabled(page, name);
  await button(page, name).click();
};

const grey = { name: 'grey.png', mimeType: '', buffer: readFileSync(new URL('../../fixtures/grey.png', import.meta.url)) };
const choose = (page) => page.locator('#upload-files').setInputFiles([grey]);

/**
 * `ready` when it may be asked, `work` asks for something that is long or is answered, `ask` the same without waiting for it, `told` is where its loss is spoken of,
 * `first` whether its worker is the page's first one, `back` holds when it answers again after `work`, `file` is what it fetches and `missing` the figure that gives way to words without it.
 */
export const rows = [
  {
    who: 'explorer',
    whose: 'the pretrained network',
    // Its worker is the page's first.
    first: true,
    ready: networkReady,
    work: async (page) => {
      const slider = page.locator('#hero-manifold').getByRole('slider');
      await slider.press('ArrowLeft');
      await slider.press('ArrowRight');
    },
    told: 'page-notice',
    back: async (page) => {
      const shown = await picture(page, 'hero-digit');
      await page.locator('#hero-manifold').getByRole('slider').press('ArrowUp');
      await until(async () => (await picture(page, 'hero-digit')) !== shown, 'the digit changes', 60_000);
    },
    file: /pretrained\/mnist-vae\.safetensors/,
    missing: 'hero-manifold',
  },
  {
    who: 'lab',
    whose: 'the training lab',
    hash: 'mnist',
    query: `${quick}&epochs=500`,
    ready: labReady,
    work: (page) => press(page, 'Train'),
    told: 'lab-notice',
    back: async (page) => {
      await press(page, 'Train');
      await until(async () => (await reading(page, 'Epoch')) > 0, 'it trains', 60_000);
      await press(page, 'Pause');
    },
    file: /data\/mnist-train-images/,
    missing: 'lab-scatter',
  },
  {
    who: 'map',
    whose: 'the map',
    hash: 'som',
    ready: (page) => says(page, 'som-phase', /^Trained/),
    work: (page) => press(page, 'Train map'),
    told: 'som-notice',
    back: (page) => says(page, 'som-phase', /^Trained/),
    file: /data\/sdss-colours/,
    missing: 'som-colour',
  },
  {
    who: 'autoencoder',
    whose: 'the autoencoder',
    hash: 'autoencoder',
    ready: (page) => until(async () => Number.isFinite(await reading(page, 'Squared error')), 'the chapter answers', 120_000),
    work: async (page) => {
      await press(page, 'Train this q here');
      await says(page, 'autoencoder-phase', /^Training/);
    },
    // Of this one no answer is waited for.
    ask: (page) => press(page, 'Train this q here'),
    told: 'autoencoder-notice',
    back: (page) => enabled(page, 'Train this q here'),
    file: /pretrained\/twin-plain/,
    missing: 'holes-plain-scatter',
  },
  {
    who: 'VAE chapter',
    whose: 'the pretrained network',
    hash: 'vae',
    ready: (page) => says(page, 'vae-draw-text', /^Draw 3/),
    work: (page) => press(page, 'Draw z'),
    told: 'page-notice',
    back: async (page) => {
      const said = await text(page, 'vae-draw-text');
      await press(page, 'Draw z');
      await until(async () => (await text(page, 'vae-draw-text')) !== said, 'another draw is decoded', 60_000);
    },
    file: /data\/mnist-test-images/,
    missing: 'vae-plane',
  },
  {
    who: 'notebook',
    whose: 'the notebook',
    hash: 'galaxies',
    ready: (page) => says(page, 'galaxies-run-phase', /trained beforehand/),
    work: (page) => press(page, 'Train on galaxies'),
    told: 'galaxies-notice',
    back: (page) => enabled(page, 'Train on galaxies'),
    file: /data\/galaxies-train-images/,
    missing: 'galaxies-wall',
  },
  {
    who: 'upload',
    whose: 'your files',
    hash: 'galaxies-upload',
    ready: async (page) => {
      await page.locator('#upload-zone').scrollIntoViewIfNeeded();
      await until(() => page.locator('#upload-preview canvas').count(), 'the upload is ready', 120_000);
    },
    work: async (page) => {
      await choose(page);
      await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
    },
    // Its worker is started by the files themselves.
    late: choose,
    told: 'upload-words',
    back: async (page) => {
      await choose(page);
      await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
    },
    file: /reader_bg\.wasm/,
    missing: null,
  },
];

/** Ways in which a worker ends, by what its script does, as the page is told in each engine. */
export const ends = {
  'a trap': "setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); })",
  'memory that runs out': "setTimeout(() => { throw new RangeError('Out of memory'); })",
  'a trap behind an await': "Promise.resolve().then(() => { throw new WebAssembly.RuntimeError('unreachable'); })",
};
