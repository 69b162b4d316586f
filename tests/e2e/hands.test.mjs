// Hands on the figures: one drags and no other does, a drag that the browser takes away never was, and two fingers zoom the page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { harness, heroReady, open, picture, reading, test, until } from './helpers.mjs';

harness();

/**
 * Pointers as a browser tells of them, at places in shares of the element: [kind, x, y, what else the event has]. No engine's
 * driver can take a pointer away in the middle of a drag.
 */
function gesture(locator, ...events) {
  return locator.evaluate((element, all) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    for (const [kind, x, y, more] of all) {
      const buttons = /down|move/.test(kind) ? 1 : 0;
      const button = kind === 'pointermove' ? -1 : 0;
      const given = { bubbles: true, cancelable: true, pointerId: 5, pointerType: 'touch', isPrimary: true, button, buttons, ...more };
      element.dispatchEvent(new PointerEvent(kind, { clientX: left + x * width, clientY: top + y * height, ...given }));
    }
  }, events);
}

const canvas = (page, id) => page.locator(`#${id} canvas`).first();
const marker = (page, id) => page.locator(`#${id}`).getByRole('slider');

/** Everything that can be dragged with a finger or a mouse: where, and what it moves. */
const dragged = {
  'the first figure': { hash: 'intro', at: (page) => canvas(page, 'hero-manifold'), shows: 'hero-sliders output' },
  'its marker': { hash: 'intro', at: (page) => marker(page, 'hero-manifold'), shows: 'hero-sliders output', far: 4 },
  'a marker among codes': { hash: 'latent', at: (page) => marker(page, 'latent-uniform'), shows: 'latent-uniform [role=slider]', far: 2 },
  'the flat sheet': { hash: 'representation', at: (page) => canvas(page, 'sheet-flat'), shows: 'sheet-first-text, #sheet-second-text' },
  'the sheet in space': { hash: 'representation', at: (page) => canvas(page, 'sheet-space'), shows: 'sheet-angle-text' },
  'an end of a path': { hash: 'latent-path-plane', at: (page) => canvas(page, 'latent-path-plane'), shows: 'latent-path-ends', mouse: true },
};

/** What the page says at the elements: their text, or where a marker is. */
const said = (page, shows) => page.locator(`#${shows}`).evaluateAll((all) => all.map((one) => one.getAttribute('aria-valuetext') ?? one.textContent).join());

async function ready(t, { hash, at, shows }, options) {
  const page = await open(t, { hash, ...options });
  await until(() => at(page).count(), 'the figure is there', 60_000);
  await at(page).scrollIntoViewIfNeeded();
  if (hash === 'intro') await heroReady(page);
  if (hash === 'latent') await until(async () => (await said(page, shows)) !== '', 'the tiles are decoded', 60_000);
  if (hash === 'representation') await until(async () => /together/.test(await page.locator('#sheet-shares').textContent()), 'the sheet is rendered', 90_000);
  if (hash === 'latent-path-plane') await until(async () => /held-out/.test(await said(page, shows)), 'the digits are there', 60_000);
  return page;
}

for (const [what, given] of Object.entries(dragged)) {
  test(`a drag that is taken away never was: ${what}`, async (t) => {
    const page = await ready(t, given);
    const place = given.at(page);
    const before = await said(page, given.shows);
    const hand = given.mouse ? { pointerType: 'mouse' } : {};
    const far = given.far ?? 0.2;
    const drag = [['pointerdown', 0.5, 0.5, hand], ['pointermove', 0.5 + far / 2, 0.5 - far / 2, hand], ['pointermove', 0.5 + far, 0.5 - far, hand]];
    await gesture(place, ...drag);
    await until(async () => (await said(page, given.shows)) !== before, 'it is dragged');
    await gesture(place, ['pointercancel', 0, 0, hand]);
    await until(async () => (await said(page, given.shows)) === before, 'all is as it was');
    await gesture(place, ['pointermove', 0.3, 0.3, { ...hand, buttons: 0 }]);
    assert.equal(await said(page, given.shows), before, 'and stays so');
    // One that is let go stays.
    await gesture(place, ...drag, ['pointerup', 0.5 + far, 0.5 - far, hand], ['pointercancel', 0, 0, hand]);
    await until(async () => (await said(page, given.shows)) !== before, 'it is dragged again');
  });
}

test('a stroke that is taken away leaves no ink', async (t) => {
  const page = await open(t, { hash: 'latent-pad' });
  await until(async () => Number.isFinite(await reading(page, 'Reconstruction of the drawing')), 'an example is on the pad', 60_000);
  const pad = page.locator('#latent-pad');
  const before = await picture(page, 'latent-pad');
  await gesture(pad, ['pointerdown', 0.5, 0.2], ['pointermove', 0.5, 0.8]);
  await until(async () => (await picture(page, 'latent-pad')) !== before, 'it is drawn');
  await gesture(pad, ['pointercancel', 0, 0]);
  assert.equal(await picture(page, 'latent-pad'), before, 'the example is back');
});

test('nobody else takes what a finger holds, or moves it', async (t) => {
  const page = await ready(t, dragged['the first figure']);
  const { at, shows } = dragged['the first figure'];
  const place = at(page);
  const start = await said(page, shows);
  await gesture(place, ['pointerdown', 0.4, 0.4]);
  await until(async () => (await said(page, shows)) !== start, 'a finger takes it');
  const held = await said(page, shows);
  for (const other of [{ pointerId: 6, isPrimary: false }, { pointerId: 1, pointerType: 'mouse' }]) {
    await gesture(place, ['pointerdown', 0.8, 0.8, other], ['pointermove', 0.7, 0.7, other], ['pointerup', 0.7, 0.7, other]);
    assert.equal(await said(page, shows), held);
  }
  await gesture(place, ['pointermove', 0.6, 0.5]);
  await until(async () => (await said(page, shows)) !== held, 'the finger still holds it');
  for (const button of [1, 2]) {
    await gesture(marker(page, 'hero-manifold'), ['pointerup', 0, 0], ['pointerdown', 0.5, 0.5, { pointerType: 'mouse', button }]);
    const here = await said(page, shows);
    await gesture(marker(page, 'hero-manifold'), ['pointermove', 5, 5, { pointerType: 'mouse' }]);
    assert.equal(await said(page, shows), here, 'the main button alone drags');
  }
});

test('a drag ends with its button, wherever that comes up', async (t) => {
  const given = dragged['the first figure'];
  const page = await ready(t, given);
  const place = given.at(page);
  const mouse = (buttons) => ({ pointerType: 'mouse', pointerId: 1, buttons });
  // No event tells of a button that comes up over another window, or under a menu.
  await gesture(place, ['pointerdown', 0.3, 0.3, mouse(1)], ['pointermove', 1.5, -0.2, mouse(1)]);
  await until(async () => (await said(page, given.shows)) !== '0.00,0.00', 'it follows beyond the figure');
  await gesture(place, ['pointermove', 0.5, 0.4, mouse(0)]);
  const left = await said(page, given.shows);
  await gesture(place, ['pointermove', 0.6, 0.6, mouse(0)], ['pointermove', 0.2, 0.6, mouse(1)]);
  assert.equal(await said(page, given.shows), left);
});

test('a mouse that comes back to the window with its button up drags nothing', async (t) => {
  const page = await open(t);
  await heroReady(page);
  const z = () => said(page, 'hero-sliders output');
  const { x, y, width, height } = await page.locator('#hero-manifold').boundingBox();
  await page.mouse.move(x + width * 0.6, y + height * 0.6);
  await page.mouse.down();
  await page.mouse.move(-40, y + height * 0.3, { steps: 5 });
  await page.mouse.up();
  await until(async () => (await z()).startsWith('−'), 'it went as far as it can');
  const left = await z();
  await page.mouse.move(x + width * 0.4, y + height * 0.7, { steps: 5 });
  assert.equal(await z(), left);
});

test('two fingers on a figure zoom the page, and the point goes back', async (t) => {
  const page = await open(t, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  await heroReady(page);
  const z = () => said(page, 'hero-sliders output');
  await page.locator('#hero-manifold').scrollIntoViewIfNeeded();
  const { x, y, width, height } = await page.locator('#hero-manifold').boundingBox();
  const session = await page.context().newCDPSession(page);
  const touch = (type, ...points) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([fx, fy], id) => ({ x: x + width * fx, y: y + height * fy, id })) });
  const before = await z();
  await touch('touchStart', [0.4, 0.4]);
  await touch('touchMove', [0.35, 0.4]);
  await until(async () => (await z()) !== before, 'one finger drags');
  await touch('touchStart', [0.35, 0.4], [0.6, 0.6]);
  for (let i = 1; i <= 8; i++) await touch('touchMove', [0.35 - i * 0.03, 0.4 - i * 0.03], [0.6 + i * 0.03, 0.6 + i * 0.03]);
  await touch('touchEnd');
  await until(() => page.evaluate(() => visualViewport.scale > 1.2), 'the page is zoomed');
  assert.equal(await z(), before);
});

test('wherever two fingers are, they zoom the page', async (t) => {
  const page = await open(t);
  await heroReady(page);
  for (const chapter of await page.locator('.chapter').all()) {
    await chapter.scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  }
  const refused = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => !/auto|manipulation|pinch-zoom/.test(getComputedStyle(element).touchAction))
      .map((element) => element.id || element.className || element.localName),
  );
  assert.deepEqual(refused, []);
  const viewport = await page.locator('meta[name=viewport]').getAttribute('content');
  assert.doesNotMatch(viewport, /user-scalable|maximum-scale/);
});

test('files of every ending can be picked, and none opens in place of the page', async (t) => {
  const page = await open(t);
  await heroReady(page);
  // iOS greys out every ending that it has no kind for, such as .fits and .npy, once a field names any.
  assert.deepEqual(await page.locator('input[type=file][accept]').evaluateAll((all) => all.map(({ id }) => id)), []);
  const taken = await page.evaluate(() => {
    const carried = (text) => {
      const data = new DataTransfer();
      if (text) data.setData('text/plain', 'words');
      else data.items.add(new File(['SIMPLE'], 'sky.fits'));
      return data;
    };
    const stopped = (kind, text) => !document.querySelector('h1').dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried(text) }));
    return [stopped('dragover'), stopped('drop'), stopped('drop', true)];
  });
  assert.deepEqual(taken, [true, true, false], 'files are stopped, words may be dropped into a field');
});

test('what is dropped on the upload is read, files and folders', async (t) => {
  const page = await open(t, { hash: 'galaxies-upload' });
  await page.locator('#upload-zone').scrollIntoViewIfNeeded();
  await until(() => page.locator('#upload-preview canvas').count(), 'the upload is ready', 60_000);
  const files = ['grey.png', 'cube.fits'].map((name) => [name, readFileSync(new URL(`../fixtures/${name}`, import.meta.url)).toString('base64')]);
  for (const folder of [false, true]) {
    // Only a person can drop a folder: here the entries of one, which the browser lists in parts, are made up.
    const over = await page.evaluate(([files, folder]) => {
      const data = new DataTransfer();
      const made = files.map(([name, text]) => new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
      for (const file of made) data.items.add(file);
      const entries = made.map((file) => ({ isDirectory: false, fullPath: `/sky/${file.name}`, file: (resolve) => resolve(file) }));
      const sky = { isDirectory: true, createReader: () => ({ readEntries: (resolve) => resolve(entries.splice(0, 1)) }) };
      const plain = DataTransferItem.prototype.webkitGetAsEntry;
      const dropped = [sky];
      if (folder) DataTransferItem.prototype.webkitGetAsEntry = () => dropped.pop() ?? null;
      const zone = document.getElementById('upload-zone');
      const told = ['dragover', 'drop'].map((kind) => {
        zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
        return zone.dataset.over;
      });
      DataTransferItem.prototype.webkitGetAsEntry = plain;
      return told;
    }, [files, folder]);
    assert.deepEqual(over, ['yes', 'no']);
    await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
    assert.match(await page.locator('#upload-words').textContent(), /^5 images can be used/);
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.locator('#upload-result').waitFor({ state: 'hidden' });
  }
});
