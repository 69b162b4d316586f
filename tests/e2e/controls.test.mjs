// Every control of the page is pressed by some test: what the other tests pressed, as they noted it themselves, is held
// against what the built page has. So this file comes last, and says so when the others have not run on this build.
import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { dist, harness, open, test, until } from './helpers.mjs';
import { pressedBy } from './pressed.mjs';

harness();

/** Part of the page → some of the controls that its figures make: until these are there, not all has come. */
const made = {
  intro: ['hero-sliders-z1', 'hero-sliders-z2', 'hero-manifold slider'],
  representation: [],
  som: [],
  autoencoder: ['holes-plain-scatter slider', 'holes-variational-scatter slider'],
  vae: [],
  mnist: ['digits input', 'lab-traversal-z1', 'lab-manifold slider', 'lab-legend button'],
  latent: ['latent-traversal-z1', 'latent-uniform slider', 'latent-inverse slider', 'latent-legend button'],
  shelf: [],
  galaxies: ['galaxies-sliders-z1', 'galaxies-uniform slider', 'galaxies-inverse slider'],
};

const { pressed, missing } = pressedBy(dist, path.basename(fileURLToPath(import.meta.url)));
const skip = missing.length > 0 && 'the notes of other tests are missing';

/** The names of the controls in a part of the page. */
const names = (page, selector) => page.locator(selector).evaluate((part) => [...new Set(globalThis.controls.within(part).map(globalThis.controls.name))].sort());

test('every other test file has run on this build, and noted what it pressed', () => {
  assert.deepEqual(missing, [], 'These files must run first: scripts/test e2e runs all, in the right order.');
});

for (const [chapter, figures] of Object.entries(made)) {
  test(`every control of ${chapter} is pressed by a test`, { skip }, async (t) => {
    const page = await open(t, { hash: chapter });
    for (const plot of await page.locator(`#${chapter} .plot`).filter({ visible: true }).all()) await plot.scrollIntoViewIfNeeded();
    let found = [];
    let still = 0;
    await until(
      async () => {
        const now = await names(page, `#${chapter}`);
        still = now.join() === found.join() ? still + 1 : 0;
        found = now;
        return still >= 10 && figures.every((name) => found.includes(name));
      },
      `${figures.join(', ')} are in ${chapter}, and no more controls come`,
      60_000,
      200,
    );
    assert.deepEqual(found.filter((name) => !pressed.has(name)), [], 'controls that no test presses');
  });
}

test('every chapter with controls is looked at, and every control outside of the chapters is pressed', { skip }, async (t) => {
  const page = await open(t);
  const chapters = await page.locator('.chapter').evaluateAll((all) => all.filter((chapter) => globalThis.controls.within(chapter).length > 0).map(({ id }) => id));
  assert.deepEqual(chapters.filter((id) => !made[id]), []);
  const all = await names(page, 'body');
  const inside = await Promise.all(chapters.map((id) => names(page, `#${id}`)));
  const outside = all.filter((name) => !inside.flat().includes(name));
  assert.deepEqual(outside.filter((name) => !pressed.has(name)), [], 'controls that no test presses');
});
