// The page as one file, opened from a disk; and what the page says that has its files beside it where it cannot have them.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serve } from '../../scripts/server.mjs';
import { button, dist, harness, heroReady, labReady, open, quick, reading, test, trainTo, until } from './helpers.mjs';

harness();

const onDisk = (name) => pathToFileURL(join(dist, name)).href;
const single = onDisk('latent-lab.html');

/** The page served with headers of the host's choice. */
async function hosted(t, headers = {}) {
  const server = await serve({ root: dist, prefix: '/a/', headers });
  t.after(() => server.close());
  return server.url;
}

test('one file from a disk: the hero answers, the lab trains, the map and the galaxies open', async (t) => {
  const page = await open(t, { at: single, query: quick, hash: 'mnist' });
  await labReady(page);
  const untrained = await reading(page, 'Held-out ELBO');
  await trainTo(page, 1);
  assert.ok((await reading(page, 'Held-out ELBO')) > untrained + 50, 'it learns');
  await page.locator('#som').evaluate((chapter) => chapter.scrollIntoView());
  await until(async () => /^Trained/.test(await page.locator('#som-phase').textContent()), 'a map is trained', 90_000);
  await page.locator('#galaxies-train').scrollIntoViewIfNeeded();
  await until(() => button(page, 'Train on galaxies').isEnabled(), 'the notebook has its galaxies', 60_000);
  await until(async () => /trained beforehand/.test(await page.locator('#galaxies-run-phase').textContent()), 'and the network for them', 60_000);
  await page.evaluate(() => scrollTo(0, 0));
  await heroReady(page);
});

test('one file from a disk reads files, and saves some', async (t) => {
  const page = await open(t, { at: single, hash: 'galaxies-upload' });
  await page.locator('#upload-zone').scrollIntoViewIfNeeded();
  await until(() => page.locator('#upload-preview canvas').count(), 'the upload is ready', 60_000);
  const images = ['deflated.zip', 'extensions.fits', 'grey.png', 'photo.jpg'].map((name) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)));
  await page.locator('#upload-files').setInputFiles(images);
  await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
  assert.match(await page.locator('#upload-words').textContent(), /^\d+ images can be used\.$/);
  await button(page, 'Use these images').click();
  await until(async () => (await page.locator('#galaxies-set option:checked').textContent()).includes('our own'), 'they are used', 60_000);
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), button(page, 'Save answers and figures').click()]);
  const file = join(mkdtempSync(join(tmpdir(), 'latent-lab-')), download.suggestedFilename());
  await download.saveAs(file);
  assert.match(readFileSync(file, 'utf8'), /<h2>Figures<\/h2>[^]*src="data:image\/png;base64,/);
});

test('one file on a host that names another encoding reads itself once more', async (t) => {
  const page = await open(t, { at: `${await hosted(t)}latent-lab.html` });
  assert.equal(await page.evaluate(() => document.characterSet), 'UTF-8');
  await heroReady(page);
});

test('the text of the one file is that of the page, and links to texts lead to them', async (t) => {
  const page = await open(t, { at: single });
  // As it is shown: spaces and line breaks are one space.
  const prose = (page) => page.locator('h2, .prose p, figcaption, #references li').evaluateAll((all) => all.map((part) => part.textContent.replace(/\s+/g, ' ').trim()));
  const link = page.locator('a[target=_blank][href^="blob:"]');
  await until(async () => (await link.count()) >= 8, 'links are to what is inside');
  assert.equal(await page.locator('a[href$=".md"]').count(), 0);
  const inside = await prose(page);
  assert.ok(inside.length > 100);
  assert.deepEqual(inside, await prose(await open(t)));
});

test('the policy of the one file lets it run what it holds, and speak with nobody', () => {
  const page = readFileSync(join(dist, 'latent-lab.html'), 'latin1');
  const build = (page) => / data-build="(\w+)"/.exec(page)[1];
  assert.equal(build(page), build(readFileSync(join(dist, 'index.html'), 'utf8')), 'scripts/build --single was run');
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page);
  assert.match(policy, /^default-src 'none'; script-src 'wasm-unsafe-eval'( 'sha256-[^']+')+; style-src 'sha256-[^']+'; /);
  assert.doesNotMatch(policy, /https?:|\*|'unsafe-|script-src[^;]*(data|blob|self)/);
  // Scripts speak of addresses too, in what they hand out.
  const head = page.slice(0, page.indexOf('<body>')).replace(/(<script[^>]*>)[^]*?<\/script>/g, '$1');
  assert.doesNotMatch(head, /(src|href)="(?!data:)/, 'nothing lies beside it');
});

const figures = (page) => page.locator('.plot').filter({ visible: true }).count();

/** The page says this sentence, at its top and in place of every figure. */
async function says(page, sentence) {
  await page.locator('#page-notice').waitFor({ state: 'visible' });
  assert.match(await page.locator('#page-notice').textContent(), sentence);
  assert.match(await page.locator('#lab-scatter-notice').textContent(), sentence);
  assert.equal(await figures(page), 0, 'no dead figure');
}

test('the page opened from a disk says what to open instead', async (t) => {
  await says(await open(t, { at: onDisk('index.html'), faulty: true }), /Open latent-lab\.html instead/);
});

test('the page in a sandbox without an origin says where it would work', async (t) => {
  const at = await hosted(t, { 'Content-Security-Policy': 'sandbox allow-scripts' });
  await says(await open(t, { at, faulty: true }), /open the page in a tab of its own: http.*\/a\/$/);
});

test('the page in a sandboxed frame of another page says so there', async (t) => {
  const at = await hosted(t);
  const prepare = (context) => context.route(/frame\.html$/, (route) => route.fulfill({ contentType: 'text/html', body: '<iframe sandbox="allow-scripts" src="./" width="900" height="700"></iframe>' }));
  const page = await open(t, { at: `${at}frame.html`, prepare, faulty: true });
  const [, frame] = page.frames();
  await says({ locator: (selector) => frame.locator(selector) }, /open the page in a tab of its own/);
});
