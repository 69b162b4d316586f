// What can be taken away: the picture and the numbers of every figure, and a link that begins a run.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { button, harness, heroReady, labReady, open, openLab, quick, reading, test, trainTo, until } from './helpers.mjs';

harness();

/** Presses a button of the dialog; returns the file that it saves, or the sentence that it says instead. */
async function pressed(page, name) {
  const saved = page.waitForEvent('download', { timeout: 30_000 }).then(async (download) => ({ name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }));
  saved.catch(() => {});
  await button(page, name).click();
  await until(async () => (await page.locator('#take-words').textContent()) !== '', 'the dialog says what came of it');
  const words = await page.locator('#take-words').textContent();
  return /^Handed to your browser/.test(words) ? { words, ...(await saved) } : { words };
}

/** Opens the dialog of the figure around an element, and closes it at last. */
async function take(page, figure, act) {
  await figure.locator('> .take').click();
  try {
    return await act();
  } finally {
    await button(page, 'Close').click();
  }
}

const around = (page, id) => page.locator('figure', { has: page.locator(`#${id}`) });
const picture = (page, id) => take(page, around(page, id), () => pressed(page, 'Save picture'));
const numbers = (page, id) => take(page, around(page, id), () => pressed(page, 'Save numbers'));

/** The tables of a file, each a list of rows; the cells here hold no commas but in quotes. */
const tables = (file) => file.bytes.toString().split(/^(?=# )/m).map((table) => table.trim().split('\n').filter((line) => !line.startsWith('# ')).map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).slice(0, -1).map((cell) => cell.replace(/,$/, ''))));

/** Width, height and some pixels of a PNG, as the page's browser reads it. */
function pixels(page, { bytes }, places = []) {
  return page.evaluate(async ([data, places]) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const all = context.getImageData(0, 0, image.width, image.height).data;
    const colours = new Set();
    for (let i = 0; i < all.length; i += 4) colours.add((all[i] << 16) | (all[i + 1] << 8) | all[i + 2]);
    return { width: image.width, height: image.height, colours: colours.size, at: places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data]) };
  }, [bytes.toString('base64'), places]);
}

/** Figures that show nothing before something was trained or asked for, which other tests do: their dialog says so. */
const empty = ['galaxies-lab-curves', 'galaxies-stability', 'galaxies-view-tsne'];

for (const chapter of ['intro', 'representation', 'som', 'autoencoder', 'vae', 'mnist', 'latent', 'galaxies']) {
  test(`every figure of ${chapter} gives its picture and its numbers`, async (t) => {
    const page = await open(t, { hash: chapter, query: `${quick}&epochs=1&run=1` });
    const figures = page.locator(`#${chapter} figure`);
    assert.ok((await figures.count()) > 0);
    for (const figure of await figures.all()) {
      assert.equal(await figure.locator('> .take').count(), 1, 'one button');
      assert.ok((await figure.locator('.plot, table, dl').count()) > 0, 'something to save');
      if (!(await figure.isVisible())) continue;
      await figure.scrollIntoViewIfNeeded();
      const empties = await figure.locator('.plot').evaluateAll((all, empty) => all.map(({ id }) => empty.includes(id)), empty);
      // Each is asked again until what it shows has come.
      for (const kind of ['Save picture', 'Save numbers']) {
        let file;
        await until(
          async () => {
            file = await take(page, figure, () => pressed(page, kind));
            assert.match(file.words, /^Handed to your|shows nothing/, file.words);
            if (!file.bytes && empties.some(Boolean)) return true;
            return file.bytes && (kind === 'Save numbers' || (await pixels(page, file)).colours > 3);
          },
          `${await figure.evaluate((one) => one.outerHTML.slice(0, 120))}: ${kind}`,
          90_000,
          500,
        );
        if (kind === 'Save numbers' && file.bytes) {
          for (const [header, ...rows] of tables(file)) {
            assert.ok(header.length >= 2 && rows.length > 0, `${file.name}: ${header}`);
            assert.ok(header.every((name) => name !== '' && name !== 'undefined'), `${file.name}: ${header}`);
          }
        }
      }
    }
  });
}

test('numbers are those that are drawn', async (t) => {
  const page = await openLab(t);
  const [[header, ...rows]] = tables(await numbers(page, 'lab-scatter'));
  assert.deepEqual(header.slice(0, 2), ['image', 'label']);
  assert.match(header[2], /^z₁/);
  assert.deepEqual(header.slice(4), ['mu_1', 'mu_2', 'sigma_1', 'sigma_2']);
  assert.equal(rows.length, 1000);
  for (const row of rows) {
    assert.equal(row.length, header.length);
    assert.equal(row[2], row[4], 'posterior means are on the axes');
    assert.ok(Number(row[6]) > 0 && /^[0-9]$/.test(row[1]));
  }
  await trainTo(page, 2);
  const [[names, ...batches]] = tables(await numbers(page, 'lab-curves'));
  assert.equal(names[0], 'batch');
  const last = Object.fromEntries(names.map((name, i) => [name, batches.findLast((row) => row[names.indexOf('held-out KL [nats per image]')] !== '')[i]]));
  assert.ok(Math.abs(Number(last['held-out KL [nats per image]']) - (await reading(page, 'KL'))) < 0.02);
  assert.ok(Math.abs(Number(last['held-out ELBO [nats per image]']) - (await reading(page, 'Held-out ELBO'))) < 0.2);
  const [[columns, ...tiles]] = tables(await numbers(page, 'lab-manifold'));
  assert.deepEqual(columns.slice(0, 4), ['z_1', 'z_2', '1x1', '1x2']);
  assert.equal(tiles.length, 12 * 12);
  assert.equal(columns.length, 2 + 784);
});

test('a picture is light in the dark theme, twice as fine as the screen, and the page stays as it was', async (t) => {
  const page = await open(t, { colorScheme: 'dark', deviceScaleFactor: 1.5 });
  await heroReady(page);
  // A browser may show a bar of what it saved, which takes height from the window, and the figure would follow.
  await page.locator('#hero-manifold').evaluate((plot) => { plot.style.width = '400px'; });
  await until(() => page.evaluate(() => document.querySelector('#hero-manifold canvas').width === Math.round(400 * devicePixelRatio)), 'it is drawn so');
  const look = () =>
    page.evaluate(() => {
      const all = [...document.querySelectorAll('#hero-manifold canvas')].map((canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data);
      const before = (globalThis.looked ??= all);
      // But for a few shades: the worker may have taken over from the page's small decoder meanwhile.
      return all.every((shades, i) => shades.length === before[i].length && shades.every((shade, at) => Math.abs(shade - before[i][at]) <= 4));
    });
  await look();
  const box = await page.locator('.hero-plots').boundingBox();
  const file = await picture(page, 'hero-manifold');
  assert.equal(file.name, 'latent-lab-hero-manifold.png');
  const { width, height, at, colours } = await pixels(page, file, [[2, 2], [60, 60]]);
  // The other drivers' screens have one pixel for one of the page.
  const fine = 2 * (await page.evaluate(() => devicePixelRatio));
  assert.ok(Math.abs(width - (box.width + 24) * fine) < 12, `${width} pixels for ${box.width}`);
  assert.ok(height > fine * 300 && colours > 50);
  for (const pixel of at) assert.ok(pixel.slice(0, 3).every((channel) => channel > 240), `${pixel}`);
  await until(look, 'the figure on the screen is what it was');
});

test('a browser that does not give back what is drawn saves no noise', async (t) => {
  // As Firefox answers with privacy.resistFingerprinting.
  const prepare = (context) =>
    context.addInitScript(() => {
      const read = CanvasRenderingContext2D.prototype.getImageData;
      CanvasRenderingContext2D.prototype.getImageData = function (...area) {
        const image = read.apply(this, area);
        crypto.getRandomValues(image.data.subarray(0, Math.min(65536, image.data.length)));
        return image;
      };
    });
  const page = await open(t, { prepare });
  await heroReady(page);
  const { words, bytes } = await picture(page, 'hero-manifold');
  assert.match(words, /does not let the page read its own drawings/);
  assert.equal(bytes, undefined);
  assert.ok((await numbers(page, 'hero-manifold')).bytes.length > 1000, 'its numbers are still true');
});

test('the lines for slides show the figure as it is set', async (t) => {
  const page = await open(t, { hash: 'vae', query: 'beta=4' });
  const lines = await take(page, around(page, 'vae-kl-line'), async () => {
    await button(page, 'Copy for slides').click();
    await page.locator('#take-frame').waitFor({ state: 'visible' });
    return page.locator('#take-frame').inputValue();
  });
  const [, source] = /^<iframe src="([^"]*)" title="What a code costs" width="\d+" height="\d+" style="border: 0"><\/iframe>$/.exec(lines);
  const address = new URL(source.replaceAll('&amp;', '&'));
  assert.deepEqual([address.searchParams.get('beta'), address.searchParams.get('figure'), address.hash], ['4', 'vae-kl', '']);
});

test('a link of a run opens and trains it', async (t) => {
  const page = await openLab(t);
  await button(page, 'Link for your class …').click();
  await page.getByLabel('The lab’s run begins by itself when the link is opened').check();
  const link = await page.locator('#class-link-address').inputValue();
  assert.match(link, /[?&]run=1(#|$)/);
  const other = await open(t, { query: `${quick}&run=1`, hash: 'mnist' });
  await labReady(other).catch(() => {});
  await until(async () => (await reading(other, 'Epoch')) >= 1, 'it trains', 60_000);
  assert.equal(await other.locator('#page-notice').isVisible(), false);
});
