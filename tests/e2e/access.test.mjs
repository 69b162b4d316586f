// Everyone can use it: what axe finds, the keyboard alone, and what a screen reader is told.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { engine } from './engines/index.mjs';
import { address, button, harness, heroReady, labReady, open, openLab, quick, reading, test, until } from './helpers.mjs';

harness();

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything that can be opened is open, and every chapter is alive. */
async function openAll(t, options) {
  const page = await open(t, { query: quick, ...options });
  await heroReady(page);
  // Chapters come to life when they come near.
  for (const chapter of await page.locator('.chapter').all()) {
    await chapter.scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  }
  await page.locator('#mnist').scrollIntoViewIfNeeded();
  await labReady(page);
  await until(() => page.locator('#galaxies-scatter canvas').count(), 'the galaxies are there', 60_000);
  await page.evaluate(() => {
    // What is off the screen is laid out too.
    document.documentElement.classList.remove('settled');
    document.body.classList.remove('settled');
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  return page;
}

/** What axe finds serious or critical in this part of the page; targets too small for a finger included. */
async function faults(page, part) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(engine === 'chromium' ? axe : `() => { ${axe} }`);
  const found = await page.evaluate(async (part) => {
    // What has scrolled under a bar that stays is no small target.
    for (const bar of document.querySelectorAll('body *')) if (getComputedStyle(bar).position === 'sticky') bar.style.position = 'static';
    const { violations } = await globalThis.axe.run(part, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } });
    return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ target }) => target.join(' ')) }));
  }, part);
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.join(', ')}`);
}

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing serious (${theme})`, async (t) => {
    const page = await openAll(t, { viewport: { width: theme === 'light' ? 1280 : 390, height: 844 } });
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    assert.deepEqual(await faults(page, 'body'), []);
    await page.locator('#class-link-open').click();
    assert.deepEqual(await faults(page, '#class-link'), []);
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

test('keys point into a figure as a mouse does', async (t) => {
  const page = await openLab(t);
  const scatter = page.locator('#lab-scatter');
  await tabTo(page, scatter);
  const words = () => page.locator('#lab-hover-text').textContent();
  const before = await words();
  await until(async () => {
    await page.keyboard.press('ArrowRight');
    return (await words()) !== before;
  }, 'a digit is looked at');
  await until(async () => /Reconstruction/.test(await page.locator('#announcer').textContent()), 'and it is said');
  assert.ok(await scatter.locator('.plot-cursor').isVisible());
  await page.keyboard.press('Escape');
  assert.ok(await scatter.locator('.plot-cursor').isHidden());
});

test('a screen reader hears how a run stands, by one voice, and not every step of it', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=1000` });
  const live = await page.evaluate(() => {
    const loud = (element) => element.getAttribute('aria-live') ?? { status: 'polite', log: 'polite', alert: 'assertive' }[element.getAttribute('role')] ?? (element.localName === 'output' ? 'polite' : 'off');
    return [...document.querySelectorAll('[aria-live], [role=status], [role=log], output')].filter((element) => !element.matches('.notice') && loud(element) !== 'off' && !element.closest('dialog')).map(({ id }) => id);
  });
  assert.deepEqual(live, ['announcer']);
  await page.evaluate(() => {
    globalThis.heard = [];
    new MutationObserver(() => globalThis.heard.push({ words: document.getElementById('announcer').textContent, at: performance.now() })).observe(document.getElementById('announcer'), { childList: true });
  });
  const heard = () => page.evaluate(() => globalThis.heard);
  await button(page, 'Train').click();
  await until(async () => (await heard()).some(({ words }) => /^Training lab: Training at β = 1\.$/.test(words)), 'the training is said');
  await button(page, 'Pause').click();
  await until(async () => (await heard()).some(({ words }) => /^Training lab: Paused after /.test(words)), 'the pause is said');
  const all = await heard();
  all.slice(1).forEach(({ at }, i) => assert.ok(at - all[i].at >= 1900, 'one sentence can be heard before the next'));
  const batches = Number(/after ([\d,]+) batch/.exec(all.at(-1).words)[1].replace(',', ''));
  assert.ok(all.length < batches, `${all.length} sentences for ${batches} batches`);
});

test('a field’s refusal is said', async (t) => {
  const page = await openLab(t);
  const field = page.getByLabel('Batch size', { exact: true });
  await field.fill('0');
  await field.press('Tab');
  await until(async () => /least|from/.test(await page.locator('#announcer').textContent()), 'why it is refused is said');
});

test('forced colours leave every figure its own paper, and show what is chosen', { skip: engine !== 'chromium' && 'only Chromium’s driver forces colours' }, async (t) => {
  const page = await open(t, { forcedColors: 'active' });
  await heroReady(page);
  const found = await page.evaluate(() => {
    const plot = document.getElementById('hero-manifold');
    const paper = getComputedStyle(document.documentElement).getPropertyValue('--plot-paper');
    const probe = document.createElement('i');
    probe.style.cssText = `forced-color-adjust: none; color: ${paper}`;
    document.body.append(probe);
    return { forced: matchMedia('(forced-colors: active)').matches, paper: getComputedStyle(plot).backgroundColor === getComputedStyle(probe).color };
  });
  assert.deepEqual(found, { forced: true, paper: true });
  await page.locator('#mnist').scrollIntoViewIfNeeded();
  const ring = (css) => page.locator(css).first().evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.equal(await ring('.pill input:checked + span'), 'solid');
  assert.deepEqual(await faults(page, '#mnist'), []);
});

test('text of twice its size fits the window, sideways too', async (t) => {
  const prepare = (context) =>
    context.addInitScript(() => document.addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = '200%')));
  for (const width of [1280, 1920]) {
    const page = await openAll(t, { viewport: { width, height: 800 }, prepare });
    const beyond = await page.evaluate(() => {
      const edge = document.documentElement.clientWidth + 1;
      const wide = (element) => element.getBoundingClientRect().right > edge;
      const scrolls = (element) => element && element !== document.body && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
      const all = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().width > 0 && wide(one) && !scrolls(one.parentElement));
      return all.filter((one) => ![...one.children].some(wide)).map((one) => `${one.tagName} ${one.id} in ${one.closest('[id]')?.id}`);
    });
    assert.deepEqual(beyond, [], `at ${width} px`);
    const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(needed <= there, `${needed} px needed of ${there}`);
  }
});
