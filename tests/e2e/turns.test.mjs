// One figure trains at a time: the one in view. The other waits, says so, and goes on by itself.
import assert from 'node:assert/strict';
import { button, harness, open, openLab, quick, reading, settled, test, until } from './helpers.mjs';

harness();

const endless = `${quick}&epochs=5000`;
const labSays = (page) => page.locator('#run-phase').textContent();
const mapSays = (page) => page.locator('#som-phase').textContent();
const epoch = (page) => reading(page, 'Epoch');
const trained = (page) => until(async () => /^Trained/.test(await mapSays(page)), 'the map is trained', 90_000);

async function trainLab(page) {
  await button(page, 'Train').click();
  await until(async () => (await epoch(page)) > 0.2, 'the lab trains', 30_000);
}

/** The map's chapter, and its first training, which nobody asked for. */
async function goToMap(page) {
  await page.locator('#som').scrollIntoViewIfNeeded();
  await page.locator('#som').evaluate((map) => map.scrollIntoView());
}

/** Presses a button that is out of view, without going there. */
const pressFromAfar = (page, id) => page.locator(`#${id}`).evaluate((pressed) => pressed.click());

test('the lab waits for the map in view, says so, and goes on by itself', async (t) => {
  const page = await openLab(t, { query: endless });
  await trainLab(page);
  await goToMap(page);
  await trained(page);
  await until(async () => /^Training/.test(await labSays(page)), 'the lab goes on after the map’s first training');

  await page.locator('#som-size').selectOption('50x100');
  // Long enough for all that follows.
  await page.locator('#som-epochs').fill('100');
  await button(page, 'Train map').click();
  const sentence = 'Waits while the map of colours in view trains; goes on by itself.';
  await until(async () => (await labSays(page)) === sentence, 'the lab says why it waits', 30_000);
  await settled(page);
  const [held, map] = [await epoch(page), await page.locator('#som-progress').evaluate((bar) => bar.value)];
  await page.waitForTimeout(700);
  assert.equal(await epoch(page), held, 'the lab does nothing meanwhile');
  assert.ok((await page.locator('#som-progress').evaluate((bar) => bar.value)) > map, 'the map trains');
  assert.ok((await button(page, 'Train').isEnabled()) && (await button(page, 'Pause').isEnabled()), 'the lab can be put first, or paused');

  // Back at the lab it is the map that waits.
  await page.locator('#mnist').evaluate((lab) => lab.scrollIntoView());
  await until(async () => (await mapSays(page)) === 'Waits while the training lab in view trains; goes on by itself.', 'the map says why it waits');
  await until(async () => (await epoch(page)) > held, 'the lab goes on in view');

  // The wait ends with the map's training, whoever looks.
  await goToMap(page);
  await until(async () => (await labSays(page)) === sentence, 'the lab waits again');
  const before = await epoch(page);
  await button(page, 'Stop map').click();
  await until(async () => /^Training/.test(await labSays(page)) && (await epoch(page)) > before, 'the lab goes on out of view');
});

test('what the page trains by itself does not push out the lab in view', async (t) => {
  const page = await openLab(t, { query: endless });
  await trainLab(page);
  // The map comes near, but not into view.
  await page.evaluate(() => {
    document.getElementById('mnist').before(document.getElementById('som'));
    document.getElementById('mnist').scrollIntoView();
  });
  await until(async () => /^Waits while the training lab in view/.test(await mapSays(page)), 'the map waits', 60_000);
  const before = await epoch(page);
  await until(async () => (await epoch(page)) > before, 'the lab goes on');
  await button(page, 'Pause').click();
  await trained(page);
});

test('a pause stays one', async (t) => {
  const page = await openLab(t, { query: endless });
  await trainLab(page);
  await goToMap(page);
  await until(async () => /^Waits/.test(await labSays(page)) || /^Trained/.test(await mapSays(page)), 'the map takes its turn', 60_000);
  await pressFromAfar(page, 'pause');
  await until(async () => /^Paused/.test(await labSays(page)), 'the lab is paused');
  await trained(page);
  await page.locator('#mnist').evaluate((lab) => lab.scrollIntoView());
  await settled(page);
  const held = await epoch(page);
  await page.waitForTimeout(1000);
  assert.equal(await epoch(page), held);
  assert.match(await labSays(page), /^Paused/);
});

test('the chapter in view is answered at once while another’s long estimate is under way', async (t) => {
  const page = await open(t, { hash: 'vae-forms' });
  const estimate = () => page.locator('#vae-bound-text').textContent();
  await until(async () => /sample set 1\.$/.test(await estimate()), 'the first estimate is whole', 120_000);
  await page.locator('#sheet-galaxy').evaluate((figure) => figure.scrollIntoView({ block: 'center' }));
  await until(async () => /together/.test(await page.locator('#sheet-shares').textContent()), 'the sheet is rendered', 120_000);
  const times = [];
  for (let i = 0; i < 9; i += 1) {
    await pressFromAfar(page, 'vae-again');
    await until(async () => /sampling/.test(await estimate()), 'another estimate is under way');
    const elapsed = await page.evaluate(async (value) => {
      const shown = () => document.querySelector('#sheet-galaxy canvas').toDataURL();
      const before = shown();
      const slider = document.getElementById('sheet-second-value');
      const began = performance.now();
      slider.value = String(value);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      while (shown() === before) await new Promise((resolve) => setTimeout(resolve, 2));
      return performance.now() - began;
    }, 20 + 17 * i);
    if (/sampling/.test(await estimate())) times.push(elapsed);
  }
  assert.ok(times.length >= 5, `${times.length} answers came while an estimate was under way`);
  times.sort((a, b) => a - b);
  assert.ok(times[times.length >> 1] < 100, `median of ${times.map((time) => time.toFixed(0))} ms`);
});
