// Runs of the notebook: kept, taken up again on their images, offered after a reload, and looked back at.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { address, alternative, button, enter, harness, open, outputs, picture, slide, stored, test, until } from './helpers.mjs';

harness();

const small = 'galaxies-set=simulated&galaxies-count=200&galaxies-size=16&galaxies-hidden=32';
const text = (page, id) => page.locator(`#${id}`).textContent();
const cells = (page) => page.locator('#shelf-rows tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
const rows = (page, count) => until(async () => (await cells(page)).length === count, `${count} runs are in the table`, 60_000);
const epoch = async (page) => (await outputs(page, ['Epoch on galaxies']))[0];
const goOn = (page) => page.locator('#shelf-rows button', { hasText: 'Go on' }).first().click();

async function openNotebook(t, query) {
  const page = await open(t, { hash: 'galaxies-train', query });
  await ready(page);
  return page;
}

async function ready(page) {
  await page.locator('#galaxies-run').scrollIntoViewIfNeeded();
  await until(() => button(page, 'Train on galaxies').isEnabled(), 'the galaxies are here', 60_000);
}

const ends = (page, epochs) => until(async () => (await text(page, 'galaxies-run-phase')).startsWith(`All ${epochs} epochs are done`), `${epochs} epochs are done`, 60_000);

async function train(page, epochs) {
  await button(page, 'Train on galaxies').click();
  await ends(page, epochs);
}

test('a run of the notebook goes on bit for bit, after a reload and from other images', async (t) => {
  const page = await openNotebook(t, `${small}&galaxies-epochs=4`);
  await train(page, 4);
  await rows(page, 1);
  const kept = async (epochs) => until(async () => (await cells(page))[0]?.[1] === epochs, `it is kept at epoch ${epochs}`, 60_000);
  await kept('4');
  const four = await page.evaluate(stored);
  await page.locator('#shelf-rows button', { hasText: 'Forget' }).click();
  await rows(page, 0);
  await enter(page, 'Epochs on galaxies', 2);
  await button(page, 'Reset the galaxies').click();
  await until(async () => (await epoch(page)) === 0, 'it begins afresh', 60_000);
  await train(page, 2);
  await rows(page, 1);
  await kept('2');
  assert.equal((await page.locator('#shelf-rows input[type=text]').first().getAttribute('placeholder')), 'set simulated, count 200, size 16, hidden 32');
  await page.reload();
  await rows(page, 1);
  // The page is on other images meanwhile.
  await ready(page);
  await page.locator('#galaxies-set').selectOption('hubble');
  await until(async () => /Hubble deep field/.test(await text(page, 'galaxies-summary')), 'other images are here', 60_000);
  await goOn(page);
  await ends(page, 4);
  assert.match(await text(page, 'galaxies-summary'), /200 simulated galaxies/);
  assert.match(await address(page), /galaxies-set=simulated&galaxies-count=200&galaxies-size=16/);
  await rows(page, 2);
  await until(async () => (await page.evaluate(stored)).states.includes(four.states[0]), 'network and optimizer are those of four epochs');
  assert.ok((await page.evaluate(stored)).records.includes(four.records[0]), 'settings, curves, numbers and pictures too');
  const boxes = page.locator('#shelf-rows input[type=checkbox]');
  for (const place of [0, 1]) await boxes.nth(place).check();
  await page.locator('#shelf-map-1').scrollIntoViewIfNeeded();
  await until(async () => /^200 images/.test((await alternative(page, 'shelf-map-2')).replace(/^.*?(\d+ images)/, '$1')), 'their maps stand side by side');
});

test('a run on galaxies that a reload ends in mid-training is offered, and goes on or is left', async (t) => {
  const page = await openNotebook(t, `${small}&galaxies-epochs=2000`);
  const offer = page.locator('#galaxies-offer');
  await button(page, 'Train on galaxies').click();
  await rows(page, 1);
  await page.reload();
  await ready(page);
  await offer.waitFor({ timeout: 60_000 });
  const [, last] = /kept at epoch (\d+) of 2000/.exec(await offer.textContent());
  await button(page, 'Leave it (the run on galaxies)').click();
  await offer.waitFor({ state: 'hidden' });
  await page.reload();
  await ready(page);
  await offer.waitFor({ timeout: 60_000 });
  await button(page, 'Go on with it (the run on galaxies)').click();
  await until(async () => (await epoch(page)) > Number(last), 'it goes on from there', 60_000);
  assert.ok(await offer.isHidden());
  await button(page, 'Pause the galaxies').click();
});

test('a run on images of one’s own asks for them before it goes on', async (t) => {
  const page = await openNotebook(t, 'galaxies-size=16&galaxies-hidden=16&galaxies-epochs=2');
  const images = async () => {
    const buffer = readFileSync(fileURLToPath(new URL('../fixtures/set-compressed.npz', import.meta.url)));
    await page.locator('#upload-zone').scrollIntoViewIfNeeded();
    await until(() => page.locator('#upload-preview canvas').count(), 'the upload is ready', 60_000);
    await page.locator('#upload-files').setInputFiles([{ name: 'set.npz', mimeType: '', buffer }]);
    await button(page, 'Use these images').click();
    await until(async () => /6 images of your own/.test(await text(page, 'galaxies-summary')), 'the images are chosen', 60_000);
  };
  await images();
  await train(page, 2);
  await rows(page, 1);
  await page.reload();
  await ready(page);
  await rows(page, 1);
  await goOn(page);
  await until(async () => /images of your own, which the page does not keep/.test(await text(page, 'galaxies-notice')), 'the page asks for them');
  await images();
  await goOn(page);
  await ends(page, 4);
});

test('the notebook is looked back at: map, numbers and table as they were, and then as they are', async (t) => {
  const page = await openNotebook(t, `${small}&galaxies-epochs=20`);
  const numbers = () => outputs(page, ['Epoch on galaxies', 'Held-out ELBO on galaxies', 'KL on galaxies']);
  const words = () => text(page, 'galaxies-moment-text');
  await button(page, 'Reset the galaxies').click();
  await until(async () => (await epoch(page)) === 0, 'a fresh network is evaluated', 60_000);
  const untrained = await numbers();
  const map = () => picture(page, 'galaxies-scatter');
  await page.locator('#galaxies-scatter').scrollIntoViewIfNeeded();
  await train(page, 20);
  const now = await numbers();
  await until(async () => /^\d+ moments of this run are kept to look back at\.$/.test(await words()), 'moments are kept', 60_000);
  const shown = await map();
  await slide(page, 'Look back at the run on galaxies', 0);
  await until(async () => /^Maps, decoded and measured images, table and numbers show the run as it was at epoch 0, after 0 batches\.$/.test(await words()), 'it says what is shown');
  await until(async () => JSON.stringify(await numbers()) === JSON.stringify(untrained), 'the numbers are those of the beginning');
  await until(async () => (await map()) !== shown, 'the map is as it was');
  await button(page, 'Now, the run on galaxies').click();
  await until(async () => JSON.stringify(await numbers()) === JSON.stringify(now), 'the numbers are those of now');
  await until(async () => (await map()) === shown, 'the map is as it is');
  await button(page, 'Play back the run on galaxies').click();
  await until(async () => /show the run as it was at/.test(await words()), 'it plays');
  await button(page, 'Stop playing the run on galaxies').click();
  await slide(page, 'Look back at the run on galaxies', 3);
  await enter(page, 'Epochs on galaxies', 30);
  await train(page, 30);
  assert.match(await words(), /are kept to look back at/, 'Train shows the run as it is');
});
