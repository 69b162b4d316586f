// A link leads to its chapter, and the chapter stays where it is while figures above it come, until the person moves on.
import assert from 'node:assert/strict';
import { harness, open, steady, test, until } from './helpers.mjs';

harness();

/** How far below its place the chapter is, in px: below the masthead, or at the end of the page if that comes first. */
function offset(page, id) {
  return page.evaluate((wanted) => {
    const root = document.documentElement;
    const below = document.getElementById(wanted).getBoundingClientRect().top - parseFloat(getComputedStyle(root).scrollPaddingTop);
    return below > 0 && root.scrollHeight - root.clientHeight - scrollY < 2 ? 0 : below;
  }, id);
}

/** What comes by itself in the chapter above is there. */
async function galaxiesAreThere(page) {
  for (const part of ['#galaxies-layers-body tr', '#galaxies-properties dt', '#galaxies-maps canvas']) {
    await until(() => page.locator(part).count(), `${part} is there`, 120_000);
  }
}

// The last chapter is taller than the screen, so nothing above it comes: it is left out, as a link for a class may.
for (const [width, height] of [[1280, 800], [390, 844]]) {
  test(`a link to the references lands there, though figures above them come later, at ${width} px`, async (t) => {
    const page = await open(t, { hash: 'references', query: 'hide=shelf', viewport: { width, height } });
    await until(async () => Math.abs(await offset(page, 'references')) < 20, 'the references are on the screen');
    await galaxiesAreThere(page);
    await until(async () => Math.abs(await offset(page, 'references')) < 20, 'the references are on the screen still');
  });
}

test('a chapter is gone to from the top of the page, and stays until the person scrolls', async (t) => {
  const page = await open(t);
  await page.locator('#chapters a[href="#galaxies"]').click();
  await until(async () => Math.abs(await offset(page, 'galaxies')) < 20, 'the chapter is on the screen');
  const grow = (px) => page.evaluate((px) => (document.getElementById('som').style.paddingBottom = `${px}px`), px);
  await grow(700);
  await until(async () => Math.abs(await offset(page, 'galaxies')) < 20, 'what grows above does not move it');
  // Twice in one frame, of which the browser may make up for the first before it tells of it.
  await page.evaluate(() => {
    const { style } = document.getElementById('som');
    style.paddingBottom = '900px';
    scrollBy(0, 200);
    document.documentElement.getBoundingClientRect();
    style.paddingBottom = '1100px';
  });
  await until(async () => Math.abs(await offset(page, 'galaxies')) < 20, 'nor what grows and is made up for');
  // No figure comes any more: a window that goes less than half its height while some come is the browser's doing.
  await galaxiesAreThere(page);
  await steady(() => page.evaluate(() => document.documentElement.scrollHeight), 'the page has come to rest', 5, 60_000, 200);
  await page.evaluate(() => scrollBy(0, 300));
  await until(async () => Math.abs((await offset(page, 'galaxies')) + 300) < 20, 'the person goes on');
  await page.evaluate(() => (document.getElementById('references').style.paddingBottom = '900px'));
  await page.waitForTimeout(500);
  assert.ok((await offset(page, 'galaxies')) < -250, 'and is not taken back');
});

test('who scrolls away while figures come is not taken back', async (t) => {
  for (const by of [900, -900]) {
    const page = await open(t, { hash: 'galaxies' });
    await until(async () => Math.abs(await offset(page, 'galaxies')) < 20, 'the chapter is on the screen');
    // Both in one frame, told of by one event.
    await page.evaluate((by) => {
      const { style } = document.getElementById('som');
      style.paddingBottom = `${(parseFloat(style.paddingBottom) || 0) + 60}px`;
      scrollBy(0, by);
    }, by);
    await page.waitForTimeout(500);
    const away = await offset(page, 'galaxies');
    assert.ok(by > 0 ? away < -700 : away > 700, `${away} px after ${by}`);
  }
});
