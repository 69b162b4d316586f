// The chapter on autoencoders: the diagram, the curve of errors with a training, the holes.
import assert from 'node:assert/strict';
import { alternative, button, harness, open, picture, reading, slide, test, until } from './helpers.mjs';

harness();

async function openChapter(t, options = {}) {
  const page = await open(t, { hash: 'autoencoder', ...options });
  await page.locator('#autoencoder-diagram').scrollIntoViewIfNeeded();
  await until(async () => Number.isFinite(await reading(page, 'Squared error')), 'the diagram shows an error', 60_000);
  return page;
}

const text = (page, name) => page.getByLabel(name, { exact: true }).textContent();

test('the diagram shows real digits, their codes and their reconstructions', async (t) => {
  const page = await openChapter(t);
  const shown = async () => ({
    digit: await text(page, 'Digit'),
    code: await text(page, 'Code'),
    error: await reading(page, 'Squared error'),
    input: await picture(page, 'autoencoder-input'),
    output: await picture(page, 'autoencoder-output'),
    bars: await picture(page, 'autoencoder-code-bars'),
  });
  const first = await shown();
  assert.match(first.digit, /^number 4, a \d$/);
  assert.equal(first.code.split(/\s+/).length, 2);
  await until(async () => /784 → 36 → 32 → 2/.test(await alternative(page, 'autoencoder-encoder')), 'the words of it follow');
  let before = first;
  for (const [name, digit] of [['Next digit', 5], ['Previous digit', 4], ['Previous digit', 3], ['Random digit', undefined]]) {
    await button(page, name).click();
    await until(async () => (await text(page, 'Code')) !== before.code, `${name} changes the code`);
    for (const [part, id] of [['input', 'autoencoder-input'], ['output', 'autoencoder-output']])
      await until(async () => (await picture(page, id)) !== before[part], `${name} changes the ${part}`);
    const now = await shown();
    if (digit !== undefined) assert.match(now.digit, new RegExp(`^number ${digit}, `));
    before = now;
  }
});

test('the curve follows the slider, and a training of the chosen width puts its point on it', async (t) => {
  const page = await openChapter(t);
  await page.locator('#autoencoder-curve').scrollIntoViewIfNeeded();
  await slide(page, 'Bottleneck q', 2);
  const [pca, shipped] = [await reading(page, 'PCA error'), await reading(page, 'Autoencoder error')];
  await slide(page, 'Bottleneck q', 24);
  assert.ok((await reading(page, 'PCA error')) < pca && (await reading(page, 'Autoencoder error')) < shipped, 'a wider code errs less');
  assert.ok(shipped < pca, 'and an autoencoder less than PCA');
  await slide(page, 'Bottleneck q', 3);
  const expected = await reading(page, 'Autoencoder error');
  const curve = await picture(page, 'autoencoder-curve');
  await button(page, 'Train this q here').click();
  await until(() => page.locator('#autoencoder-stop').isEnabled(), 'it can be stopped');
  const own = () => reading(page, 'Error of the one trained here');
  await until(async () => (await own()) > 0, 'it is measured after an epoch', 90_000);
  const early = await own();
  // The network that is being trained can be looked at.
  await page.getByLabel('the one trained below').check();
  await until(async () => /784 → 256 → 3/.test(await alternative(page, 'autoencoder-encoder')), 'the diagram shows its widths', 30_000);
  await until(async () => (await text(page, 'Code')).split(/\s+/).length === 3, 'and its code of three numbers');
  await until(async () => (await own()) < early, 'it learns', 90_000);
  await page.locator('#autoencoder-stop').click();
  await until(async () => /Stopped after/.test(await page.locator('#autoencoder-phase').textContent()), 'it stops');
  assert.ok(await button(page, 'Train this q here').isEnabled());
  await until(async () => (await picture(page, 'autoencoder-curve')) !== curve, 'its point is on the plot');
  await until(async () => /trained here, q = 3/.test(await alternative(page, 'autoencoder-curve')), 'the words of it follow');
  assert.ok((await own()) > 0.8 * expected, 'a stopped training is no better than a whole one');
  await page.locator('#autoencoder-shipped').check();
  await until(async () => (await text(page, 'Code')).split(/\s+/).length === 2, 'the small network is back, with its two numbers');
  await until(async () => /784 → 36 → 32 → 2/.test(await alternative(page, 'autoencoder-encoder')), 'and its widths');
});

test('both points decode, in a hole and at a code', async (t) => {
  const page = await openChapter(t);
  await page.locator('#holes-plain-scatter').scrollIntoViewIfNeeded();
  const distance = (which) => reading(page, `Distance to the nearest code, ${which}`);
  const unlike = (which) => reading(page, `Unlike any digit by, ${which}`);
  for (const which of ['plain', 'variational']) await until(async () => (await distance(which)) > 2, `the ${which} point begins in a hole`, 30_000);
  const hole = { plain: await unlike('plain'), variational: await unlike('variational') };
  await button(page, 'Go to a digit’s code').click();
  for (const which of ['plain', 'variational']) await until(async () => (await distance(which)) === 0, `the ${which} point is at a code`);
  await until(async () => (await unlike('plain')) !== hole.plain, 'what is decoded there is another picture');
  const decoded = await picture(page, 'holes-plain-decoded');
  await button(page, 'Go to the largest holes').click();
  for (const which of ['plain', 'variational']) await until(async () => (await distance(which)) > 2, `the ${which} point is back in its hole`);
  await until(async () => (await unlike('plain')) === hole.plain, 'the hole decodes as before');
  await until(async () => (await picture(page, 'holes-plain-decoded')) !== decoded, 'the picture changes');
  for (const [which, plane] of [['plain', '#holes-plain-scatter'], ['variational', '#holes-variational-scatter']]) {
    const before = await text(page, `Point, ${which}`);
    const scatter = page.locator(plane);
    await scatter.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await scatter.boundingBox();
    await page.mouse.move(x + width * 0.5, y + height * 0.4);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.6, y + height * 0.3, { steps: 4 });
    await page.mouse.up();
    await until(async () => (await text(page, `Point, ${which}`)) !== before, `the ${which} point is dragged`);
    const [dragged, decoded] = [await text(page, `Point, ${which}`), await picture(page, `holes-${which}-decoded`)];
    await scatter.getByRole('slider').press('ArrowRight');
    await until(async () => (await text(page, `Point, ${which}`)) !== dragged, 'an arrow key moves it too');
    await until(async () => (await picture(page, `holes-${which}-decoded`)) !== decoded, 'and what is decoded follows');
  }
});

test('nothing is fetched for the chapter before it is near', async (t) => {
  const asked = [];
  const page = await open(t, { prepare: (context) => context.on('request', (request) => asked.push(request.url())) });
  await page.locator('#hero-still').waitFor({ state: 'hidden', timeout: 60_000 });
  assert.equal(asked.filter((url) => url.includes('twin-')).length, 0);
});
