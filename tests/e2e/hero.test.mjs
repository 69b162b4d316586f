// The first thing a class sees: a picture at once, then a manifold that answers.
import assert from 'node:assert/strict';
import { alternative, harness, heroReady, networkReady, open, picture, test, until } from './helpers.mjs';

harness();

test('a drag over the manifold changes the digit', async (t) => {
  const page = await open(t);
  await heroReady(page);
  const before = await picture(page, 'hero-digit');
  const words = await alternative(page, 'hero-digit');
  const { x, y, width, height } = await page.locator('#hero-manifold').boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.3, y + height * 0.7, { steps: 5 });
  await until(async () => (await picture(page, 'hero-digit')) !== before, 'the digit follows the drag');
  await page.mouse.up();
  // Words follow a little later, so that a reader is not flooded while the hand moves.
  await until(async () => (await alternative(page, 'hero-digit')) !== words, 'the text alternative changes with the picture');
});

test('a finger drags as the mouse does', async (t) => {
  const page = await open(t, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  await heroReady(page);
  const before = await picture(page, 'hero-digit');
  await page.locator('#hero-manifold').scrollIntoViewIfNeeded();
  const { x, y, width, height } = await page.locator('#hero-manifold').boundingBox();
  const session = await page.context().newCDPSession(page);
  const touch = (type, fx, fy) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: x + width * fx, y: y + height * fy }],
    });
  const scrolled = await page.evaluate(() => scrollY);
  await touch('touchStart', 0.5, 0.5);
  await touch('touchMove', 0.4, 0.4);
  await touch('touchMove', 0.3, 0.25);
  await until(async () => (await picture(page, 'hero-digit')) !== before, 'the digit follows the finger');
  await touch('touchEnd');
  assert.equal(await page.evaluate(() => scrollY), scrolled, 'the page does not scroll under the finger');
});

test('the sliders and the point go by keyboard, each along its own axis', async (t) => {
  const page = await open(t);
  await heroReady(page);
  const z = async () => (await page.locator('#hero-sliders output').allTextContents()).map((value) => Number(value.replace('−', '-')));
  const marker = page.locator('#hero-manifold').getByRole('slider');
  for (const [axis, name, key] of [[0, 'z₁', 'ArrowRight'], [1, 'z₂', 'ArrowUp']]) {
    for (const what of [page.locator('#hero-sliders').getByLabel(name, { exact: true }), marker]) {
      const [before, digit] = [await z(), await picture(page, 'hero-digit')];
      await what.focus();
      for (let i = 0; i < 8; i++) await page.keyboard.press(key);
      await until(async () => (await z())[axis] > before[axis] + 0.1, `${name} grows`);
      assert.equal((await z())[1 - axis], before[1 - axis]);
      await until(async () => (await picture(page, 'hero-digit')) !== digit, 'the digit follows');
    }
  }
});

test('the picture is there before any program', async (t) => {
  const page = await open(t, { faulty: true, prepare: (context) => context.route(/\.wasm/, () => {}) });
  const still = page.locator('#hero-still');
  await until(() => still.evaluate((image) => image.complete && image.naturalWidth > 0), 'the still picture is loaded');
  assert.ok(await still.isVisible());
});

/** Keeps what a figure shows, in the page. */
const keep = (page, id) =>
  page.locator(`#${id} canvas`).evaluateAll((all, id) => {
    const shades = (canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    (globalThis.kept ??= {})[id] = all.map(shades);
  }, id);

/** By how many shades that differs at most from what the figure shows now. */
const difference = (page, id) =>
  page.locator(`#${id} canvas`).evaluateAll((all, id) => {
    let most = 0;
    for (const [which, canvas] of all.entries()) {
      const [before, now] = [globalThis.kept[id][which], canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data];
      if (before.length !== now.length) return Infinity;
      for (let i = 0; i < now.length; i += 1) most = Math.max(most, Math.abs(now[i] - before[i]));
    }
    return most;
  }, id);

test('the hero answers before its worker is there, which then takes over at the same place', async (t) => {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const hold = (route) => released.then(() => route.continue());
  const page = await open(t, { faulty: true, prepare: (context) => context.route(/worker_bg\.wasm|mnist-vae\.safetensors/, hold) });
  t.after(release);
  await heroReady(page);
  const z = () => page.locator('#hero-sliders output').allTextContents();
  const marker = page.locator('#hero-manifold').getByRole('slider');
  const begun = await picture(page, 'hero-digit');
  await marker.focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp']) await marker.press(key);
  await until(async () => (await picture(page, 'hero-digit')) !== begun, 'the page’s own decoder answers');
  assert.equal(await page.locator('html[data-network]').count(), 0, 'the worker has nothing yet');
  const place = await z();
  const figures = ['hero-manifold', 'hero-digit'];
  const keepAll = () => Promise.all(figures.map((id) => keep(page, id)));
  const changed = async () => (await Promise.all(figures.map((id) => difference(page, id)))).some((most) => most > 0);
  await keepAll();
  // Two frames: what was asked for is drawn in the next one.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  while (await changed()) await keepAll();
  release();
  await networkReady(page);
  assert.deepEqual(await z(), place, 'the point stays');
  // There and back: what is shown then, the worker has decoded.
  const shown = await picture(page, 'hero-digit');
  await marker.press('ArrowLeft');
  await until(async () => (await picture(page, 'hero-digit')) !== shown, 'the worker answers', 60_000);
  await marker.press('ArrowRight');
  await until(async () => (await difference(page, 'hero-digit')) <= 2, 'the worker’s digit is that of the page', 60_000);
  assert.deepEqual(await z(), place);
  await until(async () => (await difference(page, 'hero-manifold')) <= 4, 'and so are its tiles', 60_000);
});

for (const [how, answer] of [
  ['does not arrive', (route) => route.abort()],
  ['is broken', (route) => route.fulfill({ body: Buffer.from('<!doctype html><title>Sign in</title>') })],
]) {
  test(`a small decoder that ${how} leaves the hero to the worker`, async (t) => {
    const page = await open(t, { faulty: true, prepare: (context) => context.route(/mnist-decoder\.f16/, answer) });
    await networkReady(page);
    const before = await picture(page, 'hero-digit');
    await page.locator('#hero-manifold').getByRole('slider').press('ArrowUp');
    await until(async () => (await picture(page, 'hero-digit')) !== before, 'the digit follows');
    assert.ok(await page.locator('#hero-manifold-notice').isHidden());
  });
}

test('the latent chapter shows the pretrained model', async (t) => {
  const page = await open(t, { hash: 'latent' });
  for (const id of ['latent-scatter', 'latent-uniform', 'latent-inverse', 'latent-digit', 'latent-samples']) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await until(async () => (await picture(page, id)) !== '', `${id} is drawn`, 60_000);
  }
  const samples = await picture(page, 'latent-samples');
  await page.getByRole('button', { name: 'Draw again', exact: true }).click();
  await until(async () => (await picture(page, 'latent-samples')) !== samples, 'other samples are drawn');

  const digit = await picture(page, 'latent-digit');
  const traversal = page.locator('#latent-traversal input[type=range]').first();
  await traversal.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
  await until(async () => (await picture(page, 'latent-digit')) !== digit, 'the traversal decodes');
});

test('pointing at a digit shows it and its reconstruction', async (t) => {
  const page = await open(t, { hash: 'latent' });
  const scatter = page.locator('#latent-scatter');
  await scatter.scrollIntoViewIfNeeded();
  await until(async () => (await picture(page, 'latent-scatter')) !== '', 'the scatter is drawn', 60_000);
  const before = await page.locator('#latent-hover-text').textContent();
  const { x, y, width, height } = await scatter.boundingBox();
  // The means crowd around the centre: some point lies near one of these places.
  await until(
    async () => {
      for (let i = 0; i < 10; i++) await page.mouse.move(x + width * (0.4 + 0.02 * i), y + height * (0.4 + 0.017 * i));
      return (await page.locator('#latent-hover-text').textContent()) !== before;
    },
    'a digit is named',
    30_000,
  );
  await until(async () => (await picture(page, 'latent-hover-reconstruction')) !== '', 'its reconstruction is drawn');
});
