// A person's own images, in every format that the page reads: looked at first, then used or let go.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { address, alternative, button, enter, harness, open, picture, savedRows, slide, test, until } from './helpers.mjs';

harness();

const fixture = (name) => readFileSync(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)));
const file = (name, buffer = fixture(name)) => ({ name, mimeType: '', buffer });

async function openUpload(t, options) {
  const page = await open(t, { hash: 'galaxies-upload', ...options });
  await page.locator('#upload-zone').scrollIntoViewIfNeeded();
  await until(() => page.locator('#upload-preview canvas').count(), 'the upload is ready', 60_000);
  return page;
}

/** Waits for a sentence on the files; what becomes of tables is told after the images are counted. */
const tells = (page, words) => until(async () => words.test((await page.locator('#upload-lines li, #upload-columns caption').allTextContents()).join('\n')), `the page says ${words}`);

/** Chooses files and waits for what is said of them; of tables, that comes later (see `tells`). */
async function choose(page, ...files) {
  await page.locator('#upload-files').setInputFiles(files);
  await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
  const skipped = await page.locator('#upload-skipped-list li').allTextContents();
  return { words: await page.locator('#upload-words').textContent(), skipped: skipped.join('\n') };
}

test('every format is read, looked at and counted before it is used', async (t) => {
  const page = await openUpload(t);
  const cases = [
    [['colour.png', 'grey.png', 'photo.jpg', 'progressive.jpg', 'lossy.webp', 'lossless.webp', 'alpha.webp'], 7, /30 × 24/],
    [['deflated.zip'], 4, /4 of 4 images matched by file name in the column “file”\./],
    [['set-compressed.npz'], 6, /radius.npy: 6 rows, in the order of the images of set-compressed.npz\/images.npy\./],
    [['fortran-f4.npy', 'big-i2.npy', 'channels-first.npy'], 6, /4 images of measured values/],
    [['holes.fits', 'cube.fits', 'extensions.fits'], 6, /6 images of measured values/],
    [['tiles-rice-1.fits', 'tiles-hcompress-1.fits', 'tiles-plio-1.fits', 'tiles-dithered.fits'], 4, /4 of 9 × 8/],
    [['images.idx', 'labels.idx', 'semicolons.csv'], 4, /semicolons.csv: 4 of 4 images matched by file name in the column “Name”/],
  ];
  for (const [names, count, line] of cases) {
    const found = await choose(page, ...names.map((name) => file(name)));
    const few = ' images can be read, and at least 5 are needed: choose more, all of them at once.';
    assert.equal(found.words, `${count}${count < 5 ? few : ' images can be used.'}`, names.join());
    assert.equal(await button(page, 'Use these images').isDisabled(), count < 5, names.join());
    await tells(page, line);
    await button(page, 'Discard').click();
    await page.locator('#upload-result').waitFor({ state: 'hidden' });
  }
  const packed = await choose(page, file('images.idx.gz', gzipSync(fixture('images.idx'))), file('cube.fits.gz', gzipSync(fixture('cube.fits'))));
  assert.equal(packed.words, '8 images can be used.');
});

test('bad files among good ones are passed over and named', async (t) => {
  const page = await openUpload(t);
  const found = await choose(
    page,
    file('grey.png'),
    file('empty.png', Buffer.alloc(0)),
    file('cut.jpg', fixture('photo.jpg').subarray(0, 300)),
    file('renamed.png', fixture('cube.fits')),
    file('encrypted.zip'),
    file('page.fits', Buffer.from('<!DOCTYPE html>')),
    file('bomb.png', Buffer.concat([fixture('grey.png').subarray(0, 16), Buffer.from('0000ffff0000ffff', 'hex'), fixture('grey.png').subarray(24)])),
  );
  assert.equal(found.words, '5 images can be used.');
  for (const sentence of [/empty.png: it is empty\./, /encrypted.zip\/a.png: it is encrypted\./, /page.fits: it is a web page/, /bomb.png: its picture has 65535 × 65535 pixels/]) {
    assert.match(found.skipped, sentence);
  }
  const nothing = await choose(page, file('table.fits'));
  assert.match(nothing.words, /^None of these files/);
  assert.ok(await button(page, 'Use these images').isDisabled());
});

test('the stretch of measured values is previewed, and the images are used in the notebook', async (t) => {
  const page = await openUpload(t);
  await choose(page, file('cube.fits'), file('extensions.fits'), file('holes.fits'));
  await until(async () => (await page.locator('#upload-preview canvas').getAttribute('aria-label')).includes('6 images'), 'a preview');
  const before = await picture(page, 'upload-preview');
  assert.equal((await savedRows(page, 'upload-preview')).length, 6, 'six images');
  await slide(page, 'Asinh softening a', -3);
  await until(async () => (await picture(page, 'upload-preview')) !== before, 'another stretch');
  assert.equal(await page.locator('#upload-stretch-value').textContent(), '0.001');
  await button(page, 'Use these images').click();
  await until(async () => /6 images of your own/.test(await page.locator('#galaxies-summary').textContent()), 'the notebook has them', 60_000);
  assert.equal(await page.locator('#galaxies-set').inputValue(), 'own');
  assert.match(await page.locator('#upload-words').textContent(), /now has your 6 images/);
  assert.ok(await page.locator('#upload-result').isHidden());
});

test('a second upload takes the place of the first, and five images are enough for the settings', async (t) => {
  const page = await openUpload(t);
  const use = async (count, ...names) => {
    await choose(page, ...names.map((name) => file(name)));
    await button(page, 'Use these images').click();
    const summary = new RegExp(`^${count} images of your own.*: ${count - 1} to train on, 1 held out`);
    await until(async () => summary.test(await page.locator('#galaxies-summary').textContent()), `the notebook has ${count}`, 60_000);
  };
  await use(6, 'cube.fits', 'extensions.fits', 'holes.fits');
  await use(5, 'grey.png', 'cube.fits');
  assert.equal(await page.locator('#galaxies-images').inputValue(), '4');
  await enter(page, 'Epochs on galaxies', 3);
  assert.ok(await page.locator('#galaxies-error').isHidden(), 'the settings can be used');
  await button(page, 'Train on galaxies').click();
  await until(async () => /All 3 epochs are done/.test(await page.locator('#galaxies-run-phase').textContent()), 'the run on five images ends', 60_000);
});

/** Six pictures, ngc0 to ngc5, and a table beside them. */
const galaxies = (table) => [0, 1, 2, 3, 4, 5].map((index) => file(`ngc${index}.png`, fixture('grey.png'))).concat(file('t.csv', Buffer.from(table)));

/** The row that tells of a column, as the texts of its cells but the one with the choice. */
function column(page, name) {
  const row = page.locator('#upload-columns tbody tr').filter({ has: page.locator('th', { hasText: name }) });
  return {
    use: row.getByLabel(`Use of ${name}`),
    missing: row.locator('input'),
    note: () => row.locator('small').textContent(),
    cells: async () => (await row.locator('td').allTextContents()).slice(1),
  };
}

test('what the columns of a table hold is shown, and their use is chosen, before any of it is used', async (t) => {
  const page = await openUpload(t, { viewport: { width: 390, height: 844 } });
  const table = `objid,id,mag,z,PA,type
587722982000000017,ngc5,17.5,0.5,10,spiral
587722982000000018,ngc4,--,-99,170,elliptical
587722982000000019,ngc3,16.25,0.25,90,spiral
587722982000000020,ngc2,N.A.,0.75,30,spiral
587722982000000021,ngc1,18,1,60,elliptical
587722982000000022,ngc0,17,0.125,120,spiral
`;
  await choose(page, ...galaxies(table));
  await tells(page, /t\.csv: 6 of 6 images matched by file name in the column “id”\./);
  const chosen = (name) => column(page, name).use.evaluate((list) => list.selectedOptions[0].text);
  assert.deepEqual(await column(page, 'mag').cells(), ['numbers', '2', '16.25', '17.25', '18']);
  assert.deepEqual(await column(page, 'z').cells(), ['numbers', '1−99 (1×) means missing', '0.125', '0.5', '1']);
  assert.deepEqual(await column(page, 'type').cells(), ['text', '0', 'spiral (4), elliptical (2)']);
  assert.deepEqual((await column(page, 'objid').cells()).slice(0, 2), ['digits, kept as text', '0']);
  assert.deepEqual(await Promise.all(['objid', 'id', 'mag', 'PA', 'type'].map(chosen)), ['file name or id', 'file name or id', 'number', 'angle, period 180°', 'class']);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, 'nothing sticks out of a phone');
  const box = await column(page, 'PA').use.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390, 'the choice is in view on a phone');
  await column(page, 'z').missing.uncheck();
  await until(async () => (await column(page, 'z').cells())[2] === '−99', 'the number is a measurement');
  await column(page, 'id').use.selectOption('leave out');
  await until(async () => /looks like names, but none of them/.test(await page.locator('#upload-columns caption').textContent()), 'rows without a name are said');
  await column(page, 'id').use.selectOption('file name or id');
  await column(page, 'mag').use.selectOption('angle, period 360°');
  await until(async () => /6 of 6 images/.test(await page.locator('#upload-columns caption').textContent()), 'rows are matched again');
  await button(page, 'Use these images').click();
  await until(async () => /6 images of your own/.test(await page.locator('#galaxies-summary').textContent()), 'the notebook has them', 60_000);
  assert.equal(await page.locator('#upload-columns').textContent(), '', 'nothing of the table is left');
});

/** 150 little images of noise as one array, and a table of them in their order. */
function noise() {
  const shape = "{'descr': '|u1', 'fortran_order': False, 'shape': (150, 16, 16), }";
  const header = Buffer.from(`${shape.padEnd(117)}\n`);
  const pixels = Buffer.from(Array.from({ length: 150 * 256 }, (_, i) => (i * 7919 + ((i * i) % 251) * 31) % 256));
  const size = Buffer.from([header.length, 0]);
  const array = Buffer.concat([Buffer.from('934e554d50590100', 'hex'), size, header, pixels]);
  const rows = Array.from({ length: 150 }, (_, i) => [String.fromCharCode(97 + (i % 26)), `kind ${i % 75}`, 1 + (i % 5), i / 8].join());
  return [file('noise.npy', array), file('classes.csv', Buffer.from(`letter,many,grade,flux\n${rows.join('\n')}\n`))];
}

test('26 classes have colours and shapes and are searched, of 75 the rarest share a class, and numbers are shown as categories', async (t) => {
  const page = await openUpload(t);
  await choose(page, ...noise());
  await page.getByLabel('The rows of classes.csv are in the order of the images').check();
  // So many different texts are classes only where the heading says so, or the person.
  await column(page, 'many').use.selectOption('class');
  await until(async () => /more than 70 classes: the 6 rarest are together called “other”/.test(await column(page, 'many').note()), 'what 75 classes become is said');
  await button(page, 'Use these images').click();
  const says = (pattern) => until(async () => pattern.test(await alternative(page, 'galaxies-scatter')), `the scatter says ${pattern}`, 60_000);
  const legend = page.locator('#galaxies-legend');
  const shown = legend.getByRole('button').filter({ visible: true });
  const counts = (words) => until(async () => (await legend.getByRole('status').textContent()) === words, words);
  await page.locator('#galaxies-colour').selectOption('letter', { timeout: 60_000 });
  await says(/150 points .*coloured by class\. 26 classes; one that is shown alone/);
  assert.equal(await shown.count(), 26);
  const shape = (name) => legend.getByRole('button', { name, exact: true }).locator('.swatch').evaluate((dot) => getComputedStyle(dot).clipPath);
  assert.equal(await shape('a'), 'none');
  assert.notEqual(await shape('k'), await shape('u'));
  const all = await picture(page, 'galaxies-scatter');
  const search = legend.getByRole('searchbox');
  await search.fill('U');
  await counts('1 of 26 classes');
  assert.deepEqual(await shown.allTextContents(), ['u']);
  await search.press('Enter');
  await says(/coloured by class\. Medians: u at [^;]*\./);
  assert.notEqual(await picture(page, 'galaxies-scatter'), all, 'one class is shown alone');
  await search.fill('nothing');
  await counts('none of 26 classes is called so');

  const as = (how) => page.locator('#galaxies-colour-as').selectOption(how);
  const words = page.locator('#galaxies-colour-words');
  await page.locator('#galaxies-colour').selectOption('many');
  await counts('70 classes');
  assert.equal(await shown.last().textContent(), 'other');
  await as('scale');
  await until(async () => /The classes of many are no numbers/.test(await words.textContent()), 'words have no scale');
  await page.locator('#galaxies-colour').selectOption('grade');
  await says(/coloured by grade/);
  assert.ok((await words.isHidden()) && (await shown.count()) === 0);
  await as('classes');
  await says(/coloured by class\. Medians: 1 at .*5 at/);
  assert.deepEqual(await shown.allTextContents(), ['1', '2', '3', '4', '5']);
  assert.match(await address(page), /galaxies-colour-as=classes/);
  await page.locator('#galaxies-colour').selectOption('flux');
  await until(async () => /flux has more than 70 different values, too many for categories: it stays on a scale\./.test(await words.textContent()), 'it is said why');
  await says(/coloured by flux/);
  await as('itself');
  await until(() => words.isHidden(), 'nothing more is to be said');
  assert.doesNotMatch(await address(page), /colour-as/);
});

test('other files with a table of the same shape are told of by their own columns', async (t) => {
  const page = await openUpload(t);
  const rows = [0, 1, 2, 3, 4, 5].map((index) => `ngc${index}.png,${index}.5`).join('\n');
  await choose(page, ...galaxies(`name,mag\n${rows}\n`));
  await until(() => page.getByLabel('Use of mag').count(), 'the first table is told of');
  await choose(page, ...galaxies(`name,redshift\n${rows}\n`));
  await until(() => page.getByLabel('Use of redshift').count(), 'the second table is told of');
  assert.equal(await page.getByLabel('Use of mag').count(), 0);
});

test('planes that are chosen one after the other are each read once', async (t) => {
  const page = await openUpload(t);
  await choose(page, file('flt0.fits'));
  await page.evaluate(() => {
    const planes = document.getElementById('upload-plane');
    for (const plane of ['DQ', 'ERR', 'DQ']) {
      planes.value = plane;
      planes.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
  await until(async () => /extension 1 \(SCI\)/.test(await page.locator('#upload-skipped-list').textContent()), 'another plane');
  assert.match(await page.locator('#upload-words').textContent(), /^1 image /);
});

test('rows go by the order of the images only once the person says so, and parts of the data are chosen', async (t) => {
  const page = await openUpload(t);
  await choose(page, ...galaxies('mag\n1.5\n2.5\n3.5\n4.5\n5.5\n6.5\n'));
  await tells(page, /t\.csv: no row names a file of the images\. Its 6 rows are as many as the images/);
  await page.getByLabel('The rows of t.csv are in the order of the images').check();
  await until(async () => /taken in the order of the images, as you chose/.test(await page.locator('#upload-columns caption').textContent()), 'rows are taken in order');
  assert.ok(await page.locator('#upload-split-row').isHidden());
  await button(page, 'Discard').click();
  await choose(page, file('splits.npz'));
  const split = page.getByLabel('Images to hold out');
  await split.waitFor();
  assert.deepEqual(await split.locator('option').allTextContents(), [
    'as the files say: 6 to train on, 6 held out (test)',
    'all 12 joined, every fifth held out',
    'only train (6), every fifth held out',
    'only test (6), every fifth held out',
  ]);
  await split.selectOption({ index: 2 });
  await button(page, 'Use these images').click();
  await until(async () => /6 images of your own/.test(await page.locator('#galaxies-summary').textContent()), 'the notebook has one part', 60_000);
});

test('images are cut and shown as chosen, and the notebook takes away from them what is not to be learnt', async (t) => {
  const page = await openUpload(t);
  await choose(page, file('linear-galaxies.npy'));
  const look = () => picture(page, 'upload-preview');
  let last = await look();
  const changes = async (what, act) => {
    await act();
    await until(async () => (await look()) !== last, what);
    last = await look();
  };
  await changes('an outline', () => page.getByLabel('outline what is measured').check());
  await changes('a crop', () => slide(page, 'Crop', 40));
  assert.equal(await page.locator('#upload-crop-value').textContent(), '40 %');
  await changes('the object in the middle', () => page.getByLabel('about', { exact: true }).selectOption('object'));
  await changes('a turn', () => page.getByLabel('Orientation').selectOption('6'));
  await changes('shades', () => page.getByLabel('Numbers are').selectOption('shades'));
  assert.ok(await page.locator('#upload-stretch-row').isHidden(), 'shades need no stretch');
  await changes('measured values', () => page.getByLabel('Numbers are').selectOption('measured'));
  await page.getByLabel('Pixels a side, at most').selectOption('128');
  await button(page, 'Use these images').click();
  const summary = page.locator('#galaxies-summary');
  await until(async () => /6 images of your own/.test(await summary.textContent()), 'the notebook has them', 60_000);
  assert.match(await summary.textContent(), /Measured on the values in the files; shown and trained on with stretch: asinh; softening: 0\.1; .*crop: 0\.4; crop centre: brightest object/);
  for (const [label, word] of [['turn each long axis level', 'angle'], ['centre each galaxy', 'place'], ['make all the same size', 'size'], ['make all equally bright', 'light']]) {
    await page.getByLabel(label).check();
    await until(async () => new RegExp(`taken away: .*${word}`).test(await summary.textContent()), word);
  }
});

test('errors and flags of an exposure are images only when they are chosen', async (t) => {
  const page = await openUpload(t);
  const found = await choose(page, file('flt0.fits'));
  assert.match(found.words, /^1 image /);
  assert.match(found.skipped, /flt0\.fits, extension 2 \(ERR\): it is not the plane that was chosen/);
  await page.getByLabel('Planes of FITS files').selectOption('DQ');
  await until(async () => /extension 1 \(SCI\)/.test(await page.locator('#upload-skipped-list').textContent()), 'another plane');
});

/** A folder with pictures in it, a folder below it, and something that is no image. */
function folder(t) {
  const root = mkdtempSync(path.join(tmpdir(), 'latent-lab-'));
  t.after(() => rmSync(root, { recursive: true }));
  const place = path.join(root, 'sky');
  mkdirSync(path.join(place, 'deep'), { recursive: true });
  for (const [name, to] of [['grey.png', 'grey.png'], ['photo.jpg', 'photo.jpg'], ['cube.fits', 'deep/cube.fits']]) {
    cpSync(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)), path.join(place, to));
  }
  writeFileSync(path.join(place, 'deep/broken.png'), 'no picture');
  return place;
}

/** Drops files and folders of this machine on the page, as a person does from a file manager. */
async function drop(page, ...files) {
  const zone = await page.locator('#upload-zone').boundingBox();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, x: zone.x + zone.width / 2, y: zone.y + zone.height / 2, data });
    if (type === 'dragOver') assert.equal(await page.locator('#upload-zone').getAttribute('data-over'), 'yes', 'the zone says that it would take them');
  }
  await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
  assert.equal(await page.locator('#upload-zone').getAttribute('data-over'), 'no');
}

test('a folder is chosen, with all that lies below it', async (t) => {
  const page = await openUpload(t);
  await page.locator('#upload-folder').setInputFiles(folder(t));
  await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
  assert.match(await page.locator('#upload-words').textContent(), /^6 images can be used/);
  assert.match(await page.locator('#upload-skipped-list').textContent(), /sky\/deep\/broken\.png/, 'what was passed over is named by its path');
});

test('files are dropped', async (t) => {
  const page = await openUpload(t);
  await drop(page, ...['grey.png', 'cube.fits'].map((name) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))));
  assert.match(await page.locator('#upload-words').textContent(), /^5 images can be used/);
});

test('a folder is dropped beside a file', async (t) => {
  const page = await openUpload(t);
  const place = folder(t);
  await drop(page, place, path.join(place, 'photo.jpg'));
  assert.match(await page.locator('#upload-words').textContent(), /^7 images can be used/);
  assert.match(await page.locator('#upload-skipped-list').textContent(), /sky\/deep\/broken\.png/);
});

test('what a crop leaves nothing of is named before it is used, and comes back with another crop', async (t) => {
  const page = await openUpload(t);
  // FITS of 40 × 40: a frame of light about a flat middle; the last two have light in the middle too.
  const framed = (index) => {
    const cards = ['SIMPLE  =                    T', 'BITPIX  =                    8', 'NAXIS   =                    2', 'NAXIS1  =                   40', 'NAXIS2  =                   40', 'END'];
    const bytes = Buffer.alloc(5760);
    bytes.fill(' ', 0, 2880);
    cards.forEach((card, at) => bytes.write(card, at * 80));
    for (let y = 0; y < 40; y++) {
      for (let x = 0; x < 40; x++) {
        const outside = Math.max(Math.abs(x - 19.5), Math.abs(y - 19.5)) > 12;
        bytes[2880 + 40 * y + x] = outside ? 50 + ((7 * x + 3 * y + index) % 90) : index > 3 ? 20 + x + y : 20;
      }
    }
    return file(`f${index}.fits`, bytes);
  };
  const found = await choose(page, ...[0, 1, 2, 3, 4, 5].map(framed));
  assert.equal(found.words, '6 images can be used.');
  await slide(page, 'Crop', 20);
  await button(page, 'Use these images').click();
  await tells(page, /^Cut like this, 2 of the 6 images can be used/m);
  assert.ok(await button(page, 'Use these images').isDisabled(), 'two are too few');
  const passed = await page.locator('#upload-skipped-list li').allTextContents();
  for (const name of ['f0', 'f1', 'f2', 'f3']) assert.ok(passed.some((line) => line.startsWith(`${name}.fits`)), `${name}: ${passed}`);
  await slide(page, 'Crop', 100);
  await until(() => button(page, 'Use these images').isEnabled(), 'all six are there again');
  await button(page, 'Use these images').click();
  await until(async () => /6 images of your own/.test(await page.locator('#galaxies-summary').textContent()), 'the notebook has them', 60_000);
});
