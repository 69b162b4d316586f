// The training lab does what its buttons say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alternative, button, enter, harness, openLab, picture, quick, reading, readings, settled, slide, trainTo, until } from './helpers.mjs';

harness();

test('training lowers the held-out loss and moves every figure', async (t) => {
  const page = await openLab(t);
  const before = await readings(page);
  assert.equal(before.Epoch, 0);
  assert.ok(before.Reconstruction > 500, 'an untrained decoder pays about ln 2 a pixel, or more');
  const figures = ['lab-scatter', 'lab-manifold', 'lab-curves'];
  const pictures = await Promise.all(figures.map((id) => picture(page, id)));
  await trainTo(page, 3);
  const after = await readings(page);
  assert.ok(after['Held-out ELBO'] > before['Held-out ELBO'] + 150, `${before['Held-out ELBO']} → ${after['Held-out ELBO']}`);
  assert.ok(Math.abs(after['Held-out ELBO'] + after.Reconstruction + after.KL) < 0.2, 'ELBO = −reconstruction − KL');
  assert.ok((await reading(page, 'Images per second')) > 0);
  for (const [i, id] of figures.entries()) assert.notEqual(await picture(page, id), pictures[i], `${id} moves`);
});

test('Pause holds the run within one batch', async (t) => {
  const page = await openLab(t);
  await trainTo(page, 1);
  const held = await readings(page);
  await page.waitForTimeout(1000);
  assert.deepEqual(await readings(page), held);
});

test('Step advances one batch', async (t) => {
  const page = await openLab(t);
  for (const batches of [1, 2, 3]) {
    await button(page, 'Step').click();
    await until(async () => (await reading(page, 'Epoch')) > (batches - 0.5) / 10, `batch ${batches} is counted`);
    await settled(page);
    assert.ok(Math.abs((await reading(page, 'Epoch')) - batches / 10) < 0.006, '1,000 images in batches of 100 are 10 an epoch');
  }
});

test('Reset returns to the start and leaves no worker behind', async (t) => {
  const page = await openLab(t);
  const start = await readings(page);
  const workers = page.workers().length;
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) > 0.5, 'it trains');
  await button(page, 'Reset').click();
  await until(async () => (await reading(page, 'Epoch')) === 0 && (await button(page, 'Train').isEnabled()), 'it is at the start');
  await settled(page);
  assert.deepEqual(await readings(page), start);
  await until(() => page.workers().length === workers, 'as many workers as before', 5000);
});

test('β = 20 in mid-run lowers the KL without a restart', async (t) => {
  const page = await openLab(t);
  await trainTo(page, 4);
  const before = await readings(page);
  await enter(page, 'β, exact value', 20);
  await trainTo(page, 8);
  const after = await readings(page);
  assert.ok(after.Epoch >= 8, 'the same run goes on');
  assert.ok(after.KL < 0.7 * before.KL, `KL ${before.KL} → ${after.KL}`);
});

test('the same seed gives the same curve, another seed another', async (t) => {
  const run = async (seed) => {
    const page = await openLab(t, { query: `${quick}&epochs=2&seed=${seed}` });
    await button(page, 'Train').click();
    await until(async () => (await reading(page, 'Epoch')) >= 2, 'the run ends', 60_000);
    await settled(page);
    return readings(page);
  };
  const first = await run(5);
  assert.deepEqual(await run(5), first);
  assert.notDeepEqual(await run(6), first);
});

test('settings are in the address, and the address brings them back', async (t) => {
  const page = await openLab(t, { query: '' });
  await slide(page, 'β (KL weight)', 20);
  await enter(page, 'Seed', 7);
  await enter(page, 'Batch size', 64);
  await until(() => /beta=20\b/.test(page.url()) && /seed=7\b/.test(page.url()) && /batch=64\b/.test(page.url()), 'they are');
  const link = new URL(page.url());
  const other = await openLab(t, { query: link.search.slice(1), hash: link.hash.slice(1) });
  assert.equal(await other.getByLabel('β, exact value').inputValue(), '20');
  assert.equal(await other.getByLabel('Seed', { exact: true }).inputValue(), '7');
  assert.equal(await other.getByLabel('Batch size', { exact: true }).inputValue(), '64');
});

test('another architecture begins anew, with the old result in sight until then', async (t) => {
  const page = await openLab(t);
  await trainTo(page, 1);
  const trained = await readings(page);
  await slide(page, 'Latent dimensions', 3);
  assert.deepEqual(await readings(page), trained, 'the old result stays');
  await button(page, 'Reset').click();
  await until(async () => (await reading(page, 'Epoch')) === 0, 'the new run is at its start');
  await until(() => page.locator('#lab-view-row').isVisible(), 'a choice of axes is offered');
  await trainTo(page, 1);
  for (const view of ['pca', 'tsne', 'pair']) {
    const before = await picture(page, 'lab-scatter');
    await page.locator('#lab-view').selectOption(view);
    await until(async () => (await picture(page, 'lab-scatter')) !== before, `the scatter shows ${view}`, 60_000);
  }
});

test('a run in a tab in the background goes on', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=200` });
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) > 0.5, 'it trains');
  const other = await page.context().newPage();
  await other.goto('about:blank');
  await other.bringToFront();
  await other.waitForTimeout(2000);
  await page.bringToFront();
  const epoch = await reading(page, 'Epoch');
  await until(async () => (await reading(page, 'Epoch')) > epoch, 'it still trains');
  await button(page, 'Pause').click();
  await settled(page);
  for (const value of Object.values(await readings(page))) assert.ok(Number.isFinite(value));
});

test('the run has a traversal of as many sliders as dimensions, which follows the network and the marker', async (t) => {
  const page = await openLab(t, { query: `${quick}&latent=3` });
  const sliders = page.locator('#lab-traversal input[type=range]');
  await until(async () => (await sliders.count()) === 3, 'a slider a dimension');
  const z = async () => (await page.locator('#lab-traversal output').allTextContents()).map((value) => Number(value.replace('−', '-')));
  const digit = () => picture(page, 'lab-digit');
  const follows = async (act, what) => {
    const before = await digit();
    await act();
    await until(async () => (await digit()) !== before, what);
  };
  await until(async () => /at z₁/.test(await alternative(page, 'lab-digit')), 'the point is decoded');
  for (const [axis, name] of ['z₁', 'z₂', 'z₃'].entries()) {
    await follows(() => slide(page.locator('#lab-traversal'), name, 2), `${name} moves the digit`);
    assert.equal((await z())[axis], 2);
  }
  await follows(() => trainTo(page, 1), 'the network learns, and the point decodes to something else');
  const marker = page.locator('#lab-manifold').getByRole('slider');
  await follows(() => marker.press('ArrowLeft'), 'the marker moves the digit');
  const [z1, ...others] = await z();
  assert.ok(z1 < 2 && others.join() === '2,2', `${z1}, ${others}`);
});

test('the wall shows real digits: all, those of a label, earlier and later ones', async (t) => {
  const page = await openLab(t);
  const says = () => page.locator('#wall-text').textContent();
  await until(async () => /^1 to 80 of 1.?000 held-out digits$/.test(await says()), 'the first digits');
  const [first, earlier, later] = [await picture(page, 'wall-digits'), button(page, 'Earlier digits'), button(page, 'Later digits')];
  assert.ok(await earlier.isDisabled());
  await later.click();
  assert.match(await says(), /^81 to 160 of/);
  await until(async () => (await picture(page, 'wall-digits')) !== first, 'others');
  await earlier.click();
  await until(async () => (await picture(page, 'wall-digits')) === first, 'the first again');
  await page.locator('#wall-label').selectOption('7');
  assert.equal(await says(), '1 to 80 of 100 held-out digits labelled 7');
  await until(async () => (await picture(page, 'wall-digits')) !== first, 'sevens alone');
  await later.click();
  assert.equal(await says(), '81 to 100 of 100 held-out digits labelled 7');
  assert.ok(await later.isDisabled());
});
