// What the end-to-end tests share: the built page under a sub-path, a browser, and the page as a person reads it.
// A page that logs an error or asks another host fails its test, unless the test says that it provokes that.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test as run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromiumOnly, core } from './engines/which.mjs';
import { engine, start } from './engines/index.mjs';
import { note, save } from './pressed.mjs';

export const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** A small run: a few seconds on one slow core. */
export const quick = 'images=1000&batch=100&hidden=64';

let server;
let browser;

/** Starts the server and the browser for the tests of one file. */
export function harness() {
  before(async () => {
    ({ server, browser } = await start(dist));
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    if (engine === 'chromium') save(dist);
    const listed = [...(core[file] ?? []), ...Object.keys(chromiumOnly[file] ?? {})];
    assert.deepEqual(listed.filter((title) => !titles.has(title)), [], 'titles in engines/which.mjs that no test has');
  });
}

const file = path.basename(process.argv[1]);
const titles = new Set();

/** A test; in other engines than Chromium, those that need its protocol say so instead. With CORE set, only some are taken. */
export function test(title, ...given) {
  titles.add(title);
  const why = engine !== 'chromium' && chromiumOnly[file]?.[title];
  if (process.env.CORE && core[file] && !core[file].includes(title)) return;
  if (why) run(title, { skip: why }, () => {});
  else run(title, ...given);
}

/**
 * Opens the page in a context of its own. Options: `query`, `hash`, `prepare(context)` before anything loads,
 * `faulty` (errors in the console are what is tested), `waitUntil` (see Playwright's `goto`), `at` another address than that of the served page, and what Playwright's contexts take.
 */
export async function open(t, { query = '', hash = '', prepare, faulty = false, waitUntil, at = server.url, ...options } = {}) {
  // What a test changes on the way to the page, a service worker would not see: offline.test.mjs alone allows one.
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
  const errors = [];
  const foreign = [];
  t.after(async () => {
    await context.close();
    assert.deepEqual(foreign, [], 'requests to another origin');
    if (!faulty) assert.deepEqual(errors, [], 'errors in the console');
  });
  const { origin } = new URL(at);
  context.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith('http') && asked !== origin) foreign.push(request.url());
  });
  context.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  context.on('weberror', (error) => errors.push(String(error.error())));
  // What is pressed is counted once, in the engine that runs all tests.
  if (engine === 'chromium') await note(context, t.name);
  await prepare?.(context);
  const page = await context.newPage();
  await page.goto(`${at}${query && `?${query}`}${hash && `#${hash}`}`, { waitUntil });
  page.errors = errors;
  return page;
}

/** The training lab with a run that is set up and waits. */
export async function openLab(t, options = {}) {
  const page = await open(t, { query: quick, hash: 'mnist', ...options });
  await labReady(page);
  return page;
}

export async function labReady(page) {
  await until(() => button(page, 'Train').isEnabled(), 'the lab can train', 60_000);
  await until(async () => Number.isFinite(await reading(page, 'Held-out ELBO')), 'the first evaluation is shown');
}

/** The pretrained model draws and answers: the page's own small decoder, or the worker. */
export async function heroReady(page) {
  await page.locator('#hero-still').waitFor({ state: 'hidden', timeout: 60_000 });
  await until(async () => (await picture(page, 'hero-digit')) !== '', 'the hero shows a digit');
}

/** The pretrained model is in its worker, which draws from now on. */
export async function networkReady(page) {
  await heroReady(page);
  await page.locator('html[data-network]').waitFor({ state: 'attached', timeout: 60_000 });
}

export const button = (page, name) => page.getByRole('button', { name, exact: true });

/** The page's address as it is now. */
export const address = (page) => page.evaluate(() => location.href);

/** The page's workers, each of which is the same value as long as it lives. */
export function workers(page) {
  return engine === 'chromium' ? page.workers() : page.evaluate(() => [...globalThis.workers.alive.keys()]);
}

/** Has workers end as they do when their program traps. */
export function trap(page, all) {
  if (engine !== 'chromium') return page.evaluate((all) => all.forEach(globalThis.workers.trap), all);
  return Promise.all(all.map((worker) => worker.evaluate(() => void setTimeout(() => { throw new Error('trapped'); })).catch(() => {})));
}

/** What the elements with these ids say, all at one moment: read one by one, an answer may come between two of them. */
export function texts(page, ids) {
  return page.evaluate((all) => all.map((id) => document.getElementById(id).textContent.trim()), ids);
}

/** The numbers in the outputs with these labels, all at one moment. */
export async function outputs(page, names) {
  const said = await page.evaluate((wanted) => {
    const named = (output) => document.getElementById(output.getAttribute('aria-labelledby')) ?? output.labels[0];
    const label = (output) => (output.getAttribute('aria-label') ?? named(output)?.textContent ?? '').trim();
    const all = [...document.querySelectorAll('output')];
    return wanted.map((name) => all.filter((output) => label(output) === name).map((output) => output.textContent.trim()));
  }, names);
  return said.map((found, i) => {
    assert.equal(found.length, 1, `one output is called "${names[i]}"`);
    return found[0] === '' ? NaN : Number(found[0]);
  });
}

/** The number in the output with this label. */
export async function reading(page, name) {
  const text = (await page.getByLabel(name, { exact: true }).textContent()).trim();
  return text === '' ? NaN : Number(text);
}

export async function readings(page) {
  const names = ['Epoch', 'Training ELBO', 'Held-out ELBO', 'Reconstruction', 'KL'];
  const values = await outputs(page, names);
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

/** What the canvases in a container show. */
export function picture(page, id) {
  return page.locator(`#${id} canvas`).evaluateAll((all) => all.map((canvas) => canvas.toDataURL()).join(' '));
}

/** The rows of the file of numbers that the figure around this plot saves, without its header. */
export async function savedRows(page, id) {
  await page.locator('figure', { has: page.locator(`#${id}`) }).locator('> .take').click();
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), button(page, 'Save numbers').click()]);
  await page.locator('#take-close').click();
  return readFileSync(await download.path(), 'utf8').trim().split('\n').slice(1);
}

/** The text alternative of a figure. */
export function alternative(page, id) {
  return page.locator(`#${id}`).evaluate((figure) =>
    [figure, ...figure.querySelectorAll('[role=img], [aria-label]')].map((e) => e.getAttribute('aria-label') ?? '').join(' ').trim(),
  );
}

/** Sets a range input as a person's drag would, with its events. */
export function slide(page, label, value) {
  const slider = page.getByLabel(label, { exact: true }).and(page.locator('input[type=range]'));
  return slider.evaluate((input, wanted) => {
    input.value = wanted;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, String(value));
}

/** Types a value into a field and leaves it. */
export async function enter(page, label, value) {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(String(value));
  await field.press('Tab');
}

/** Trains until so many epochs are done, then pauses. */
export async function trainTo(page, epoch) {
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) >= epoch, `epoch ${epoch}`, 60_000);
  if (await button(page, 'Pause').isEnabled()) await button(page, 'Pause').click();
  await settled(page);
}

/** Waits until the readings stay as they are. */
export const settled = (page) => steady(() => readings(page), 'the readings settle', 3, 30_000, 300);

/** Waits until what is `read` is the same so many times more. */
export async function steady(read, what, times, timeout, pause) {
  let last;
  let same = 0;
  await until(
    async () => {
      const now = JSON.stringify(await read());
      same = now === last ? same + 1 : 0;
      last = now;
      return same >= times;
    },
    what,
    timeout,
    pause,
  );
}

/** Waits until `condition` holds. */
export async function until(condition, what, timeout = 20_000, pause = 50) {
  const end = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > end) assert.fail(`In ${timeout / 1000} s it did not come about that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Runs in the page: all that the browser stores of the runs, each file as text of its bytes. */
export async function stored() {
  const open = indexedDB.open('latent-lab');
  const settled = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: resolve, onerror: reject }));
  await settled(open);
  const names = ['rows', 'records', 'states'];
  const reading = open.result.transaction(names);
  const all = names.map((name) => reading.objectStore(name).getAll());
  await new Promise((resolve) => (reading.oncomplete = resolve));
  open.result.close();
  const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).join('.');
  const [rows, records, states] = await Promise.all(all.map(({ result }) => Promise.all(result.map(digest))));
  return { rows, records, states };
}
