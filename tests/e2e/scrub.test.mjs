// A run is looked back at: its figures and numbers as they were at any moment that is kept, and then as it is again.
import assert from 'node:assert/strict';
import { alternative, button, enter, harness, labReady, openLab, picture, quick, reading, readings, settled, slide, test, until } from './helpers.mjs';

harness();

const words = (page) => page.locator('#lab-moment-text').textContent();
const place = (page) => page.locator('#lab-moment').evaluate(({ value, max }) => [Number(value), Number(max)]);

async function train(page) {
  await button(page, 'Train').click();
  // Both at one moment; a short run may have ended before anyone looks.
  await until(() => page.evaluate(() => Number(document.getElementById('out-epoch').textContent) > 0 && document.getElementById('pause').disabled), 'it has come to its end', 60_000);
}

/** Batches 0 to 8 and 10, 20 and 30, and the run as it is. */
const moments = (page, count) => until(async () => (await place(page))[1] === count, `${count} moments are kept`, 60_000);

test('the slider takes scatter, manifold, traversal and numbers back, and Now returns', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=3` });
  const untrained = await readings(page);
  await train(page);
  await moments(page, 10);
  assert.deepEqual(await place(page), [10, 10], 'at its right end it is the run as it is');
  assert.equal(await words(page), '10 moments of this run are kept to look back at.');
  assert.ok(await button(page, 'Now').isDisabled());
  await settled(page);
  const now = await readings(page);
  const figures = ['lab-scatter', 'lab-manifold', 'lab-digit'];
  for (const id of figures) await page.locator(`#${id}`).scrollIntoViewIfNeeded();
  await until(async () => (await Promise.all(figures.map((id) => picture(page, id)))).every((drawn) => drawn !== ''), 'all are drawn');
  const pictures = await Promise.all(figures.map((id) => picture(page, id)));
  await slide(page, 'Look back', 0);
  await until(async () => (await reading(page, 'Epoch')) === 0, 'the numbers are those of the beginning');
  const then = await readings(page);
  for (const name of ['Training ELBO', 'Held-out ELBO', 'Reconstruction', 'KL']) assert.equal(then[name], untrained[name], name);
  for (const [i, id] of figures.entries()) await until(async () => (await picture(page, id)) !== pictures[i], `${id} is as it was`);
  assert.match(await words(page), /^Scatter, manifold, traversal and numbers show the run as it was at epoch 0, after 0 batches\.$/);
  assert.equal(await page.locator('#lab-moment').getAttribute('aria-valuetext'), 'epoch 0, after 0 batches');
  await page.locator('#lab-moment').focus();
  await page.keyboard.press('ArrowRight');
  await until(async () => /epoch 0\.10, after 1 batch\./.test(await words(page)), 'a key goes one moment on');
  await page.locator('#lab-curves').scrollIntoViewIfNeeded();
  await until(async () => /A line marks epoch 0\.10/.test(await alternative(page, 'lab-curves')), 'the curves mark it');
  await button(page, 'Now').click();
  await until(async () => (await reading(page, 'Held-out ELBO')) === now['Held-out ELBO'], 'the numbers are those of now');
  for (const [i, id] of figures.entries()) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await until(async () => (await picture(page, id)) === pictures[i], `${id} is as it is now`);
  }
  assert.doesNotMatch(await alternative(page, 'lab-curves'), /A line marks/);
});

test('play goes through the moments to the end, and stops when told; training goes on meanwhile and Train returns to it', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=2` });
  await train(page);
  await moments(page, 9);
  await slide(page, 'Look back', 6);
  await button(page, 'Play back').click();
  await button(page, 'Stop playing').click();
  await until(async () => /as it was at/.test(await words(page)), 'it stays in the past');
  await button(page, 'Play back').click();
  await until(async () => /are kept/.test(await words(page)) && (await place(page))[0] === 9, 'it comes to the end by itself');
  await button(page, 'Play back').waitFor();
  await slide(page, 'Look back', 2);
  await until(async () => (await reading(page, 'Epoch')) === 0.2, 'it shows the past');
  await enter(page, 'Epochs', 300);
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) > 2, 'Train shows the run as it is, from its end on', 60_000);
  await slide(page, 'Look back', 2);
  await until(async () => (await reading(page, 'Epoch')) === 0.2, 'it shows the past while it trains');
  const [, before] = await place(page);
  await until(async () => (await place(page))[1] > before + 1, 'it trains on', 60_000);
  assert.equal(await reading(page, 'Epoch'), 0.2);
  assert.match(await words(page), /epoch 0\.20, after 2 batches/);
  await button(page, 'Pause').click();
  await until(async () => /Paused/.test(await page.locator('#run-phase').textContent()), 'it pauses');
  assert.equal(await reading(page, 'Epoch'), 0.2);
  await button(page, 'Now').click();
  await until(async () => (await reading(page, 'Epoch')) > 2, 'it shows the run as it is');
});

test('a run of the shelf brings its moments', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=1` });
  await train(page);
  await moments(page, 8);
  await slide(page, 'Look back', 4);
  await until(async () => (await reading(page, 'Epoch')) === 0.4, 'the past of the first run');
  const then = await readings(page);
  await page.reload();
  await labReady(page);
  await page.locator('#shelf-rows button', { hasText: 'Go on' }).click({ timeout: 60_000 });
  await until(async () => (await place(page))[1] > 8, 'its moments are there, and more', 60_000);
  await slide(page, 'Look back', 4);
  await until(async () => (await reading(page, 'Epoch')) === 0.4, 'the past of the run that was taken up again');
  for (const name of ['Training ELBO', 'Held-out ELBO', 'Reconstruction', 'KL']) assert.equal((await readings(page))[name], then[name], name);
});
