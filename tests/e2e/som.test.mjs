// The chapter on self-organizing maps: a map is there before anything is pressed, and every control changes it the right way.
import assert from 'node:assert/strict';
import { alternative, button, enter, harness, open, outputs, picture, test, until } from './helpers.mjs';

harness();

const names = ['Quantization error', 'Topographic error', 'σNMAD', 'Outliers'];
const panels = ['som-colour', 'som-magnitude', 'som-redshift', 'som-sheet'];
const phase = (page) => page.locator('#som-phase').textContent();
const cell = (page) => page.locator('#som-cell').textContent();

async function numbers(page) {
  const values = await outputs(page, names);
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

/** The numbers of a finished training. */
async function finished(page) {
  await until(async () => /^Trained/.test(await phase(page)), 'the training ends', 90_000);
  // The map is looked at as a whole by and by, also when it is trained.
  await until(async () => /as it is now/.test(await page.locator('#som-measured').textContent()), 'the map is measured', 30_000);
  const found = await numbers(page);
  assert.ok(Object.values(found).every(Number.isFinite), JSON.stringify(found));
  return found;
}

/** The chapter with its first map, trained by itself. */
async function openMap(t, options = {}) {
  const page = await open(t, { hash: 'som', ...options });
  await finished(page);
  return page;
}

/** Trains again and gives the numbers. */
async function train(page) {
  // A small map is trained faster than a test can look.
  await page.locator('#som-phase').evaluate((phase) => {
    phase.dataset.began = '';
    new MutationObserver((_, observer) => {
      if (!/^Epoch/.test(phase.textContent)) return;
      phase.dataset.began = 'yes';
      observer.disconnect();
    }).observe(phase, { childList: true, characterData: true, subtree: true });
  });
  await button(page, 'Train map').click();
  await until(() => page.locator('#som-phase[data-began=yes]').count(), 'the training begins');
  return finished(page);
}

test('a map of real galaxies is there before anything is pressed', async (t) => {
  const page = await openMap(t);
  const first = await numbers(page);
  assert.ok(first['Quantization error'] > 0.02 && first['Quantization error'] < 0.06, JSON.stringify(first));
  assert.ok(first['Topographic error'] < 0.12 && first['σNMAD'] < 0.03 && first.Outliers < 1, JSON.stringify(first));
  for (const id of [...panels, 'som-spectrum', 'som-histogram', 'som-photoz']) assert.notEqual(await picture(page, id), '', id);
  await until(async () => /u−g, mag, from .* in (8\d\d|900) of 900 cells/.test(await alternative(page, 'som-colour')), 'the words of it follow');
  await until(async () => /1,960 held-out galaxies/.test(await alternative(page, 'som-photoz')), 'the words of it follow');
  assert.match(await page.locator('#som-galaxies').textContent(), /7,844 galaxies to train on, 1,960 held out/);
  assert.match(await cell(page), /^Column \d+, row \d+: \d+ galaxies/);
});

test('a cell that is pointed at is marked in all panels and tells what is in it', async (t) => {
  const page = await openMap(t);
  for (const act of [
    () => page.locator('#som-magnitude').hover({ position: { x: 120, y: 150 } }),
    () => page.locator('#som-redshift').press('ArrowRight'),
    () => page.locator('#som-sheet').press('ArrowUp'),
  ]) {
    const before = await Promise.all([...panels, 'som-spectrum', 'som-histogram'].map((id) => picture(page, id)));
    const words = await cell(page);
    await act();
    await until(async () => (await cell(page)) !== words, 'another cell is told of');
    for (const [i, id] of [...panels, 'som-spectrum', 'som-histogram'].entries())
      await until(async () => (await picture(page, id)) !== before[i], `${id} shows it`);
  }
});

test('arrow keys go one cell and stop at the rim', async (t) => {
  const page = await openMap(t);
  for (let i = 0; i < 31; i++) await page.locator('#som-colour').press('ArrowLeft');
  for (let i = 0; i < 31; i++) await page.locator('#som-colour').press('ArrowDown');
  await until(async () => /^Column 1, row 1:/.test(await cell(page)), 'the corner is reached');
  await page.locator('#som-colour').press('ArrowUp');
  await until(async () => /^Column 1, row 2:/.test(await cell(page)), 'one cell up');
});

test('a finger marks a cell', async (t) => {
  const page = await openMap(t, { hasTouch: true, viewport: { width: 390, height: 844 } });
  const words = await cell(page);
  await page.locator('#som-colour').tap({ position: { x: 100, y: 120 } });
  await until(async () => (await cell(page)) !== words, 'another cell is told of');
});

test('seed, epochs, learning rate, start: other maps, of about the same quality', async (t) => {
  const page = await openMap(t);
  const first = await numbers(page);
  assert.deepEqual(await train(page), first, 'the same settings give the same map');
  await enter(page, 'Map seed', 5);
  const other = await train(page);
  assert.notDeepEqual(other, first);
  assert.ok(Math.abs(other['Quantization error'] / first['Quantization error'] - 1) < 0.05, JSON.stringify(other));
  await enter(page, 'Map seed', 0);
  await enter(page, 'Map epochs', 1);
  const short = await train(page);
  assert.match(await phase(page), /^Trained for 1 epoch\./);
  assert.ok(short['Quantization error'] > 1.03 * first['Quantization error'], `one epoch: ${JSON.stringify(short)}`);
  await enter(page, 'Map epochs', 10);
  await enter(page, 'Map learning rate', 0.01);
  const slow = await train(page);
  assert.ok(slow['Quantization error'] > 1.1 * first['Quantization error'], `slow: ${JSON.stringify(slow)}`);
  await enter(page, 'Map learning rate', 0.5);
  // A narrow radius keeps the start: that of the PCA is already unfolded.
  await enter(page, 'Initial radius', 1);
  const folded = await train(page);
  await page.getByLabel('plane of the PCA').check();
  const unfolded = await train(page);
  assert.ok(unfolded['Topographic error'] < 0.8 * folded['Topographic error'], JSON.stringify([folded, unfolded]));
  await page.getByLabel('random galaxies').check();
  assert.deepEqual(await train(page), folded, 'the first start again, the same map again');
});

test('without a neighbourhood the sheet is crumpled; a torus does not fit; a bigger map fits closer', async (t) => {
  const page = await openMap(t);
  const first = await numbers(page);
  await enter(page, 'Initial radius', 0.5);
  const crumpled = await train(page);
  assert.ok(crumpled['Topographic error'] > 0.4, JSON.stringify(crumpled));
  assert.ok(Math.abs(crumpled['Quantization error'] / first['Quantization error'] - 1) < 0.08, JSON.stringify(crumpled));
  await enter(page, 'Initial radius', 10);
  await page.getByLabel('toroidal: opposite edges meet').check();
  const torus = await train(page);
  assert.ok(torus['Topographic error'] > 1.7 * first['Topographic error'], JSON.stringify(torus));
  await page.getByLabel('planar').check();
  await page.getByLabel('Map size', { exact: true }).selectOption('10x10');
  assert.equal(await page.getByLabel('Initial radius', { exact: true }).inputValue(), '3');
  const small = await train(page);
  assert.ok(small['Quantization error'] > 1.4 * first['Quantization error'], JSON.stringify(small));
  await until(async () => /of 100 cells/.test(await alternative(page, 'som-colour')), 'the panels show the small map');
});

test('the deep sample is another map, called simulated', async (t) => {
  const page = await openMap(t);
  const first = await numbers(page);
  await page.getByLabel('Data', { exact: true }).selectOption({ label: 'Deep sample, simulated' });
  await until(async () => /13,418/.test(await page.locator('#som-galaxies').textContent()), 'its galaxies are here');
  await until(async () => JSON.stringify(await numbers(page)) !== JSON.stringify(first), 'another map');
  const deep = await finished(page);
  assert.ok(deep.Outliers > first.Outliers + 1 && deep['σNMAD'] > first['σNMAD'], JSON.stringify(deep));
});

test('the fourth panel shows hit counts or the U-matrix', async (t) => {
  const page = await openMap(t);
  await until(async () => /galaxies, from/.test(await alternative(page, 'som-sheet')), 'the words of it follow');
  const hits = await picture(page, 'som-sheet');
  await page.locator('#som-sheet-choice').selectOption('ridges');
  await until(async () => (await picture(page, 'som-sheet')) !== hits, 'the panel changes');
  await until(async () => /distance, mag, from/.test(await alternative(page, 'som-sheet')), 'and says so');
});

test('a big map is trained with a progress bar, drawn meanwhile, and can be stopped', async (t) => {
  const page = await openMap(t);
  await page.getByLabel('Map size', { exact: true }).selectOption('75x150');
  await enter(page, 'Map epochs', 100);
  await button(page, 'Train map').click();
  await until(async () => /of 11,250 cells/.test(await alternative(page, 'som-redshift')), 'the big map is drawn', 30_000);
  const bar = page.getByLabel('Progress of the map');
  const done = () => bar.evaluate((bar) => bar.value / bar.max);
  const before = await picture(page, 'som-redshift');
  await until(async () => (await done()) > 0.01 && (await picture(page, 'som-redshift')) !== before, 'it settles in sight', 30_000);
  assert.match(await page.locator('#som-time-left').textContent(), /about \d+ (s|min) left/);
  await button(page, 'Stop map').click();
  await until(async () => /^Stopped/.test(await phase(page)), 'it stops', 2000);
  assert.ok((await done()) < 1 && (await button(page, 'Stop map').isDisabled()));
});

test('a setting that cannot be used is explained and trains nothing', async (t) => {
  const page = await openMap(t);
  const first = await numbers(page);
  await enter(page, 'Map epochs', 0);
  assert.equal(await page.locator('#som-epochs-error').textContent(), 'Map epochs must lie between 1 and 100.');
  await button(page, 'Train map').click();
  assert.match(await phase(page), /^Trained/);
  await enter(page, 'Map epochs', 10);
  assert.ok(await page.locator('#som-epochs-error').isHidden());
  assert.deepEqual(await train(page), first);
});

test('galaxies that are missing are reported in place of the figures', async (t) => {
  const prepare = (context) => context.route(/colours\.i16\.gz/, (route) => route.fulfill({ status: 404, body: 'Not found' }));
  const page = await open(t, { hash: 'som', faulty: true, prepare });
  await page.locator('#som-photoz-notice').waitFor({ state: 'visible', timeout: 60_000 });
  assert.match(await page.locator('#som-colour-notice').textContent(), /^The galaxies are missing\..*404/);
  assert.ok(await button(page, 'Train map').isDisabled());
});
