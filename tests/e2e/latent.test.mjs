// The chapter on latent space: every control of its newer figures is pressed once, and its numbers and pictures answer.
import assert from 'node:assert/strict';
import { address, alternative, button, enter, harness, open, outputs, picture, reading, slide, test, until } from './helpers.mjs';

harness();

/** Opens the page with this figure in view: by a link to it, since Safari's engine goes back to what the link named. */
const openAt = (t, id, options = {}) => open(t, { hash: id, ...options });

const text = async (page, id) => (await page.locator(`#${id}`).textContent()).trim();

test('one press sets both grids as the slide has them, and a link holds it', async (t) => {
  const page = await openAt(t, 'latent-uniform');
  await until(async () => /15/.test(await alternative(page, 'latent-uniform')), 'the tiles are there', 60_000);
  await slide(page.locator('#latent'), 'Range of z', 3);
  await page.locator('#latent-mass').uncheck();
  const before = await picture(page, 'latent-inverse');
  await button(page, 'As on the slide').click();
  await until(async () => (await text(page, 'latent-side-value')) === '5', 'five tiles a side');
  assert.equal(await text(page, 'latent-range-value'), '±5');
  assert.equal(await text(page, 'latent-quantile-value'), '0.01–0.99');
  assert.ok(await page.locator('#latent-mass').isChecked());
  await until(async () => (await picture(page, 'latent-inverse')) !== before, 'the tiles are other ones');
  await until(async () => /latent-side=5/.test(await address(page)), 'the address says so');
  const again = await open(t, { query: 'latent-side=5', hash: 'latent' });
  await until(async () => (await text(again, 'latent-side-value')) === '5', 'a link opens the same');
});

/** What the manifold `id` says: its tiles a side, and the z of its first and last column. */
async function grid(page, id) {
  const said = /: (\d+) by \d+ images decoded from z₁ (−?[\d.]+) to (−?[\d.]+)/.exec(await alternative(page, id));
  return said ? said.slice(1).map((value) => Number(value.replace('−', '-'))) : [];
}

test('range, quantile, tiles and shade change the grids, and only those that they are of', async (t) => {
  const page = await openAt(t, 'latent-uniform');
  const ids = ['latent-uniform', 'latent-inverse'];
  const grids = () => Promise.all(ids.map((id) => grid(page, id)));
  await until(async () => (await grids()).flat().length === 6, 'both grids are decoded', 60_000);
  assert.deepEqual(await grids(), [[15, -5, 5], [15, -2.33, 2.33]]);
  const latent = page.locator('#latent');
  await slide(latent, 'Range of z', 3);
  await until(async () => (await grid(page, 'latent-uniform'))[2] === 3, 'a narrower range');
  await slide(latent, 'Outer quantile', 200);
  await until(async () => (await grid(page, 'latent-inverse'))[2] === 0.84, 'quantiles 0.2 and 0.8 lie at ±0.84');
  assert.equal(await text(page, 'latent-quantile-value'), '0.2–0.8');
  assert.deepEqual(await grid(page, 'latent-uniform'), [15, -3, 3], 'the uniform grid has no quantiles');
  await slide(latent, 'Tiles per side, both grids', 20);
  await until(async () => JSON.stringify(await grids()) === '[[20,-3,3],[20,-0.84,0.84]]', 'more tiles on both');
  const [faded, bare] = await Promise.all(ids.map((id) => picture(page, id)));
  await page.locator('#latent-mass').uncheck();
  await until(async () => (await picture(page, 'latent-uniform')) !== faded, 'nothing is faded');
  assert.equal(await picture(page, 'latent-inverse'), bare);
  await page.locator('#latent-mass').check();
  await until(async () => (await picture(page, 'latent-uniform')) === faded, 'it is faded as before');
});

test('one point: two sliders, a marker on either grid, one digit', async (t) => {
  const page = await openAt(t, 'latent-digit');
  await until(async () => /at z₁/.test(await alternative(page, 'latent-digit')), 'a digit is decoded', 60_000);
  const z = async () => (await page.locator('#latent-traversal output').allTextContents()).map((value) => Number(value.replace('−', '-')));
  const follows = async (act, check, what) => {
    const before = await z();
    const digit = await picture(page, 'latent-digit');
    await act();
    await until(async () => check(await z(), before), what);
    await until(async () => (await picture(page, 'latent-digit')) !== digit, `${what}: the digit follows`);
  };
  for (const [axis, name] of ['z₁', 'z₂'].entries())
    await follows(
      () => slide(page.locator('#latent-traversal'), name, axis + 1.5),
      (now, before) => now[axis] === axis + 1.5 && now[1 - axis] === before[1 - axis],
      `${name} goes alone`,
    );
  for (const id of ['latent-uniform', 'latent-inverse']) {
    const marker = page.locator(`#${id}`).getByRole('slider');
    await marker.scrollIntoViewIfNeeded();
    await follows(() => marker.press('ArrowLeft'), (now, before) => now[0] < before[0] && now[1] === before[1], `${id}: to the left`);
    await follows(() => marker.press('ArrowDown'), (now, before) => now[1] < before[1], `${id}: down`);
    const { x, y, width, height } = await page.locator(`#${id}`).boundingBox();
    await follows(
      async () => {
        await marker.hover();
        await page.mouse.down();
        await page.mouse.move(x + width * 0.45, y + height * 0.35, { steps: 3 });
        await page.mouse.up();
      },
      ([z1, z2]) => z1 < 0 && z2 > 0,
      `${id}: dragged to the upper left`,
    );
  }
});

test('the scatter is coloured, isolated, sampled and drawn with ellipses as is asked, and goes back', async (t) => {
  const page = await openAt(t, 'latent-scatter');
  const scatter = page.locator('.scatter-figure').filter({ has: page.locator('#latent-scatter') });
  const shown = () => picture(page, 'latent-scatter');
  const says = (pattern) => until(async () => pattern.test(await alternative(page, 'latent-scatter')), `it says ${pattern}`, 60_000);
  await says(/1,000 points .*posterior means, coloured by label/);
  await page.mouse.move(2, 2);
  /** Does something and undoes it: the picture changes, and is then what it was. */
  const thereAndBack = async (act, undo, what, between = async () => {}) => {
    const before = await shown();
    await act();
    await until(async () => (await shown()) !== before, `${what} changes the picture`);
    await between();
    await undo();
    await until(async () => (await shown()) === before, `without ${what} it is as before`);
  };
  for (const digit of [0, 9]) {
    const name = scatter.locator('#latent-legend').getByRole('button').nth(digit);
    await thereAndBack(() => name.click(), () => name.click(), `the ${digit}s alone`, async () => assert.equal(await name.getAttribute('aria-pressed'), 'true'));
  }
  const colour = page.locator('#latent-colour');
  await thereAndBack(() => colour.selectOption({ index: 1 }), () => colour.selectOption('label'), 'a measured property', async () => {
    const property = await colour.locator('option').nth(1).textContent();
    await says(new RegExp(`coloured by ${property.split(' (')[0]}`));
  });
  await says(/coloured by label/);
  const sampled = scatter.getByLabel('sampled z', { exact: true });
  const mean = scatter.getByLabel('posterior mean', { exact: true });
  await thereAndBack(() => sampled.check(), () => mean.check(), 'the noise', () => says(/sampled from the posterior/));
  const [ellipses, prior] = ['posterior ellipses, 1σ and 2σ', 'prior circles, 1σ 2σ 3σ'].map((name) => scatter.getByLabel(name, { exact: true }));
  await thereAndBack(() => ellipses.check(), () => ellipses.uncheck(), 'the ellipses');
  await thereAndBack(() => prior.uncheck(), () => prior.check(), 'the missing circles');
});

test('the histograms are of samples or of means', async (t) => {
  const page = await openAt(t, 'latent-prior-fit');
  const names = ['Standard deviation of z₁', 'Standard deviation of z₂', 'KL(histogram ∥ prior) of z₁', 'KL(histogram ∥ prior) of z₂'];
  const read = () => outputs(page, names);
  await until(async () => (await read()).every(Number.isFinite), 'the numbers are there', 60_000);
  const samples = await read();
  const drawn = await picture(page, 'latent-marginal-1');
  await page.getByLabel('posterior means', { exact: true }).check();
  await until(async () => (await read())[0] !== samples[0], 'the numbers change');
  const means = await read();
  // The clouds are small: the standard deviations hardly differ.
  assert.ok(Math.abs(means[0] - samples[0]) < 0.02 && Math.abs(means[1] - samples[1]) < 0.02, `${means} ${samples}`);
  assert.ok([...means, ...samples].every((value) => value > 0 && value < 2));
  await until(async () => (await picture(page, 'latent-marginal-1')) !== drawn, 'the histogram changes');
  await until(async () => /posterior means/.test(await alternative(page, 'latent-marginal-2')), 'the words change');
  await page.getByLabel('sampled z, ten draws a digit', { exact: true }).check();
  await until(async () => (await read()).every((value, i) => value === samples[i]), 'the samples are the same again');
});

test('the quality of the space is computed', async (t) => {
  const page = await openAt(t, 'latent-accuracy');
  await until(async () => Number.isFinite(await reading(page, '10-NN accuracy of PCA')), 'the survey is done', 60_000);
  const [accuracy, linear, active, ...kl] = await outputs(page, ['10-NN accuracy', '10-NN accuracy of PCA', 'Active units', 'KL of z₁', 'KL of z₂']);
  assert.ok(accuracy > 70 && accuracy < 95 && Math.abs(linear - 40.4) < 0.2, `${accuracy} ${linear}`);
  assert.equal(active, 2);
  assert.ok(Math.abs(kl[0] + kl[1] - 7.16) < 0.3, `${kl}`);
});

test('two digits are picked by click and by number, and both films follow', async (t) => {
  const page = await openAt(t, 'latent-path-plane');
  await until(async () => (await text(page, 'latent-path-straight-words')) !== '', 'the paths are measured', 60_000);
  const films = () => Promise.all(['latent-path-straight', 'latent-path-circle'].map((id) => picture(page, id)));
  const differ = (before) => async () => (await films()).every((film, i) => film !== before[i]);
  let before = await films();
  await until(async () => { before = await films(); return before[0] !== before[1]; }, 'the films differ');

  await enter(page, 'A is held-out digit', 7);
  await until(differ(before), 'the films begin elsewhere');
  assert.match(await text(page, 'latent-path-ends'), /A is a 7/);
  await until(async () => /path=7/.test(await address(page)), 'the address holds the ends');

  before = await films();
  const from = await text(page, 'latent-path-circle-words');
  await enter(page, 'B is held-out digit', 5000);
  await until(async () => (await text(page, 'latent-path-circle-words')) !== from, 'the path is another');
  assert.equal(await page.locator('#latent-path-b').inputValue(), '999', 'beyond the last digit is the last');
  await until(differ(before), 'the films end elsewhere');

  const words = await text(page, 'latent-path-straight-words');
  await page.getByLabel('B', { exact: true }).check();
  const { x, y, width, height } = await page.locator('#latent-path-plane').boundingBox();
  await page.mouse.click(x + width * 0.6, y + height * 0.4);
  await until(async () => (await text(page, 'latent-path-straight-words')) !== words, 'a click moves B');
  assert.equal(await page.locator('#latent-path-a').inputValue(), '7', 'and leaves A');
  assert.notEqual(await page.locator('#latent-path-b').inputValue(), '999');
  await page.getByLabel('A', { exact: true }).check();
  await page.mouse.click(x + width * 0.45, y + height * 0.62);
  await until(async () => (await page.locator('#latent-path-a').inputValue()) !== '7', 'a click moves A');
  // The straight path is the shorter one, and the great circle keeps farther from the centre.
  const numbers = async (id) => (await text(page, id)).match(/[\d.]+/g).map(Number);
  const [straight, circle] = [await numbers('latent-path-straight-words'), await numbers('latent-path-circle-words')];
  assert.ok(straight[0] <= circle[0] && straight[1] <= circle[1], `${straight} ${circle}`);
});

/** Draws an upright stroke on the pad. */
async function drawOne(page) {
  const { x, y, width, height } = await page.locator('#latent-pad').boundingBox();
  await page.mouse.move(x + width * 0.55, y + height * 0.15);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.5, y + height * 0.5, { steps: 4 });
  await page.mouse.move(x + width * 0.45, y + height * 0.85, { steps: 4 });
  await page.mouse.up();
}

test('a digit drawn with the mouse is encoded, decoded and given neighbours', async (t) => {
  const page = await openAt(t, 'latent-pad');
  const loss = () => reading(page, 'Reconstruction of the drawing');
  await until(async () => Number.isFinite(await loss()), 'an example is on the pad', 60_000);
  const example = await picture(page, 'latent-drawn-near');
  await drawOne(page);
  await until(async () => /1/.test((await text(page, 'latent-drawn-vote')).split('labels: ')[1]?.split(',')[0].split('×')[1] ?? ''), 'its neighbours are ones');
  await until(async () => (await picture(page, 'latent-drawn-near')) !== example, 'they are others than the example’s');
  assert.ok((await loss()) > 0 && (await reading(page, 'KL of the drawing')) > 0);
  assert.match(await text(page, 'latent-drawn-z1'), /^-?\d+\.\d\d ± \d+\.\d\d$/);
  await until(async () => /drawn by hand/.test(await alternative(page, 'latent-pad')), 'the pad says what is on it');

  await button(page, 'Clear').click();
  await until(async () => (await text(page, 'latent-drawn-loss')) === '', 'nothing drawn has no numbers');
  await until(async () => /empty/.test(await alternative(page, 'latent-pad')), 'the pad is empty');

  // Without drawing: a held-out digit by its number; digit 23 is a 3.
  await enter(page.locator('#latent'), 'Held-out digit', 23);
  await button(page, 'Put it on the pad').click();
  await until(async () => Number.isFinite(await loss()), 'the digit is encoded');
  await until(async () => /× 3/.test(await text(page, 'latent-drawn-vote')), 'its neighbours are threes');

  // Neighbours among the training digits too, once they are loaded.
  const learned = await picture(page, 'latent-drawn-learned');
  await button(page, 'Load training digits (1 MB)').click();
  await until(async () => /labels: .*× 3/.test(await text(page, 'latent-training-text')), 'the training digits are encoded', 60_000);
  await until(async () => (await picture(page, 'latent-drawn-learned')) !== learned, 'and shown');
});

test('a finger draws, and the page stays where it is', async (t) => {
  const page = await openAt(t, 'latent-pad', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  await until(async () => Number.isFinite(await reading(page, 'Reconstruction of the drawing')), 'an example is on the pad', 60_000);
  await page.locator('#latent-pad').scrollIntoViewIfNeeded();
  const { x, y, width, height } = await page.locator('#latent-pad').boundingBox();
  const session = await page.context().newCDPSession(page);
  const touch = (type, fx, fy) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: x + width * fx, y: y + height * fy }],
    });
  const scrolled = await page.evaluate(() => scrollY);
  const before = await picture(page, 'latent-pad');
  await touch('touchStart', 0.5, 0.2);
  await touch('touchMove', 0.5, 0.5);
  await touch('touchMove', 0.5, 0.8);
  await touch('touchEnd');
  await until(async () => (await picture(page, 'latent-pad')) !== before, 'the finger leaves ink');
  assert.equal(await page.evaluate(() => scrollY), scrolled);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, 'nothing sticks out');
});
