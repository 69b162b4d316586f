// A whole field of a person's own: sources are found in it, and stamps cut from it become the upload.
import assert from 'node:assert/strict';
import { button, harness, open, picture, savedRows, slide, test, until } from './helpers.mjs';

harness();

const SIDE = 600;

/** A generator of numbers in [0, 1), the same in every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Round Gaussians on a grid, on a flat sky with noise; a FITS file of it, with sky coordinates. */
function field() {
  const next = random(7);
  const values = new Float32Array(SIDE * SIDE);
  for (let at = 0; at < values.length; at += 1) {
    let noise = -6;
    for (let k = 0; k < 12; k += 1) noise += next();
    values[at] = 100 + noise;
  }
  const places = [];
  for (let row = 0; row < 7; row += 1) {
    for (let column = 0; column < 7; column += 1) {
      const [x, y] = [60 + 80 * column + 6 * next(), 60 + 80 * row + 6 * next()];
      const [peak, deviation] = [30 + 200 * next(), 1.5 + 2 * next()];
      places.push([x, y]);
      for (let py = Math.floor(y) - 20; py <= y + 20; py += 1) {
        for (let px = Math.floor(x) - 20; px <= x + 20; px += 1) {
          values[py * SIDE + px] += peak * Math.exp(-((px - x) ** 2 + (py - y) ** 2) / (2 * deviation ** 2));
        }
      }
    }
  }
  const cards = [
    'SIMPLE  =                    T', 'BITPIX  =                  -32', 'NAXIS   =                    2',
    `NAXIS1  = ${String(SIDE).padStart(20)}`, `NAXIS2  = ${String(SIDE).padStart(20)}`,
    "CTYPE1  = 'RA---TAN'", "CTYPE2  = 'DEC--TAN'", 'CRVAL1  =                150.0', 'CRVAL2  =                  2.0',
    'CRPIX1  =                300.5', 'CRPIX2  =                300.5', 'CDELT1  =              -0.0001', 'CDELT2  =               0.0001', 'END',
  ];
  const header = Buffer.alloc(2880, ' ');
  cards.forEach((card, index) => header.write(card, index * 80));
  const data = Buffer.alloc(Math.ceil((values.length * 4) / 2880) * 2880);
  values.forEach((value, index) => data.writeFloatBE(value, index * 4));
  return { bytes: Buffer.concat([header, data]), places };
}

const made = field();

async function openField(t, ...files) {
  const page = await open(t, { hash: 'galaxies-upload' });
  await page.locator('#upload-zone').scrollIntoViewIfNeeded();
  await until(() => page.locator('#upload-preview canvas').count(), 'the upload is ready', 60_000);
  await page.locator('#upload-files').setInputFiles([{ name: 'sky.fits', mimeType: '', buffer: made.bytes }, ...files]);
  await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
  assert.match(await page.locator('#field-offer').textContent(), /One image of 600 × 600 pixels/);
  await button(page, 'Cut stamps from this field').click();
  return page;
}

/** The columns are told of after the images are counted. */
const hasColumn = (page, name) => until(() => page.locator(`#upload-columns [aria-label="Use of ${name}"]`).count(), `there is a column ${name}`);

/** What is said of the field, once it says this. */
async function said(page, wanted) {
  const words = () => page.locator('#field-words').textContent();
  await until(async () => wanted.test(await words()), String(wanted), 60_000);
  return words();
}

test('stamps are cut from a field and used like any images', async (t) => {
  const page = await openField(t);
  await said(page, /^49 sources, 49 stamps\.$/);
  assert.match(await page.locator('#field-lines').textContent(), /Stamps have \d+ to \d+ pixels a side/);
  await until(async () => /49 sources, circles about the 49/.test(await page.locator('#field-preview canvas').getAttribute('aria-label')), 'the picture says what it shows');

  const before = await picture(page, 'field-preview');
  assert.equal((await savedRows(page, 'field-preview')).length, 1, 'the field');
  await slide(page, 'Stamp size in half-light radii', 12);
  await until(async () => (await picture(page, 'field-preview')) !== before, 'larger circles');
  assert.equal(await page.locator('#field-radii-value').textContent(), '12.0');
  await slide(page, 'Least area', 200);
  assert.equal(await page.locator('#field-area-value').textContent(), '200 px');
  await until(async () => !/^49 sources/.test(await said(page, /sources, \d+ stamps/)), 'fewer sources', 60_000);
  await slide(page, 'Least area', 5);
  await slide(page, 'Deblending contrast', 0);
  await slide(page, 'Detection threshold', 3);
  await slide(page, 'Stamp size in half-light radii', 6);
  await said(page, /^49 sources, 49 stamps\.$/);

  await button(page, 'Use these stamps').click();
  await until(async () => (await page.locator('#upload-words').textContent()) === '49 images can be used.', 'the stamps are an upload', 60_000);
  assert.ok(await page.locator('#field').isHidden());
  for (const name of ['flux', 'half_light_radius', 'stamp_side', 'ra', 'dec']) await hasColumn(page, name);
  await button(page, 'Use these images').click();
  await until(async () => /49 images of your own/.test(await page.locator('#galaxies-summary').textContent()), 'the notebook has them', 60_000);
});

test('positions of a table choose the sources, and its columns come along', async (t) => {
  const rows = made.places.slice(0, 12).map(([x, y], index) => `${index + 1000},${x.toFixed(2)},${y.toFixed(2)}`);
  const table = ['number,x,y', ...rows, '9999,30,110'].join('\n');
  const page = await openField(t, { name: 'places.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
  await said(page, /^49 sources, 12 stamps\.$/);
  assert.match(await page.locator('#field-lines').textContent(), /places\.csv: of 13 positions \(x, y\), 12 have a source within 3 pixels/);
  await page.getByLabel('only at the table’s positions').uncheck();
  await said(page, /^49 sources, 49 stamps\.$/);
  await page.getByLabel('only at the table’s positions').check();
  await said(page, /^49 sources, 12 stamps\.$/);
  await button(page, 'Use these stamps').click();
  await until(async () => (await page.locator('#upload-words').textContent()) === '12 images can be used.', 'the stamps are an upload', 60_000);
  await hasColumn(page, 'number');
});

test('a search is stopped and begun again', async (t) => {
  const page = await openField(t);
  await said(page, /^49 sources/);
  // Both at once, so that there is something to stop.
  await page.evaluate(() => {
    document.getElementById('field-threshold').dispatchEvent(new Event('change', { bubbles: true }));
    document.getElementById('field-stop').click();
  });
  await said(page, /^Stopped/);
  // A search goes on while the size of stamps is changed, and ends with that size.
  await page.evaluate(() => {
    const move = (id, value, kind) => {
      const slider = document.getElementById(id);
      slider.value = value;
      slider.dispatchEvent(new Event(kind, { bubbles: true }));
    };
    move('field-area', 200, 'change');
    move('field-radii', 9, 'input');
  });
  await until(async () => !/^49 sources/.test(await said(page, /^\d+ sources, \d+ stamps/)), 'the search comes to its end', 60_000);
  await slide(page, 'Least area', 5);
  await said(page, /^49 sources/);
  await slide(page, 'Detection threshold', 2);
  await said(page, /^\d+ sources, \d+ stamps/);
});

test('a field whose reading is stopped is offered again', async (t) => {
  const page = await openField(t);
  await said(page, /^49 sources/);
  await page.locator('#upload-files').setInputFiles([{ name: 'sky.fits', mimeType: '', buffer: made.bytes }]);
  await until(() => button(page, 'Cut stamps from this field').isVisible(), 'the other upload is read', 60_000);
  await page.evaluate(() => {
    document.getElementById('field-start').click();
    document.getElementById('field-stop').click();
  });
  await until(() => button(page, 'Cut stamps from this field').isVisible(), 'it is offered again');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'field-start');
  await button(page, 'Cut stamps from this field').click();
  assert.equal(await page.locator('#field-lines li').count(), 0, 'nothing is left of the field before');
  await said(page, /^49 sources, 49 stamps\.$/);
});
