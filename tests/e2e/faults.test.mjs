// What goes wrong is said in words, where the figure would be, and does not take the page with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, enter, harness, heroReady, labReady, open, openLab, quick, reading, readings, settled, until } from './helpers.mjs';

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
  const workers = page.workers().length;
  const before = new Set(page.workers());
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) > 0.5, 'it trains');
  for (const worker of page.workers()) {
    await worker.evaluate(() => void setTimeout(() => { throw new Error('trapped'); })).catch(() => {});
  }
  const notice = page.locator('#lab-notice, #page-notice, #lab-scatter-notice').filter({ visible: true }).first();
  await notice.waitFor({ timeout: 30_000 });
  await until(() => page.workers().length === workers && page.workers().some((worker) => !before.has(worker)), 'a new worker', 30_000);
  await until(() => button(page, 'Train').isEnabled(), 'the lab can train again', 30_000);
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) > 0, 'and it trains');
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
