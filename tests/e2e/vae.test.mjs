// The chapter on variational autoencoders: every control once, and what it changes.
import assert from 'node:assert/strict';
import { alternative, button, harness, labReady, open, picture, quick, settled, slide, test, texts, trainTo, until } from './helpers.mjs';

harness();

const text = (page, id) => page.locator(`#${id}`).textContent();
/** A number as the page writes it, with a true minus sign. */
const valued = (said) => Number(said.replaceAll('−', '-'));
const number = async (page, id) => valued(await text(page, id));
/** Numbers of one moment. */
const numbers = async (page, ids) => (await texts(page, ids)).map(valued);

/** Opens the chapter with the figure `id` on the screen. */
async function openAt(t, id, options = {}) {
  const page = await open(t, { hash: 'vae', ...options });
  await page.locator(`#${id}`).scrollIntoViewIfNeeded();
  return page;
}

/** Waits until what `read` gives differs from `before`. */
async function changed(read, before, what, timeout) {
  await until(async () => (await read()) !== before, what, timeout);
  return read();
}

test('Draw z puts a new code on the plane, decodes it and keeps the trail', async (t) => {
  const page = await openAt(t, 'vae-prior');
  await until(async () => (await text(page, 'vae-draw-text')).startsWith('Draw 3'), 'three draws are there before anything is pressed');
  const figures = ['vae-prior', 'vae-mean', 'vae-coins', 'vae-trail'];
  const before = await Promise.all(figures.map((id) => picture(page, id)));
  await button(page, 'Draw z').click();
  await until(async () => (await text(page, 'vae-draw-text')).startsWith('Draw 4'), 'the fourth draw is decoded');
  for (const [i, id] of figures.entries()) await changed(() => picture(page, id), before[i], `${id} shows the draw`);
  const said = (await text(page, 'vae-draw-text')).split(': ')[1];
  await until(async () => (await alternative(page, 'vae-prior')).includes(said), 'the plane says where it fell');
});

test('a digit goes through the diagram, and new noise moves z alone', async (t) => {
  const page = await openAt(t, 'vae-diagram');
  await until(async () => (await text(page, 'vae-z')) !== '', 'the first digit went through');
  const read = async () => {
    const said = await texts(page, ['vae-mu', 'vae-sigma', 'vae-epsilon', 'vae-z']);
    const [mu, sigma, epsilon, z] = said.map((pair) => pair.split(',').map(valued));
    for (const j of [0, 1]) assert.ok(Math.abs(z[j] - mu[j] - sigma[j] * epsilon[j]) < 0.003, 'z = μ + σ ε');
    return { mu, z: z.join() };
  };
  const first = await read();
  await button(page, 'Resample ε').click();
  await changed(async () => (await read()).z, first.z, 'z is another');
  assert.deepEqual((await read()).mu, first.mu, 'μ stays');
  const kl = await text(page, 'vae-out-kl');
  const images = await Promise.all(['vae-x', 'vae-reconstruction', 'vae-plane', 'vae-close'].map((id) => picture(page, id)));
  await slide(page, 'Held-out digit', 100);
  assert.match(await text(page, 'vae-digit-value'), /^no\. 100, a \d$/);
  await changed(() => text(page, 'vae-out-kl'), kl, 'another digit has another KL');
  for (const [i, id] of ['vae-x', 'vae-reconstruction', 'vae-plane', 'vae-close'].entries()) {
    await changed(() => picture(page, id), images[i], `${id} shows the digit`);
  }
  assert.ok(await page.locator('#vae-gradient-text').isHidden());
  await page.getByLabel('mark where the gradient flows').check();
  assert.ok(await page.locator('#vae-gradient-text').isVisible());
  // What depends on a weight is marked, and the noise is not.
  const border = (id) => page.locator('.vae-node').filter({ has: page.locator(`#${id}`) }).evaluate((node) => getComputedStyle(node).borderTopColor);
  assert.equal(await border('vae-mu'), await border('vae-z'));
  assert.notEqual(await border('vae-mu'), await border('vae-epsilon'));
  await page.getByLabel('mark where the gradient flows').uncheck();
  assert.equal(await border('vae-mu'), await border('vae-epsilon'));
});

test('the KL by formula and by integration agree, and follow the sliders', async (t) => {
  const page = await openAt(t, 'vae-kl-line');
  await until(async () => (await text(page, 'vae-kl-integral-2')) !== '', 'the numbers are there');
  const check = async () => {
    for (const column of [1, 2]) {
      const [slide, formula, integral] = await numbers(page, ['slide', 'formula', 'integral'].map((row) => `vae-kl-${row}-${column}`));
      assert.ok(slide <= 0 && slide === -formula && formula === integral, `${slide} ${formula} ${integral}`);
    }
  };
  await check();
  const steps = [
    ['Mean μ₁', 0, 1], ['Standard deviation σ₁', 1, 1], ['Mean μ₂', 0, 2], ['Standard deviation σ₂', 1, 2],
  ];
  for (const [label, value, column] of steps) {
    const before = await number(page, `vae-kl-formula-${column}`);
    await slide(page, label, value);
    await check();
    assert.ok((await number(page, `vae-kl-formula-${column}`)) < before, `${label} nearer the prior costs less`);
  }
  assert.equal(await number(page, 'vae-kl-formula-2'), 0);
  // From its minimum the KL grows whichever way a slider goes.
  for (const [label, at, column] of steps) {
    for (const value of [at - 0.5, at + 0.5]) {
      const line = await picture(page, column === 1 ? 'vae-kl-line' : 'vae-kl-plane');
      await slide(page, label, value);
      await check();
      assert.ok((await number(page, `vae-kl-formula-${column}`)) > 0.05, `${label} = ${value} costs something`);
      await changed(() => picture(page, column === 1 ? 'vae-kl-line' : 'vae-kl-plane'), line, 'it is drawn');
    }
    await slide(page, label, at);
    assert.equal(await number(page, `vae-kl-formula-${column}`), 0);
  }
  const before = await picture(page, 'vae-kl-plane');
  await slide(page, 'Mean μ₂', 2);
  await changed(() => picture(page, 'vae-kl-plane'), before, 'the ellipse moves');
  assert.equal(await number(page, 'vae-kl-formula-1'), 0);
  assert.equal(await number(page, 'vae-kl-formula-2'), 2);
});

test('both forms of the ELBO agree within their errors, and the bounds climb to the evidence', async (t) => {
  const page = await openAt(t, 'vae-forms');
  const evidence = async () => Number((await text(page, 'vae-evidence')).replace('−', '-'));
  await until(async () => /sample set 1\.$/.test(await text(page, 'vae-bound-text')), 'the digit is sampled and integrated', 60_000);
  assert.ok((await evidence()) < 0);
  await slide(page, 'Samples K', 1);
  assert.equal(await text(page, 'vae-samples-value'), '10');
  const wide = await number(page, 'vae-joint-error');
  await slide(page, 'Samples K', 3);
  assert.ok((await number(page, 'vae-joint-error')) < wide / 4, 'a hundredfold of samples, about a tenth of the error');
  const agree = async () => {
    const [difference, error] = await numbers(page, ['vae-difference', 'vae-difference-error']);
    assert.ok(Math.abs(difference) <= 4 * error + 0.01, `${difference} ± ${error}`);
  };
  await agree();
  const [split, top, gap, whole] = await numbers(page, ['vae-split', 'vae-last-bound', 'vae-gap', 'vae-evidence']);
  assert.ok(split < top + 0.3 && top < whole + 0.3, `${split} ≤ ${top} ≤ ${whole}`);
  assert.ok(Math.abs(gap - (whole - split)) < 0.5);
  // More samples in one bound never lower it: groups of 2K are pairs of groups of K.
  const bounds = async () => [...(await alternative(page, 'vae-weighted')).matchAll(/(−?[\d.]+) at K = (\d{1,3}(?:,\d{3})*)/g)].map(([, nats, k]) => [Number(k.replace(',', '')), Number(nats.replace('−', '-'))]);
  await until(async () => (await bounds()).length > 5, 'the words of it follow');
  for (const [[few, lower], [many, higher]] of (await bounds()).slice(1).map((bound, i, all) => [i ? all[i - 1] : bound, bound]))
    assert.ok(many >= few && higher >= lower, `${lower} at ${few}, ${higher} at ${many}`);
  const estimates = async () => (await texts(page, ['vae-joint', 'vae-split', 'vae-difference'])).join();
  const before = await estimates();
  await button(page, 'Other samples').click();
  await changed(estimates, before, 'other samples give other estimates', 60_000);
  await agree();
});

test('both estimators of the gradient are right, and their variances are not alike', async (t) => {
  const page = await openAt(t, 'vae-estimators');
  await until(async () => (await text(page, 'vae-exact')) !== '', 'the numbers are there');
  const check = async () => {
    const [exact, path, score, ...estimates] = await numbers(page, [
      'vae-exact', 'vae-path-variance', 'vae-score-variance', 'vae-path-mean', 'vae-path-error', 'vae-score-mean', 'vae-score-error',
    ]);
    for (const [mean, error] of [estimates.slice(0, 2), estimates.slice(2)])
      assert.ok(Math.abs(mean - exact) < 5 * error + 0.002, `${mean} ± ${error}, exact ${exact}`);
    return { exact, path, score };
  };
  const square = await check();
  assert.equal(square.exact, 2);
  assert.ok(square.path < square.score / 5);
  let shown = await picture(page, 'vae-estimators');
  await button(page, 'Other noise').click();
  shown = await changed(() => picture(page, 'vae-estimators'), shown, 'other noise, other bars');
  await check();
  const errors = () => numbers(page, ['vae-path-error', 'vae-score-error']);
  await slide(page, 'Samples of the gradient', 2);
  const few = await errors();
  await slide(page, 'Samples of the gradient', 4);
  assert.match(await text(page, 'vae-grad-samples-value'), /^10,000$/);
  for (const [i, error] of (await errors()).entries())
    assert.ok(error > few[i] / 20 && error < few[i] / 5, `a hundredfold of samples, about a tenth of the error: ${few[i]} → ${error}`);
  await slide(page, 'Mean μ', 0);
  assert.equal((await check()).exact, 0);
  await slide(page, 'Standard deviation σ', 1);
  await page.locator('#vae-integrand').selectOption('bump');
  const bump = await check();
  assert.ok(bump.path > 3 * bump.score, 'a narrow bump turns the order round');
  await page.locator('#vae-by').selectOption('log-sigma');
  assert.notEqual((await check()).exact, bump.exact);
  await page.locator('#vae-integrand').selectOption('sine');
  await changed(() => picture(page, 'vae-f'), shown, 'f is drawn');
  await check();
});

test('dearer nats buy less rate; a run of the lab gets a point', async (t) => {
  const page = await openAt(t, 'vae-rate', { query: quick });
  const rate = async () => Number(/rate ([\d.]+) nats/.exec(await text(page, 'vae-rate-text'))?.[1]);
  await until(async () => Number.isFinite(await rate()), 'the series is there');
  const bars = await picture(page, 'vae-collapse');
  const cheap = await rate();
  await slide(page, 'β of the bars', 7);
  assert.equal(await text(page, 'vae-beta-value'), '20');
  assert.ok((await rate()) < cheap);
  await changed(() => picture(page, 'vae-collapse'), bars, 'the bars sink');
  assert.match(await text(page, 'vae-rate-text'), /[1-9] of 8 dimensions carry less/, 'some have collapsed');
  const wide = await picture(page, 'vae-rate');
  await page.locator('#vae-series').selectOption('2');
  assert.match(await text(page, 'vae-rate-text'), /of 2 dimensions/);
  await changed(() => picture(page, 'vae-rate'), wide, 'the curve is that of the other series');
  const curve = await picture(page, 'vae-rate');
  await page.locator('#mnist').scrollIntoViewIfNeeded();
  await labReady(page);
  await trainTo(page, 2);
  await settled(page);
  await page.locator('#vae-rate').scrollIntoViewIfNeeded();
  await changed(() => picture(page, 'vae-rate'), curve, 'the run has its point');
  const sunk = await picture(page, 'vae-collapse');
  await page.locator('#vae-bars').selectOption({ index: 1 });
  assert.match(await text(page, 'vae-rate-text'), /^Your run \d+ at β = 1/);
  await changed(() => picture(page, 'vae-collapse'), sunk, 'the bars are those of the run');
});
