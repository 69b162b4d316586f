// The page stays smooth, sharp and inside its window.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, harness, heroReady, open, openLab, picture, reading, until } from './helpers.mjs';

harness();

test('no task on the main thread takes over 50 ms in ten seconds of training', async (t) => {
  const page = await openLab(t, { query: 'epochs=1000' });
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) > 0.1, 'it trains', 30_000);
  const long = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const tasks = [];
        const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)));
        observer.observe({ type: 'longtask' });
        setTimeout(() => resolve(tasks), 10_000);
      }),
  );
  assert.deepEqual(long, []);
});

test('figures are sharp at two device pixels a CSS pixel', async (t) => {
  const page = await open(t, { deviceScaleFactor: 2 });
  await heroReady(page);
  const [backing, shown] = await page.locator('#hero-manifold canvas').first().evaluate((c) => [c.width, c.getBoundingClientRect().width]);
  assert.ok(Math.abs(backing - 2 * shown) <= 2, `${backing} device pixels for ${shown} CSS pixels`);
});

test('the figures follow the theme', async (t) => {
  const page = await openLab(t, { colorScheme: 'light' });
  await until(async () => (await picture(page, 'lab-curves')) !== '', 'the curves are drawn');
  const light = await picture(page, 'lab-curves');
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await paper();
  await page.locator('#theme-switch').click();
  await until(async () => (await paper()) !== before, 'the paper changes');
  await until(async () => (await picture(page, 'lab-curves')) !== light, 'the curves are redrawn');
});

for (const width of [320, 390, 768, 1280, 1920]) {
  test(`nothing sticks out at ${width} pixels`, async (t) => {
    const page = await open(t, { viewport: { width, height: 800 } });
    await heroReady(page);
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= window, `${content} > ${window}`);
  });
}

test('figures keep their places while they load', async (t) => {
  const page = await open(t, {
    prepare: (context) =>
      context.addInitScript(() => {
        globalThis.shifts = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifts += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
      }),
  });
  await heroReady(page);
  await page.waitForTimeout(500);
  const shifts = await page.evaluate(() => globalThis.shifts);
  assert.ok(shifts < 0.02, `cumulative layout shift ${shifts}`);
});

test('a font with the formulas’ characters is there for systems that have none', async (t) => {
  const page = await open(t);
  const [family, wide] = await page.evaluate(async () => {
    const [face] = await document.fonts.load('40px "Lecture Mathematics"', '𝐳');
    const context = document.createElement('canvas').getContext('2d');
    const width = (font) => {
      context.font = `40px ${font}`;
      return context.measureText('∑𝐳𝒩').width;
    };
    return [face?.status, width('"Lecture Mathematics"') !== width('no-such-font')];
  });
  assert.equal(family, 'loaded');
  assert.ok(wide, 'it draws them itself');
});
