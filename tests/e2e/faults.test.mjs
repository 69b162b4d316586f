// What goes wrong is said in words, where the figure would be, and does not take the page with it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { button, enter, harness, heroReady, labReady, networkReady, open, openLab, picture, quick, reading, readings, settled, test, trap, until, workers } from './helpers.mjs';

harness();

const weights = /pretrained\/.*\.safetensors/;
const digits = /data\/.*(images|labels|ubyte)/;
const missing = (pattern) => (context) => context.route(pattern, (route) => route.fulfill({ status: 404, body: 'Not found' }));
const truncated = (pattern) => (context) =>
  context.route(pattern, async (route) => {
    const body = await (await route.fetch()).body();
    await route.fulfill({ body: body.subarray(0, body.length >> 1) });
  });

/** A sentence stands in place of the figure. */
async function explained(page, id) {
  // Each chapter fetches its data when it comes near the screen.
  await page.evaluate((id) => document.getElementById(id).closest('section').scrollIntoView(), id);
  const notice = page.locator(`#${id}-notice`);
  await notice.waitFor({ state: 'visible', timeout: 60_000 });
  const text = (await notice.textContent()).trim();
  assert.match(text, /^\p{Lu}.{20,}[.!]$/u, 'a sentence');
  assert.equal(await page.locator(`#${id}`).isVisible(), false, 'the figure gives way');
  return text;
}

const says = (page, id, pattern, timeout = 60_000) =>
  until(async () => pattern.test(await page.locator(`#${id}`).textContent()), `#${id} says ${pattern}`, timeout);

for (const [how, prepare] of [['missing', missing(weights)], ['truncated', truncated(weights)]]) {
  test(`weights that are ${how} are reported; the lab works`, async (t) => {
    const page = await open(t, { faulty: true, prepare, query: quick });
    for (const id of ['hero-manifold', 'latent-uniform']) await explained(page, id);
    await labReady(page);
  });
}

for (const [how, prepare] of [['missing', missing(digits)], ['truncated', truncated(digits)]]) {
  test(`digits that are ${how} are reported; the hero works`, async (t) => {
    const page = await open(t, { faulty: true, prepare });
    for (const id of ['lab-scatter', 'latent-scatter']) await explained(page, id);
    await heroReady(page);
    assert.equal(await button(page, 'Train').isEnabled(), false);
  });
}

test('a browser without SIMD is told so in every figure', async (t) => {
  const prepare = (context) => context.addInitScript(() => (WebAssembly.validate = () => false));
  const page = await open(t, { faulty: true, prepare });
  for (const id of ['hero-manifold', 'lab-scatter', 'latent-scatter']) assert.match(await explained(page, id), /SIMD/);
});

test("a page's program that does not arrive is reported", async (t) => {
  const page = await open(t, { faulty: true, prepare: missing(/app-.*\.wasm/) });
  assert.match(await explained(page, 'hero-manifold'), /could not be loaded/);
});

for (const [what, pattern, hash] of [['page', /app-.*\.wasm/], ['page', /app-.*\.js/], ['later chapters', /lecture_bg\.wasm/, 'mnist']]) {
  test(`the program of the ${what} that never ends is told of, and what needs it begins once it comes: ${pattern.source}`, async (t) => {
    let release;
    const released = new Promise((resolve) => (release = resolve));
    const page = await open(t, {
      faulty: true,
      query: quick,
      hash,
      waitUntil: 'commit',
      prepare: (context) =>
        context.route(pattern, async (route) => {
          await released;
          await route.continue();
        }),
    });
    t.after(release);
    await says(page, 'waits', /(page’s program|later chapters) is slow to arrive/);
    release();
    await (hash ? labReady(page) : heroReady(page));
    await until(async () => !/(page’s program|later chapters) is slow to arrive/.test(await page.locator('#waits').textContent()), 'nothing is said of it any more');
  });
}

test('chapters whose program does not arrive say so, and the rest of the page works', async (t) => {
  const page = await open(t, { faulty: true, prepare: missing(/lecture_bg\.wasm/), query: quick });
  await heroReady(page);
  for (const id of ['som-colour', 'vae-plane', 'galaxies-wall']) assert.match(await explained(page, id), /could not be loaded/);
  await page.locator('#mnist').scrollIntoViewIfNeeded();
  await labReady(page);
});

for (const file of [/worker\.js/, /worker_bg\.wasm/]) {
  test(`a worker whose ${file.source} does not arrive is reported`, async (t) => {
    const page = await open(t, { faulty: true, prepare: missing(file) });
    await explained(page, 'hero-manifold');
    await explained(page, 'lab-scatter');
  });
}

test('a run that diverges stops with a sentence and the last good parameters', async (t) => {
  const page = await openLab(t, { query: `${quick}&rate=10` });
  await button(page, 'Train').click();
  const notice = page.locator('#lab-notice');
  await notice.waitFor({ state: 'visible', timeout: 60_000 });
  assert.match(await notice.textContent(), /learning rate/i, 'it says what to change');
  await settled(page);
  const shown = await readings(page);
  for (const [name, value] of Object.entries(shown)) assert.ok(Number.isFinite(value), `${name} is a number`);
  // A journal of information theory stands among the references; all else on the page is searched.
  const [whole, references] = await Promise.all(['body', '#references'].map((part) => page.locator(part).innerText()));
  assert.ok(whole.includes(references));
  assert.doesNotMatch(whole.replace(references, ''), /\bNaN\b|\binf(inity)?\b/i);
  await enter(page, 'Learning rate', 0.001);
  await button(page, 'Reset').click();
  await until(async () => (await reading(page, 'Epoch')) === 0 && (await button(page, 'Train').isEnabled()), 'it can begin anew');
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) > 1, 'and it trains');
});

test('a worker that traps in mid-run is reported and replaced', async (t) => {
  const page = await openLab(t, { faulty: true, query: `${quick}&epochs=500` });
  await networkReady(page);
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) > 0.5, 'it trains');
  const all = (await workers(page)).length;
  const before = new Set(await workers(page));
  await trap(page, await workers(page));
  const notice = page.locator('#lab-notice, #page-notice, #lab-scatter-notice').filter({ visible: true }).first();
  await notice.waitFor({ timeout: 30_000 });
  await until(async () => (await workers(page)).length === all && (await workers(page)).some((worker) => !before.has(worker)), 'a new worker', 30_000);
  await until(() => button(page, 'Train').isEnabled(), 'the lab can train again', 30_000);
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) > 0, 'and it trains');
});

test('a worker of the figures that traps is replaced, and the page says so each time, in sight; at last the figures do', async (t) => {
  const page = await open(t, { faulty: true });
  await heroReady(page);
  const notice = page.locator('#page-notice');
  // The hero's was first; the chapter below it has one of the other program's.
  await until(async () => (await workers(page)).length === 2, 'the workers of both programs', 30_000);
  let [asked] = await workers(page);
  for (let lost = 0; lost < 3; lost += 1) {
    const before = new Set(await workers(page));
    await notice.evaluate((notice) => (notice.hidden = true));
    await trap(page, [asked]);
    await notice.waitFor({ state: 'visible', timeout: 30_000 });
    await until(async () => (await workers(page)).some((worker) => !before.has(worker)), 'a new worker', 30_000);
    asked = (await workers(page)).find((worker) => !before.has(worker));
    assert.match(await notice.textContent(), /trapped.* A new one was started: .* nothing needs to be done\.$/);
    await page.evaluate(() => window.scrollBy(0, 200));
    assert.ok((await notice.boundingBox()).y >= 0, 'wherever one has scrolled to');
    await page.evaluate(() => window.scrollTo(0, 0));
    assert.ok(await page.locator('#hero-manifold').isVisible(), 'the figures stay');
    const shown = await picture(page, 'hero-digit');
    await page.locator('#hero-manifold').getByRole('slider').press(lost % 2 ? 'ArrowLeft' : 'ArrowRight');
    await until(async () => (await picture(page, 'hero-digit')) !== shown, 'and answer again', 60_000);
  }
  await trap(page, [asked]);
  assert.match(await explained(page, 'hero-manifold'), /A new worker stops too: open the page in another tab to try again\.$/);
});

for (const [hash, ready, replaced] of [
  ['som', 'som-phase', /^Trained/],
  ['galaxies', 'galaxies-run-phase', /trained beforehand/],
]) {
  test(`a worker of #${hash} that traps is spoken of there until the next press, and what it does is done again`, async (t) => {
    const page = await open(t, { faulty: true, hash });
    await says(page, ready, replaced, 120_000);
    await trap(page, await workers(page));
    const notice = page.locator(`#${hash}-notice`);
    await notice.waitFor({ state: 'visible', timeout: 30_000 });
    assert.match(await notice.textContent(), /trapped.* A new worker was started/);
    await until(async () => !replaced.test(await page.locator(`#${ready}`).textContent()), 'it begins anew', 30_000);
    await says(page, ready, replaced, 120_000);
    assert.ok(await notice.isVisible(), 'the sentence is not taken away before it can be read');
    const train = button(page, hash === 'som' ? 'Train map' : 'Train on galaxies');
    await until(() => train.isEnabled(), 'it can be trained');
    await train.click();
    await notice.waitFor({ state: 'hidden' });
  });
}

test('an autoencoder that was trained and is gone with its worker is spoken of, and can be trained again', async (t) => {
  const page = await open(t, { faulty: true, hash: 'autoencoder' });
  const train = button(page, 'Train this q here');
  await train.scrollIntoViewIfNeeded();
  await until(async () => Number.isFinite(await reading(page, 'Squared error')), 'the chapter is here', 60_000);
  await train.click();
  await says(page, 'autoencoder-phase', /^Training/);
  await trap(page, await workers(page));
  await says(page, 'autoencoder-notice', /trapped.* a training has to be started again/);
  assert.ok(await page.locator('#autoencoder-notice').isVisible());
  await until(() => train.isEnabled(), 'it can be trained', 30_000);
  await train.click();
  await says(page, 'autoencoder-phase', /^Training/);
});

test("the map's data changed while a field is refused are not waited for", async (t) => {
  const page = await open(t, { hash: 'som' });
  await says(page, 'som-phase', /^Trained/, 120_000);
  const galaxies = await page.locator('#som-galaxies').textContent();
  await enter(page, 'Map epochs', 0);
  await page.locator('#som-data').selectOption('deep');
  await says(page, 'som-phase', /^Nothing is trained: .* Correct it, then press Train map\.$/);
  await until(async () => (await page.locator('#som-galaxies').textContent()) !== galaxies, 'the other data are here', 60_000);
  await says(page, 'som-phase', /^Nothing is trained/, 1000);
  await enter(page, 'Map epochs', 1);
  await button(page, 'Train map').click();
  await says(page, 'som-phase', /^Trained for 1 epoch/);
});

const grey = { name: 'grey.png', mimeType: '', buffer: readFileSync(new URL('../fixtures/grey.png', import.meta.url)) };

async function openUpload(t, options) {
  const page = await open(t, { faulty: true, hash: 'galaxies-upload', ...options });
  await page.locator('#upload-zone').scrollIntoViewIfNeeded();
  await until(() => page.locator('#upload-preview canvas').count(), 'the upload is ready', 60_000);
  return page;
}

test("an upload's worker that traps is spoken of, and other files can be chosen", async (t) => {
  const page = await openUpload(t);
  const others = new Set(await workers(page));
  await page.locator('#upload-files').setInputFiles([grey]);
  await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
  await trap(page, (await workers(page)).filter((worker) => !others.has(worker)));
  await says(page, 'upload-words', /trapped.* These files were too much for it: choose fewer or smaller ones\.$/, 30_000);
  assert.ok(await page.locator('#upload-result').isHidden());
  await page.locator('#upload-files').setInputFiles([grey]);
  await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
});

test("an upload's worker that says nothing any more is not waited for", async (t) => {
  // Of a worker that is made while the page is deaf, only the first message is heard: that it is ready.
  const prepare = (context) =>
    context.addInitScript(() => {
      window.Worker = class extends Worker {
        set onmessage(hear) {
          let heard = 0;
          super.onmessage = hear && window.deaf ? (event) => (heard++ ? undefined : hear(event)) : hear;
        }
      };
    });
  const page = await openUpload(t, { prepare });
  await page.evaluate(() => (window.deaf = true));
  await page.locator('#upload-files').setInputFiles([grey]);
  await says(page, 'upload-words', /^Reading/);
  await says(page, 'upload-words', /silent for 20 seconds.* choose fewer or smaller ones\.$/, 40_000);
  await page.evaluate(() => (window.deaf = false));
  await page.locator('#upload-files').setInputFiles([grey]);
  await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
});

test('settings that cannot be run are refused in words', async (t) => {
  const page = await openLab(t);
  for (const [label, id, value] of [['Batch size', 'batch-size', '0'], ['Epochs', 'epochs', '0'], ['Hidden units', 'hidden-units', 'many']]) {
    await enter(page, label, value);
    await page.locator(`#${id}-error`).waitFor({ state: 'visible' });
  }
});

test('a link with nonsense in it opens all the same', async (t) => {
  const page = await open(t, { query: 'beta=abc&latent=99&seed=-1&nonsense=1&hidden=,,&batch=1e9', hash: 'mnist' });
  await labReady(page);
});
