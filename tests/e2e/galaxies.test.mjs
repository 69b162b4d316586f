// The problem notebook: each of its six problems walked through as a student would, with small settings.
import assert from 'node:assert/strict';
import { alternative, button, enter, harness, open, picture, reading, slide, test, until } from './helpers.mjs';

harness();

/** The chapter with its galaxies, and a network on the screen. */
async function openGalaxies(t, options = {}) {
  const page = await open(t, { hash: 'galaxies', ...options });
  await page.locator('#galaxies').scrollIntoViewIfNeeded();
  await until(async () => /to train on/.test(await page.locator('#galaxies-summary').textContent()), 'the galaxies are here', 60_000);
  await until(() => button(page, 'Train on galaxies').isEnabled(), 'it can be trained');
  return page;
}

const text = (page, id) => page.locator(`#${id}`).textContent();

/** Simulated galaxies, 16 pixels, a small network: seconds on one slow core. */
async function small(page) {
  await page.locator('#galaxies-size').selectOption('16');
  await page.locator('#galaxies-set').selectOption('simulated');
  await enter(page, 'Simulated galaxies to make', 200);
  await until(async () => /200 simulated galaxies/.test(await text(page, 'galaxies-summary')), 'they are made', 60_000);
  await enter(page, 'Hidden units of the galaxy network', 32);
  await enter(page, 'Epochs on galaxies', 30);
}

async function train(page) {
  await button(page, 'Train on galaxies').click();
  await until(async () => /All \d+ epochs are done/.test(await text(page, 'galaxies-run-phase')), 'it is trained', 90_000);
}

test('problem 1: with bytes the loss has no least value', async (t) => {
  const page = await openGalaxies(t);
  await until(async () => /least at m = x/.test(await alternative(page, 'galaxies-loss')), 'the loss is drawn');
  await page.getByLabel('divided by 255').uncheck();
  await until(async () => /falls without end/.test(await alternative(page, 'galaxies-loss')), 'it follows the division');
  await slide(page, 'Byte of the pixel', 1);
  await until(async () => /x = 1\S*: the loss is least/.test(await alternative(page, 'galaxies-loss')), 'a byte of 1 has a least value');
  await until(async () => /% of the values lie below 0\.2/.test(await alternative(page, 'galaxies-bytes')), 'the words of it follow');
});

test('problem 2: the wall shows real galaxies and what is measured on them', async (t) => {
  const page = await openGalaxies(t);
  assert.match(await text(page, 'galaxies-summary'), /press composite, not calibrated flux/);
  assert.ok(Number(/^\d+/.exec(await text(page, 'galaxies-summary'))[0]) >= 300);
  const wall = await picture(page, 'galaxies-wall');
  await page.getByRole('slider', { name: 'Galaxy', exact: true }).fill('5');
  await until(async () => /galaxy 5/.test(await alternative(page, 'galaxies-wall-image')), 'it is shown');
  assert.match(await text(page, 'galaxies-properties'), /Axis ratio/);
  await button(page, 'Show others').click();
  await until(async () => (await picture(page, 'galaxies-wall')) !== wall, 'others are shown');
});

test('a number typed while galaxies are made counts once it is entered', async (t) => {
  const page = await openGalaxies(t);
  await page.locator('#galaxies-size').selectOption('16');
  await page.locator('#galaxies-set').selectOption('simulated');
  const count = page.locator('#galaxies-count');
  await count.press('ControlOrMeta+a');
  await count.pressSequentially('200');
  await until(async () => /1,?000 simulated galaxies/.test(await text(page, 'galaxies-summary')), 'those that were asked for are made', 60_000);
  await count.press('Tab');
  await until(async () => /200 simulated galaxies/.test(await text(page, 'galaxies-summary')), 'the others are made', 60_000);
});

test('problem 3: the layers follow the settings, and their parameters add up', async (t) => {
  const page = await openGalaxies(t);
  await enter(page, 'Hidden units of the galaxy network', '64, 32');
  await enter(page, 'Latent dimensions of the galaxy network', 3);
  await until(async () => (await page.locator('#galaxies-layers-body tr').count()) === 8, 'seven layers and their sum');
  const rows = await page.locator('#galaxies-layers-body tr').allTextContents();
  const numbers = await page
    .locator('#galaxies-layers-body tr td:last-child')
    .evaluateAll((cells) => cells.map((cell) => Number(cell.textContent)));
  assert.match(rows[0], /3072/);
  assert.equal(numbers.at(-1), numbers.slice(0, -1).reduce((sum, value) => sum + value, 0));
  await enter(page, 'Latent dimensions of the galaxy network', 99);
  await until(() => page.locator('#galaxies-error').isVisible(), 'an impossible value is answered in a sentence');
});

test('problem 4: train, plot, and ask the axes; chance is called noise', async (t) => {
  const page = await openGalaxies(t);
  await small(page);
  const before = await picture(page, 'galaxies-scatter');
  await train(page);
  await until(async () => (await picture(page, 'galaxies-scatter')) !== before, 'the plane shows it');
  assert.ok((await reading(page, 'Held-out ELBO on galaxies')) < 0);
  await page.locator('#galaxies-colour').selectOption('True half-light radius');
  await until(async () => /True half-light radius/.test(await alternative(page, 'galaxies-scatter')), 'the colour is told');
  await page.locator('#galaxies-table').scrollIntoViewIfNeeded();
  await button(page, 'Ask the axes').click();
  await until(async () => /Random numbers/.test(await text(page, 'galaxies-table-body')), 'the table is whole', 90_000);
  const chance = await page.locator('#galaxies-table-body tr', { hasText: 'Random numbers' }).textContent();
  assert.match(chance, /noise/);
  const size = await page.locator('#galaxies-table-body tr', { hasText: 'True half-light radius' }).locator('td').last().textContent();
  assert.ok(!/noise/.test(size), `the size is found: ${size}`);
  assert.match(await text(page, 'galaxies-mig'), /Mutual information gap/);
  await until(async () => /goes from/.test(await alternative(page, 'galaxies-measured')), 'a traversal is measured');
});

test('problem 5: grids, samples, a traversal and an interpolation are decoded', async (t) => {
  const page = await openGalaxies(t);
  await page.locator('#galaxies-uniform').scrollIntoViewIfNeeded();
  await until(async () => (await alternative(page, 'galaxies-between')).includes('on the way'), 'an interpolation is shown', 60_000);
  const shown = {};
  for (const id of ['galaxies-uniform', 'galaxies-inverse', 'galaxies-samples', 'galaxies-decoded', 'galaxies-between']) {
    shown[id] = await picture(page, id);
    assert.ok(shown[id].length > 100, id);
  }
  const changed = (id, what) => until(async () => (await picture(page, id)) !== shown[id], what);
  await slide(page, 'Range of z for galaxies', 2);
  await changed('galaxies-uniform', 'another range');
  await slide(page, 'Outer quantile for galaxies', 200);
  await changed('galaxies-inverse', 'other quantiles');
  await button(page, 'Draw other galaxies').click();
  await changed('galaxies-samples', 'other samples');
  await slide(page, 'To galaxy', 9);
  await changed('galaxies-between', 'another way');
  await page.locator('#galaxies-sliders-z1').fill('2');
  await changed('galaxies-decoded', 'another z');
});

test('problem 6: more dimensions are reduced, and trainings are compared after alignment', async (t) => {
  const page = await openGalaxies(t);
  await small(page);
  await button(page, 'Train with 8 dimensions').click();
  await until(async () => /All \d+ epochs are done/.test(await text(page, 'galaxies-run-phase')), 'it is trained', 90_000);
  await page.locator('#galaxies-view-pca').scrollIntoViewIfNeeded();
  await until(async () => /% of the variance/.test(await alternative(page, 'galaxies-view-pca')), 'principal components');
  await button(page, 'Run t-SNE on galaxies').click();
  await until(async () => /step 500 of 500/.test(await text(page, 'galaxies-embed-words')), 't-SNE ends', 60_000);
  await page.locator('#galaxies-seeds').selectOption('2');
  await button(page, 'Compare maps').click();
  await until(async () => /Aligned correlation/.test(await text(page, 'galaxies-compare-words')), 'both maps are there', 90_000);
  await until(async () => /aligned correlation \d\.\d+ .* chance reaches \d\.\d+/.test(await text(page, 'galaxies-map-1-words')), 'each map says how alike it is');
  await button(page, 'Compare maps').click();
  await button(page, 'Stop comparing').click();
  await until(async () => /Stopped/.test(await text(page, 'galaxies-compare-words')), 'a comparison can be stopped');
});

const whole = async (page) => /Random numbers/.test(await text(page, 'galaxies-table-body'));

test('the table belongs to the network on the screen, before, during and after a comparison', async (t) => {
  const page = await openGalaxies(t);
  await small(page);
  await train(page);
  await page.locator('#galaxies-table').scrollIntoViewIfNeeded();
  await until(() => whole(page), 'the table is made', 90_000);
  const first = await text(page, 'galaxies-table-body');
  await page.locator('#galaxies-seeds').selectOption('2');
  await button(page, 'Compare maps').click();
  await button(page, 'Ask the axes').click();
  await until(async () => /Aligned correlation/.test(await text(page, 'galaxies-compare-words')), 'asking the axes does not end the comparison', 90_000);
  await until(async () => (await page.locator('#galaxies-explain-stop').isHidden()) && (await whole(page)), 'the table is whole again', 90_000);
  assert.equal(await text(page, 'galaxies-table-body'), first, 'the same network, the same table');
  await enter(page, 'Latent dimensions of the galaxy network', 3);
  await train(page);
  await until(async () => /z₃/.test(await text(page, 'galaxies-table-head')), 'another network is asked without being told to', 90_000);
  await until(() => whole(page), 'and its table is made whole', 90_000);
});

test('a comparison ends when other galaxies are chosen', async (t) => {
  const page = await openGalaxies(t);
  await small(page);
  await enter(page, 'Epochs on galaxies', 2000);
  await button(page, 'Compare maps').click();
  await until(async () => /Training 1 of 3, epoch [1-9]/.test(await text(page, 'galaxies-compare-words')), 'it is under way', 60_000);
  await enter(page, 'Simulated galaxies to make', 100);
  await until(async () => /100 simulated galaxies/.test(await text(page, 'galaxies-summary')), 'the others are made', 60_000);
  await until(() => page.locator('#galaxies-compare-stop').isHidden(), 'it has ended');
  assert.match(await text(page, 'galaxies-compare-words'), /Stopped/);
  assert.equal(await page.locator('#galaxies-maps > div').count(), 1, 'only the network on the screen has a map');
  await enter(page, 'Epochs on galaxies', 5);
  await train(page);
  assert.match(await text(page, 'galaxies-compare-words'), /Stopped/);
});

test('Fashion-MNIST is fetched when chosen, coloured by class, and each class is asked about', async (t) => {
  const asked = [];
  const prepare = (context) => context.on('request', (request) => asked.push(request.url()));
  const page = await openGalaxies(t, { prepare });
  assert.ok(!asked.some((url) => /fashion/.test(url)), 'not before it is wanted');
  await page.locator('#galaxies-size').selectOption('16');
  await page.locator('#galaxies-set').selectOption('fashion');
  await until(async () => /2,000 clothes of Fashion-MNIST.*1,600 to train on, 400 held out/.test(await text(page, 'galaxies-summary')), 'the clothes are here', 60_000);
  assert.match(await text(page, 'galaxies-summary'), /16 × 16 × 1 = 256 numbers/);
  assert.ok(await page.locator('#galaxies-channels').isDisabled(), 'they are grey');
  await enter(page, 'Hidden units of the galaxy network', 64);
  await enter(page, 'Epochs on galaxies', 3);
  await train(page);
  assert.equal(await page.locator('#galaxies-colour').inputValue(), 'Class');
  await until(async () => /coloured by class\. Medians: T-shirt\/top at .*Ankle boot at/.test(await alternative(page, 'galaxies-scatter')), 'classes are told');
  const sneakers = page.locator('#galaxies-legend').getByRole('button', { name: 'Sneaker' });
  const all = await picture(page, 'galaxies-scatter');
  await sneakers.click();
  await until(async () => (await picture(page, 'galaxies-scatter')) !== all, 'one class is shown alone');
  await page.locator('#galaxies-colour').selectOption('Axis ratio');
  await until(() => sneakers.isHidden(), 'a number has no classes');
  await page.getByRole('slider', { name: 'Galaxy', exact: true }).fill('8');
  await until(async () => /ClassSneaker/.test(await text(page, 'galaxies-properties')), 'the class is told');
  await page.locator('#galaxies-table').scrollIntoViewIfNeeded();
  await until(() => whole(page), 'the table is whole', 90_000);
  const row = await page.locator('#galaxies-table-body tr', { hasText: 'Class: Trouser' }).locator('td').last().textContent();
  assert.ok(!/noise/.test(row), `neighbours know trousers: ${row}`);
});

test('a link presets the notebook and the map, and the two programs leave each other their part of it', async (t) => {
  const preset = 'beta=4&galaxies-set=simulated&galaxies-count=60&galaxies-size=16&galaxies-images=40&galaxies-latent=3&galaxies-hidden=16&galaxies-augment=0&som-size=10x10&som-pca=1';
  const page = await openGalaxies(t, { query: preset });
  const query = () => page.evaluate(() => location.search.slice(1));
  const field = (id) => page.locator(`#${id}`).inputValue();
  await until(async () => /60 simulated galaxies.*16 × 16/.test(await text(page, 'galaxies-summary')), 'the images of the link', 60_000);
  assert.deepEqual(await Promise.all(['set', 'count', 'images', 'latent', 'hidden'].map((name) => field(`galaxies-${name}`))), ['simulated', '60', '40', '3', '16']);
  assert.ok(!(await page.locator('#galaxies-augment').isChecked()));
  assert.ok(await page.locator('#galaxies-untrained').isVisible(), 'what an untrained network decodes is called noise');
  await enter(page, 'Epochs on galaxies', 5);
  await until(async () => /galaxies-epochs=5/.test(await query()), 'a changed field is in the address');
  assert.match(await query(), /^beta=4&som-size=10x10&som-pca=1&galaxies-set=simulated/);
  await train(page);
  await page.locator('#galaxies-table').scrollIntoViewIfNeeded();
  await until(async () => /z₃/.test(await text(page, 'galaxies-table-head')), 'the table has a column for the third dimension', 90_000);
  await page.locator('#mnist').scrollIntoViewIfNeeded();
  await enter(page, 'Seed', 7);
  await until(async () => /seed=7/.test((await query()).replace(/galaxies-seed|som-seed/g, '')), 'the lab writes its own part');
  assert.match(await query(), /galaxies-latent=3/, 'and keeps the notebook’s');
  await page.locator('#som').scrollIntoViewIfNeeded();
  await until(async () => (await field('som-size')) === '10x10', 'the map has its preset too');
  assert.ok(await page.locator('#som-pca').isChecked());
  await enter(page, 'Map seed', 3);
  await until(async () => /som-seed=3/.test(await query()), 'its fields are in the address');
  assert.match(await query(), /^beta=4&.*galaxies-latent=3.*som-seed=3/);
});
