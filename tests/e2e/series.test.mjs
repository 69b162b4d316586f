// A series of runs that differ in one setting: side by side, each as it would be alone, each with its own end.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { button, harness, labReady, open, openLab, quick, reading, stored, test, trap, until, workers } from './helpers.mjs';

harness();

/** Two cores, whatever this machine has. */
const cores = (count) => (context) => context.addInitScript((count) => Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => count }), count);

async function openSeries(t, { query = `${quick}&epochs=2`, count = 2 } = {}) {
  const page = await open(t, { query, hash: 'shelf', prepare: cores(count) });
  await page.locator('#series').scrollIntoViewIfNeeded();
  await until(() => button(page, 'Train the series').isEnabled(), 'a series can be trained', 60_000);
  // Its program has come when the field follows the choice.
  await until(async () => {
    await page.locator('#series-axis').selectOption('seed');
    const seeds = (await page.locator('#series-values').inputValue()) === '0, 1, 2, 3';
    await page.locator('#series-axis').selectOption('beta');
    return seeds;
  }, 'the chapter is there', 60_000);
  return page;
}

const words = (page) => page.locator('#series-words').textContent();
const says = (page, pattern) => until(async () => pattern.test(await words(page)), `the series says ${pattern}`, 90_000);
const runs = (page) => page.locator('#series-runs [role=group]').evaluateAll((all) => all.map((run) => run.textContent));
const number = (text, name) => Number(new RegExp(`${name} (−?[\\d.]+)`).exec(text)?.[1].replace('−', '-'));
const epochs = async (page) => (await runs(page)).map((text) => number(text, 'epoch'));

async function train(page, values) {
  await page.locator('#series-values').fill(values);
  await button(page, 'Train the series').click();
}

test('a series over β: each run comes to what it comes to alone, and all are on the shelf and in the plot', async (t) => {
  const page = await openSeries(t);
  await train(page, '0.5, 1; 4 1');
  await says(page, /^3 runs: 3 ended\. It took \d+ s\./);
  const all = await runs(page);
  assert.deepEqual(all.map((text) => /^β = [\d.]+?(?=epoch)/.exec(text)[0]), ['β = 0.5', 'β = 1', 'β = 4']);
  for (const text of all) assert.match(text, /epoch 2\.0 of 2; held-out ELBO −\d+/);
  const rates = all.map((text) => number(text, 'rate \\(KL\\)'));
  assert.ok(rates[0] > rates[1] && rates[1] > rates[2], `the rate falls: ${rates}`);
  for (const place of [1, 2, 3]) {
    assert.ok(await page.locator(`#series-map-${place} canvas`).count());
    assert.ok(await page.locator(`#series-tiles-${place} canvas`).count());
  }
  await until(async () => (await page.locator('#shelf-rows tr').count()) === 3, 'all are on the shelf', 60_000);
  // Their workers are ended.
  await until(async () => (await page.evaluate(() => document.querySelectorAll('#series-runs button:not([disabled])').length)) === 0, 'nothing is left to press');
  const saved = page.waitForEvent('download');
  await page.locator('#series-figure .take').click();
  await button(page, 'Save numbers').click();
  const numbers = readFileSync(await (await saved).path(), 'utf8');
  for (const beta of ['0.5', '1', '4']) assert.ok(numbers.includes(`Held-out digits, β = ${beta}`), `the codes at β = ${beta} are in it`);
  await button(page, 'Close').click();
  await page.locator('#vae-rate').scrollIntoViewIfNeeded();
  const plotted = page.locator('#vae-bars option');
  await until(async () => (await plotted.allTextContents()).some((text) => /run 3 of your series at β = 4/.test(text)), 'they are in the plot', 60_000);
  const alone = await openLab(t, { query: `${quick}&epochs=2&beta=4` });
  await button(alone, 'Train').click();
  await until(async () => (await reading(alone, 'Epoch')) >= 2, 'the lab has done the same', 60_000);
  await until(async () => Math.abs((await reading(alone, 'Held-out ELBO')) - number(all[2], 'held-out ELBO')) < 0.006, 'and came to the same');
  const [many, one] = [await page.evaluate(stored), () => alone.evaluate(stored)];
  await until(async () => many.states.includes((await one()).states[0]), 'network, optimizer and moments are the same bits', 60_000);
  assert.ok(many.records.includes((await one()).records[0]), 'and so are curves, numbers and pictures');
});

test('a run is paused, goes on and is stopped while the others train', async (t) => {
  const page = await openSeries(t, { query: `${quick}&epochs=1000` });
  await train(page, '1, 2, 3');
  await says(page, /^3 runs: 2 training, 1 waiting for a place\. 2 at a time\./);
  await until(async () => (await epochs(page)).slice(0, 2).every((epoch) => epoch >= 1), 'two train', 60_000);
  await button(page, 'Pause: β = 1').click();
  await says(page, /^3 runs: 2 training, 1 paused\./);
  await until(async () => (await epochs(page))[2] >= 1, 'the third got its place', 60_000);
  const [held] = await epochs(page);
  await button(page, 'Go on: β = 1').click();
  await says(page, /^3 runs: 2 training, 1 waiting for a place\./);
  await button(page, 'Stop: β = 2').click();
  await says(page, /^3 runs: 2 training, 1 stopped\./);
  await until(async () => (await epochs(page))[0] > held, 'the first goes on', 60_000);
  await button(page, 'Pause all').click();
  await says(page, /^3 runs: 2 paused, 1 stopped\./);
  await button(page, 'Go on with all').click();
  await says(page, /^3 runs: 2 training, 1 stopped\./);
  await button(page, 'Stop all').click();
  await says(page, /^3 runs: 3 stopped\./);
  await until(async () => (await page.locator('#shelf-rows tr').count()) === 3, 'what they came to is on the shelf', 60_000);
});

test('a run whose worker ends says so and trains afresh when told to; the other ones do not notice', async (t) => {
  const page = await openSeries(t, { query: `${quick}&epochs=1000` });
  const before = await workers(page);
  await train(page, '1, 2');
  await until(async () => (await epochs(page)).every((epoch) => epoch >= 1), 'both train', 60_000);
  const [first] = (await workers(page)).filter((worker) => !before.includes(worker));
  await trap(page, [first]);
  await says(page, /^2 runs: 1 training, 1 paused\./);
  const all = await runs(page);
  assert.equal(all.filter((text) => /A new worker was started\. Go on trains this run afresh\./.test(text)).length, 1);
  const lost = all.findIndex((text) => /A new worker/.test(text));
  const [other] = (await epochs(page)).filter((_, place) => place !== lost);
  await button(page, `Go on: β = ${lost + 1}`).click();
  await says(page, /^2 runs: 2 training\./);
  await until(async () => (await epochs(page))[lost] >= 1 && (await epochs(page))[1 - lost] > other, 'both go on', 60_000);
  await button(page, 'Stop all').click();
});

test('values that make no series are refused in words', async (t) => {
  const page = await openSeries(t);
  for (const [values, pattern] of [['4', /at least two different values/], ['1 2 3 4 5 6 7 8 9', /at most 8 runs; these are 9/], ['1, much', /“much” cannot be used/]]) {
    await train(page, values);
    await until(async () => pattern.test(await page.locator('#series-refused').textContent()), `${values} is refused`);
    assert.ok(await page.locator('#series-refused').isVisible());
  }
  assert.equal(await words(page), '');
  await page.locator('#series-axis').selectOption('latent');
  assert.equal(await page.locator('#series-values').inputValue(), '1, 2, 4, 8');
  assert.ok(await page.locator('#series-refused').isHidden());
});

test('a series waits while the lab in view trains', async (t) => {
  const page = await openSeries(t, { query: `${quick}&epochs=1000`, count: 1 });
  await train(page, '1, 2');
  await says(page, /^2 runs: 1 training, 1 waiting for a place\. 1 at a time\./);
  await until(async () => (await epochs(page))[0] >= 1, 'it trains', 60_000);
  await page.locator('#train').scrollIntoViewIfNeeded();
  await labReady(page);
  await button(page, 'Train').click();
  await until(async () => /Waits while the training lab in view trains/.test((await runs(page))[0]), 'it waits');
  const [held] = await epochs(page);
  await until(async () => (await reading(page, 'Epoch')) >= 1, 'the lab trains', 60_000);
  assert.ok((await epochs(page))[0] <= held + 1);
  await button(page, 'Pause').click();
  await until(async () => (await epochs(page))[0] > held + 1, 'it goes on', 60_000);
});
