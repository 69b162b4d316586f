// Runs are kept in the browser, told apart, taken up again bit for bit, and compared.
import assert from 'node:assert/strict';
import { alternative, button, enter, harness, labReady, openLab, quick, reading, stored, test, trainTo, until } from './helpers.mjs';

harness();

const small = `${quick}&epochs=2`;

const cells = (page) => page.locator('#shelf-rows tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
const headings = (page) => page.locator('#shelf-head > *').evaluateAll((all) => all.map((cell) => cell.textContent.trim()));
const rows = (page, count) => until(async () => (await cells(page)).length === count, `${count} runs are in the table`, 60_000);

async function train(page) {
  await button(page, 'Train').click();
  // Both at one moment; a short run may have ended before anyone looks.
  const over = () => page.evaluate(() => Number(document.getElementById('out-epoch').textContent) > 0 && document.getElementById('pause').disabled);
  await until(over, 'it has come to its end', 60_000);
}

/** Trains a run with this β from the beginning. */
async function another(page, beta) {
  await enter(page, 'β, exact value', beta);
  await button(page, 'Reset').click();
  await until(async () => (await reading(page, 'Epoch')) === 0, 'it begins afresh', 60_000);
  await labReady(page);
  await train(page);
}

test('runs are kept: what differs has a column, a name and a file are theirs, and they can be forgotten', async (t) => {
  const page = await openLab(t, { query: small });
  assert.match(await page.locator('#shelf-room').textContent().catch(() => ''), /^$|No run is kept/);
  await train(page);
  await rows(page, 1);
  assert.deepEqual(await headings(page), ['Run', 'Epochs done', 'Training ELBO', 'Held-out ELBO', 'Reconstruction', 'KL', 'Kept', '']);
  const [first] = await cells(page);
  assert.equal(first[1], '2');
  assert.ok(Math.abs(Number(first[3]) - (await reading(page, 'Held-out ELBO'))) < 0.06);
  assert.match(await page.locator('#shelf-room').textContent(), /^One run takes \d[\d.]* [kM]B\./);
  await another(page, 4);
  await rows(page, 2);
  assert.equal((await headings(page))[1], 'β');
  const betas = async () => (await cells(page)).map((row) => row[1]);
  assert.deepEqual(await betas(), ['4', '1'], 'the latest is first');
  await page.locator('#shelf-head').getByRole('button', { name: 'β' }).click();
  await until(async () => (await betas()).join() === '1,4', 'it is sorted by β');
  await page.locator('#shelf-head').getByRole('button', { name: 'β' }).click();
  await until(async () => (await betas()).join() === '4,1', 'and the other way');
  const name = page.locator('#shelf-rows input[type=text]').first();
  await name.fill('a “tidy” one');
  await name.press('Enter');
  await until(async () => (await page.locator('#shelf-rows button').first().getAttribute('aria-label')) === 'Go on: a “tidy” one', 'it has its name');
  await page.reload();
  await rows(page, 2);
  assert.equal(await page.locator('#shelf-rows input[type=text]').first().inputValue(), 'a “tidy” one');
  assert.ok(await page.locator('#lab-offer').isHidden(), 'nothing was under way');
  const saved = page.waitForEvent('download');
  await button(page, 'Save the table (CSV)').click();
  assert.equal((await saved).suggestedFilename(), 'latent-lab-runs.csv');
  await button(page, 'Forget: a “tidy” one').click();
  await rows(page, 1);
  await button(page, 'Forget all …').click();
  await button(page, 'Keep them').click();
  await rows(page, 1);
  await button(page, 'Forget all …').click();
  await button(page, 'Forget all runs').click();
  await until(async () => /No run is kept/.test(await page.locator('#shelf-room').textContent()), 'all are forgotten');
  assert.deepEqual(await page.evaluate(stored), { rows: [], records: [], states: [] });
});

test('two epochs, a reload and two more are bit for bit four epochs', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=4` });
  // It is kept at the end of its first epoch already.
  const epochs = (done) => until(async () => (await cells(page))[0]?.[1] === done, `it is kept at epoch ${done}`, 60_000);
  await train(page);
  await rows(page, 1);
  await epochs('4');
  const four = await page.evaluate(stored);
  const elbo = await reading(page, 'Held-out ELBO');
  await page.locator('#shelf-rows button', { hasText: 'Forget' }).click();
  await until(async () => (await page.evaluate(stored)).states.length === 0, 'it is forgotten');
  await enter(page, 'Epochs', 2);
  await button(page, 'Reset').click();
  await labReady(page);
  await train(page);
  await rows(page, 1);
  await epochs('2');
  const two = await page.evaluate(stored);
  assert.notDeepEqual(two.states, four.states);
  await page.reload();
  await rows(page, 1);
  await page.locator('#shelf-rows button', { hasText: 'Go on' }).click();
  await until(async () => (await reading(page, 'Epoch')) === 4, 'it went on to the fourth epoch', 60_000);
  await rows(page, 2);
  await until(async () => (await page.evaluate(stored)).states.includes(four.states[0]), 'network and optimizer are those of four epochs');
  assert.ok((await page.evaluate(stored)).records.includes(four.records[0]), 'settings, curves, numbers and pictures too');
  assert.ok((await page.evaluate(stored)).states.includes(two.states[0]), 'the run of two epochs is there as it was');
  assert.equal(await reading(page, 'Held-out ELBO'), elbo);
  // A figure far from the screen is drawn when it comes near.
  await page.locator('#lab-curves').scrollIntoViewIfNeeded();
  await until(async () => /after 4\.0 epochs/.test(await alternative(page, 'lab-curves')), 'the curves are those of four epochs');
});

test('a run that a reload ends in mid-training is offered, and goes on or is left', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=500` });
  await button(page, 'Train').click();
  await rows(page, 1);
  await page.reload();
  const offer = page.locator('#lab-offer');
  await offer.waitFor({ timeout: 60_000 });
  const [, epoch] = /kept at epoch (\d+) of 500/.exec(await offer.textContent());
  await button(page, 'Leave it').click();
  await offer.waitFor({ state: 'hidden' });
  await page.reload();
  await offer.waitFor({ timeout: 60_000 });
  await button(page, 'Go on with it').click();
  await until(async () => (await reading(page, 'Epoch')) > Number(epoch), 'it goes on from there', 60_000);
  assert.ok(await offer.isHidden());
  assert.match(await page.locator('#run-phase').textContent(), /^Training/);
  await button(page, 'Pause').click();
  await rows(page, 2);
});

test('four runs side by side: values, the same digit in all maps, Procrustes, and every difference', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=1` });
  await train(page);
  for (const beta of [0, 4, 20]) await another(page, beta);
  await rows(page, 4);
  const boxes = page.locator('#shelf-rows input[type=checkbox]');
  assert.ok(await page.locator('#shelf-compare').isHidden());
  for (const place of [3, 2, 1, 0]) await boxes.nth(place).check();
  await page.locator('#shelf-compare').waitFor();
  await until(async () => (await page.locator('#shelf-name-4').textContent()) === 'β 20, hidden 64, images 1000, batch 100', 'all four are shown');
  await page.locator('#shelf-curves').hover();
  const text = page.locator('#shelf-curves-text');
  await until(async () => (await text.textContent()).split(' nats at epoch 1.0').length === 5, 'four values are read');
  const shown = (await cells(page)).map((row) => row);
  const kl = shown.map((row) => row.at(-3));
  await page.locator('#shelf-curve').selectOption('KL');
  await page.locator('#shelf-curves').hover({ position: { x: 200, y: 150 } });
  await until(async () => kl.every((value) => value.length > 0) && (await text.textContent()).includes(`${kl[0]} nats`), 'the value is that of the table');
  const maps = page.locator('#shelf-maps-text');
  for (const place of [1, 2, 3, 4]) {
    const map = page.locator(`#shelf-map-${place}`);
    await map.scrollIntoViewIfNeeded();
    const { width, height } = await map.boundingBox();
    // Where the cloud lies is the network's own: it is looked for.
    const [across, down] = [0.48, 0.36].map((from) => Array.from({ length: 11 }, (_, i) => from + 0.025 * i));
    const marked = async () => /^Held-out image [\d,]+, an? \d: /.test(await maps.textContent());
    await until(
      async () => {
        for (const [x, y] of down.flatMap((y) => across.map((x) => [x, y]))) {
          await map.hover({ position: { x: x * width, y: y * height } });
          await page.waitForTimeout(50);
          if (await marked()) return true;
        }
        return false;
      },
      `a digit is marked in map ${place}`,
      60_000,
    );
    const image = /image (\d+)/.exec(await maps.textContent())[1];
    for (const other of [1, 2, 3, 4]) await until(async () => (await alternative(page, `shelf-map-${other}`)).includes(`marked: image ${image},`), `it is marked in map ${other}`);
    assert.equal((await maps.textContent()).split('; ').length, 4);
    await page.mouse.move(0, 0);
  }
  await page.getByLabel('turn, scale and move each map onto the first (Procrustes)').check();
  await until(async () => /^Laid on the first: aligned correlation [01]\.\d{3}\.$/.test(await page.locator('#shelf-laid-2').textContent()), 'the second is laid on the first');
  assert.equal(await page.locator('#shelf-laid-1').textContent(), '');
  const numbers = await page.locator('#shelf-numbers-rows tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  const row = (name) => numbers.find(([first]) => first.startsWith(name));
  assert.deepEqual(row('β'), ['β', '1', '0', '4', '20']);
  const [, first, second] = row('Held-out KL');
  const [, value, difference] = /^([\d.]+) \(([+−][\d.]+)\)$/.exec(second);
  assert.ok(Math.abs(Number(value) - Number(first) - Number(difference.replace('−', '-'))) < 0.011, `${first}, ${second}`);
  await boxes.nth(0).uncheck();
  await until(() => page.locator('#shelf-run-4').isHidden(), 'three are left');
  for (const part of ['#shelf-figure', '#shelf-compare']) {
    await page.locator(`${part} .take`).first().click();
    await button(page, 'Save numbers').click();
    await until(async () => /^Handed to your/.test(await page.locator('#take-words').textContent()), `${part} is saved`);
    await button(page, 'Close').click();
  }
});

test('where the browser keeps nothing, runs are in the memory of the tab and the page says so', async (t) => {
  const refused = () => Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no storage here', 'SecurityError'); } });
  const page = await openLab(t, { query: small, prepare: (context) => context.addInitScript(refused) });
  await train(page);
  await rows(page, 1);
  assert.match(await page.locator('#shelf-trouble').textContent(), /keeps nothing for the page.*no storage here.*end with it\.$/s);
  assert.match((await cells(page))[0].at(-2), /in memory$/);
  await page.locator('#shelf-rows button', { hasText: 'Go on' }).click();
  await until(async () => (await reading(page, 'Epoch')) === 4, 'it goes on all the same', 60_000);
  await rows(page, 2);
  await page.reload();
  // The browser scrolls back to where the page was.
  await page.locator('#mnist').scrollIntoViewIfNeeded();
  await labReady(page);
  await until(async () => /No run is kept/.test(await page.locator('#shelf-room').textContent()), 'they ended with the page', 60_000);
});

test('where the storage is full, a run stays in memory and the page says what to do', async (t) => {
  const full = () => {
    IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };
  };
  const page = await openLab(t, { query: small, prepare: (context) => context.addInitScript(full) });
  await train(page);
  await rows(page, 1);
  assert.match(await page.locator('#shelf-trouble').textContent(), /did not store a run \(.*no room.*\).*Forget runs/s);
});

test('another tab sees the runs of this one, and what it forgets is gone here', async (t) => {
  const page = await openLab(t, { query: small });
  await train(page);
  await rows(page, 1);
  const other = await page.context().newPage();
  await other.goto(`${page.url().split('#')[0]}#shelf`);
  await rows(other, 1);
  await other.locator('#shelf-rows button', { hasText: 'Forget' }).click();
  await rows(other, 0);
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await rows(page, 0);
});
