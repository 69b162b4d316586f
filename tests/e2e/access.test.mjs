// Everyone can use it: what axe finds, and the keyboard alone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { address, button, harness, heroReady, labReady, open, openLab, reading, test, until } from './helpers.mjs';

harness();

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing serious (${colorScheme})`, async (t) => {
    const page = await open(t, { colorScheme });
    await heroReady(page);
    // Chapters come to life when they come near.
    for (const chapter of await page.locator('.chapter').all()) {
      await chapter.scrollIntoViewIfNeeded();
      await page.waitForTimeout(500);
    }
    await page.locator('#mnist').scrollIntoViewIfNeeded();
    await labReady(page);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    assert.deepEqual(serious, []);
  });
}

/** Presses Tab until the element has the focus. */
async function tabTo(page, locator) {
  for (let presses = 0; presses < 150; presses++) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail('Tab does not reach it.');
}

test('the keyboard alone trains and pauses', async (t) => {
  const page = await openLab(t);
  await tabTo(page, button(page, 'Train'));
  await page.keyboard.press('Enter');
  await until(async () => (await reading(page, 'Epoch')) > 0, 'it trains');
  await tabTo(page, button(page, 'Pause'));
  await page.keyboard.press('Space');
  await until(() => button(page, 'Train').isEnabled(), 'it is paused');
});

test('the keyboard alone moves β and the traversal', async (t) => {
  const page = await openLab(t);
  await tabTo(page, page.getByLabel('β (KL weight)', { exact: true }));
  await page.keyboard.press('ArrowRight');
  await until(async () => /beta=/.test(await address(page)), 'β changed');
  const slider = page.locator('#latent-traversal input[type=range]').first();
  await slider.waitFor({ timeout: 60_000 });
  await tabTo(page, slider);
  const before = await slider.inputValue();
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await slider.inputValue(), before);
});
