// Handing in: answers are kept and exported, and the program that is handed out repeats the page's reconstruction.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { button, harness, open, test, until } from './helpers.mjs';

harness();

// scripts/setup makes it.
const numpy = fileURLToPath(new URL('../../.cache/numpy/bin/python', import.meta.url));

async function openHandIn(t, options) {
  const page = await open(t, { hash: 'galaxies-handin', ...options });
  await page.locator('#galaxies-train').scrollIntoViewIfNeeded();
  await until(() => button(page, 'Train on galaxies').isEnabled(), 'the notebook has its galaxies', 60_000);
  return page;
}

/** Presses a button and returns the path of the file that it saves. */
async function saved(page, name, folder) {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), button(page, name).click()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

const folder = () => mkdtempSync(join(tmpdir(), 'latent-lab-'));

test('answers outlive the tab and leave the page as one file that needs nothing else', async (t) => {
  const page = await openHandIn(t);
  await page.locator('#answer-1').fill('Because <b>a sigmoid</b> ends it & 255 does not.');
  await page.locator('#handin-name').fill('Ada');
  const others = ['#answer-2', '#answer-3', '#answer-4', '#answer-5', '#answer-6'];
  for (const answer of others) await page.locator(answer).fill(`To problem ${answer.at(-1)}: it depends.`);
  const kept = () => page.evaluate(() => [1, 2, 3, 4, 5, 6].map((number) => localStorage.getItem(`latent-lab/answer-${number}`)));
  await until(async () => (await kept()).every((answer, i) => answer?.includes(i ? 'depends' : 'sigmoid')), 'the answers are kept');
  await page.reload();
  await page.locator('#galaxies-train').scrollIntoViewIfNeeded();
  await until(async () => (await page.locator('#answer-1').inputValue()).includes('sigmoid'), 'the answer is back', 60_000);
  await until(async () => (await page.locator('#galaxies-wall canvas').count()) > 0, 'figures are drawn');
  const html = readFileSync(await saved(page, 'Save answers and figures', folder()), 'utf8');
  assert.match(html, /Because &lt;b&gt;a sigmoid&lt;\/b&gt; ends it &amp; 255 does not\./);
  for (const answer of others) assert.match(html, new RegExp(`To problem ${answer.at(-1)}: it depends\\.`));
  assert.match(html, /<p>Ada, \d{4}-\d\d-\d\d<\/p>/);
  assert.match(html, /<dt>Seed[^<]*<\/dt><dd>0<\/dd>/);
  assert.ok((html.match(/src="data:image\/png;base64,/g) ?? []).length >= 5, 'figures');
  assert.match(html, /<caption>Layers of the network with these settings<\/caption>/);
  assert.doesNotMatch(html, /<script|src="(?!data:)|href=/);
});

test('a browser that keeps nothing says so, and the answers stay while the tab is open', async (t) => {
  const prepare = (context) =>
    context.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } }));
  const page = await openHandIn(t, { prepare });
  assert.ok(await page.locator('#handin-storage').isVisible());
  await page.locator('#answer-2').fill('Spirals.');
  await page.waitForTimeout(600);
  assert.equal(await page.locator('#answer-2').inputValue(), 'Spirals.');
});

test('where what is drawn cannot be read, the report has the pixels themselves, and says what is missing', async (t) => {
  // As Firefox answers with privacy.resistFingerprinting.
  const prepare = (context) =>
    context.addInitScript(() => {
      const read = CanvasRenderingContext2D.prototype.getImageData;
      CanvasRenderingContext2D.prototype.getImageData = function (...area) {
        const image = read.apply(this, area);
        for (let i = 0; i < image.data.length; i += 1) image.data[i] = (i * 151) % 256;
        return image;
      };
      HTMLCanvasElement.prototype.toDataURL = () => 'data:image/png;base64,noise';
    });
  const page = await openHandIn(t, { prepare });
  await page.locator('#galaxies-wall').scrollIntoViewIfNeeded();
  await until(async () => (await page.locator('#galaxies-wall canvas').count()) > 0, 'the wall is drawn', 60_000);
  const html = readFileSync(await saved(page, 'Save answers and figures', folder()), 'utf8');
  assert.match(html, /<h2>Figures<\/h2>\n<p>This browser does not let the page read its own drawings/);
  assert.match(await page.locator('#handin-words').textContent(), /without axes and lines/);
  assert.doesNotMatch(html, /base64,noise/);
  const wall = Buffer.from(/alt="Input images[^"]*" src="data:image\/png;base64,([^"]*)"/.exec(html)[1], 'base64');
  assert.deepEqual(wall.subarray(0, 8), Buffer.from('89504e470d0a1a0a', 'hex'), 'a PNG');
});

test('codes, weights and program are saved, and the program repeats the reconstruction in NumPy', async (t) => {
  assert.ok(existsSync(numpy), `scripts/setup makes ${numpy}, a Python with NumPy`);
  const page = await openHandIn(t);
  // A network of this browser's own, a few epochs old.
  await button(page, 'Train on galaxies').click();
  await until(async () => Number(await page.locator('#galaxies-out-epoch').textContent()) >= 1, 'an epoch', 120_000);
  await button(page, 'Pause the galaxies').click();
  await until(() => button(page, 'Train on galaxies').isEnabled(), 'the run has paused');
  const place = folder();
  const [header, first, ...rest] = readFileSync(await saved(page, 'Save codes as CSV', place), 'utf8').trim().split('\n');
  assert.match(header, /^image,set,mu_1,mu_2,sigma_1,sigma_2,/);
  assert.match(first, /^1,training,-?\d/);
  assert.ok(rest.length > 300 && rest.at(-1).includes(',held-out,'));
  await saved(page, 'Save weights', place);
  const program = await saved(page, 'Save Python program', place);
  const said = execFileSync(numpy, [program], { encoding: 'utf8' });
  assert.match(said, /^NumPy: z = /);
  assert.match(said, /Largest difference from the page's reconstruction: [01] of 255/);
  assert.ok(existsSync(join(place, 'latent-lab-reconstruction.npy')));
});
