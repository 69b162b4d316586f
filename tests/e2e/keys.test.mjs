// Keys point into every figure that a mouse hovers over: where a cursor is, what lies there is looked at.
import assert from 'node:assert/strict';
import { harness, open, openLab, picture, test, until } from './helpers.mjs';

harness();

/** Points into a figure that is drawn: the cursor appears, goes with the arrows, and leaves. */
async function pointInto(page, id) {
  const plot = page.locator(`#${id}`);
  await plot.scrollIntoViewIfNeeded();
  await until(async () => (await picture(page, id)) !== '', `${id} is drawn`, 120_000);
  const cursor = plot.locator('.plot-cursor');
  const left = () => cursor.evaluate((element) => parseFloat(element.style.left));
  await plot.focus();
  await page.keyboard.press('Home');
  assert.ok(await cursor.isVisible(), `${id} has a cursor`);
  const middle = await left();
  await page.keyboard.press('Shift+ArrowRight');
  assert.ok((await left()) > middle, `${id}: the cursor goes to the right`);
  await page.keyboard.press('Escape');
  assert.ok(await cursor.isHidden(), `${id}: the cursor has left`);
}

test('keys point into the curves of the lab', async (t) => {
  await pointInto(await openLab(t), 'lab-curves');
});

test('keys point into the notebook’s figures', async (t) => {
  const page = await open(t, { hash: 'galaxies' });
  for (const id of ['galaxies-scatter', 'galaxies-lab-curves', 'galaxies-view-pair', 'galaxies-view-pca', 'galaxies-view-tsne', 'galaxies-map-0']) {
    await pointInto(page, id);
  }
});
