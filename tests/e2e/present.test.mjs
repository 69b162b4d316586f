// The page as a talk: every stop fits the screens that lecturers have, and the keys, the address, a finger and a run do what they should.
import assert from 'node:assert/strict';
import { audit } from './audit.mjs';
import { address, button, harness, labReady, open, openLab, quick, reading, test, until } from './helpers.mjs';

harness();

/** Width and height of a screen, and the least size of text on it, in px. */
const screens = [[1920, 1080, 20], [1280, 720, 13], [1024, 768, 12]];

const shown = (page) => page.evaluate(() => document.documentElement.dataset.talk ?? null);
const names = (page) => page.evaluate(() => [...document.getElementById('talk-stops').content.children].map((stop) => stop.dataset.stop));
const press = (page, key) => page.keyboard.press(key);
const at = async (page, name) => until(async () => (await shown(page)) === name, `the talk is at ${name}`);

/** The figure of the stop on the screen keeps its size for ten frames. */
const still = (page) =>
  page.evaluate(async () => {
    const sizes = () => [...document.querySelectorAll('[data-shown], [data-shown] *')].map((part) => `${part.offsetWidth} ${part.offsetHeight}`).join();
    const end = performance.now() + 60_000;
    for (let last = '', same = 0; same < 10; ) {
      if (performance.now() > end) throw new Error('the figure does not keep its size');
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = sizes();
      same = now === last ? same + 1 : 0;
      last = now;
    }
  });

test('every stop fits three screens: nothing is clipped, scrolls, overlaps or is too small, with notes and without', async (t) => {
  const page = await open(t, { hash: 'present=digits', viewport: { width: 1280, height: 720 } });
  await page.locator('#hero-manifold canvas').first().waitFor({ timeout: 60_000 });
  const all = await names(page);
  assert.ok(all.length >= 25);
  const problems = [];
  for (const name of all) {
    await at(page, name);
    await until(() => page.locator('[data-shown] :is(canvas, output, table)').count(), `${name} has its figure`, 60_000);
    for (const [width, height, least] of screens) {
      await page.setViewportSize({ width, height });
      for (const notes of [false, true]) {
        if (notes) await press(page, 'n');
        await still(page);
        problems.push(...(await page.evaluate(audit, least)).map((problem) => `${name}, ${width} × ${height}${notes ? ', notes' : ''}: ${problem}`));
        if (notes) await press(page, 'n');
      }
    }
    if (await page.locator('#talk-more').isVisible()) {
      await page.locator('#talk-more').click();
      for (const [width, height, least] of screens) {
        await page.setViewportSize({ width, height });
        await still(page);
        problems.push(...(await page.evaluate(audit, least)).map((problem) => `${name}, more, ${width} × ${height}: ${problem}`));
      }
      await page.locator('#talk-more').click();
    }
    await press(page, 'PageDown');
  }
  assert.deepEqual(problems, []);
});

test('every stop has a title, a line of what to do, a note, a figure; and every figure, formula or question is of a stop', async (t) => {
  const page = await open(t);
  const faults = await page.evaluate(() => {
    const stops = [...document.getElementById('talk-stops').content.children];
    const known = stops.map((stop) => stop.dataset.stop);
    const bad = stops.filter((stop) => stop.children.length !== 3 || [...stop.children].some((part) => !part.textContent.trim()));
    const lacking = known.filter((name) => document.querySelectorAll(`[data-stop~="${name}"]:not(math, details)`).length !== 1);
    const strange = [...document.querySelectorAll('[data-stop], [data-more]')].flatMap((part) => (part.dataset.stop ?? part.dataset.more).split(' ')).filter((name) => !known.includes(name));
    return [...bad.map((stop) => stop.dataset.stop), ...lacking, ...strange];
  });
  assert.deepEqual(faults, []);
});

test('p begins at the figure that is read, the keys of a clicker go on and back, Esc returns to the place', async (t) => {
  const page = await open(t, { hash: 'latent' });
  await page.locator('#latent-scatter canvas').first().waitFor({ timeout: 60_000 });
  await page.locator('#latent-scatter').scrollIntoViewIfNeeded();
  await page.waitForTimeout(300);
  const top = () => page.evaluate(() => document.getElementById('latent-scatter').getBoundingClientRect().top);
  const before = await top();
  await press(page, 'p');
  await at(page, 'latent-scatter');
  assert.match(await address(page), /#present=latent-scatter$/);
  for (const [key, name] of [['PageDown', 'latent-prior'], ['ArrowRight', 'latent-samples'], ['Space', 'latent-quality'], ['PageUp', 'latent-samples'], ['ArrowLeft', 'latent-prior']]) {
    await press(page, key);
    await at(page, name);
  }
  assert.equal(await page.getByRole('heading', { name: 'Do the clouds fill the prior?' }).count(), 1);
  assert.equal(await page.locator('#talk-formula math').count(), 1);
  // Settings go into the address beside the stop.
  await page.getByRole('radio', { name: 'posterior means' }).check();
  await page.waitForTimeout(400);
  assert.match(await address(page), /#present=latent-prior$/);
  await press(page, 'Escape');
  await until(async () => Math.abs((await top()) - before) < 2, 'the person is where they were');
  assert.match(await address(page), /#latent$/);
});

test('keys belong to what is typed in or dragged, but a clicker goes on all the same', async (t) => {
  const page = await open(t, { hash: 'present=latent-path' });
  const field = page.locator('#latent-path-a');
  await field.waitFor();
  await field.click();
  for (const key of ['ArrowLeft', 'n', 'b', 'f', ' ']) await press(page, key);
  assert.equal(await shown(page), 'latent-path');
  assert.equal(await page.evaluate(() => document.documentElement.className.includes('noted')), false);
  await press(page, 'PageUp');
  await at(page, 'latent-quality');
  await press(page, 'Escape');
  await until(async () => (await shown(page)) === null, 'the talk is over');
  await field.click();
  await press(page, 'p');
  assert.equal(await shown(page), null, 'a p that is typed begins no talk');

  const other = await open(t, { hash: 'present=vae-kl' });
  const slider = other.locator('#vae-kl-mu-1');
  await slider.waitFor();
  await slider.focus();
  await press(other, 'ArrowRight');
  assert.equal(await shown(other), 'vae-kl');
  assert.equal(await slider.inputValue(), '1.05');
  await press(other, 'PageDown');
  await at(other, 'vae-elbo');
  assert.equal(await slider.inputValue(), '1.05');
});

test('answers and the note show when asked for, the screen goes dark and comes back, and buttons do what keys do', async (t) => {
  const page = await open(t);
  await button(page, 'Present').click();
  await at(page, 'digits');
  await button(page, 'Next stop').click();
  await at(page, 'sheet');
  const asked = page.locator('#talk-questions > div');
  assert.equal(await asked.count(), 1);
  assert.ok(await asked.locator('p').first().isVisible(), 'the question');
  for (const hidden of [page.locator('.talk-answer').first(), page.locator('#talk-note')]) assert.ok(await hidden.isHidden());
  await button(page, 'Notes').click();
  for (const visible of [page.locator('.talk-answer').first(), page.locator('#talk-note')]) assert.ok(await visible.isVisible());
  await press(page, 'n');
  assert.ok(await page.locator('#talk-note').isHidden());
  await press(page, 'b');
  assert.ok(await page.locator('#talk-blank').isVisible());
  await press(page, 'PageDown');
  assert.ok(await page.locator('#talk-blank').isHidden());
  assert.equal(await shown(page), 'sheet', 'the first key only brings the picture back');
  await press(page, 'f');
  await until(() => page.evaluate(() => document.fullscreenElement === document.documentElement), 'the screen is filled');
  await button(page, 'Full screen').click();
  await until(() => page.evaluate(() => document.fullscreenElement === null), 'and no longer');
  await button(page, 'Previous stop').click();
  await at(page, 'digits');
  assert.ok(await button(page, 'Previous stop').isDisabled());
  await button(page, 'End').click();
  await until(async () => (await shown(page)) === null, 'the talk is over');
  assert.ok(await page.locator('#intro').isVisible());
});

test('a run begun at one stop goes on at the others, and its settings fold out', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=1000`, hash: 'present=lab' });
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) >= 1, 'it trains');
  await press(page, 'PageDown');
  await at(page, 'latent-grids');
  const then = await page.evaluate(() => Number(document.getElementById('out-epoch').textContent));
  await until(() => page.evaluate((then) => Number(document.getElementById('out-epoch').textContent) > then + 1, then), 'it goes on', 60_000);
  await press(page, 'PageUp');
  await button(page, 'More controls').click();
  assert.ok(await page.getByLabel('Seed', { exact: true }).isVisible());
  await button(page, 'More controls').click();
  assert.ok(await page.locator('#lab-scatter').isVisible());
  await button(page, 'Pause').click();
});

test('an address opens at its stop, another goes to another, and what a link leaves out is no stop', async (t) => {
  const page = await open(t, { query: 'hide=som', hash: 'present=ways' });
  await at(page, 'ways');
  await page.locator('#som[data-away]').waitFor({ state: 'attached' });
  await press(page, 'PageDown');
  await at(page, 'autoencoder');
  await page.evaluate(() => (location.hash = 'present=vae-kl'));
  await at(page, 'vae-kl');
  // What is no stop is not dropped in silence, nor what no address may hold.
  for (const name of ['som-map', '100%']) {
    await page.evaluate((hash) => (location.hash = hash), `present=${name}`);
    await at(page, (await names(page))[0]);
  }
  await page.evaluate(() => (location.hash = 'references'));
  await until(async () => (await shown(page)) === null, 'the talk is over');
  await until(() => page.evaluate(() => Math.abs(document.getElementById('references').getBoundingClientRect().top) < innerHeight), 'the references are on the screen');
});

test('a finger swipes from stop to stop, but not over a plot', async (t) => {
  const page = await open(t, { hash: 'present=latent-grids', hasTouch: true });
  await at(page, 'latent-grids');
  const swipe = (selector, from, to) =>
    page.evaluate(([selector, from, to]) => {
      const target = document.querySelector(selector);
      const touch = (clientX) => new Touch({ identifier: 1, target, clientX, clientY: 300 });
      target.dispatchEvent(new TouchEvent('touchstart', { bubbles: true, touches: [touch(from)], changedTouches: [touch(from)] }));
      target.dispatchEvent(new TouchEvent('touchend', { bubbles: true, touches: [], changedTouches: [touch(to)] }));
    }, [selector, from, to]);
  await swipe('#latent-uniform', 800, 300);
  assert.equal(await shown(page), 'latent-grids');
  await swipe('#talk-head', 800, 300);
  await at(page, 'latent-scatter');
  await swipe('#talk-foot', 300, 800);
  await at(page, 'latent-grids');
  await swipe('#talk-foot', 300, 340);
  assert.equal(await shown(page), 'latent-grids');
});
