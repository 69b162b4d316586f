// The same seed gives the same numbers in every engine, to the last bit: one engine's are written here, and each is held to them.
// Who means to change what is computed puts the new ones here, and runs all three: scripts/test e2e --engine NAME.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { button, harness, labReady, open, settled, test, texts, until } from './helpers.mjs';

harness();

const said = (page, id) => page.locator(`#${id}`).textContent();

test('two epochs of the lab at its defaults', async (t) => {
  const page = await open(t, { query: 'epochs=2', hash: 'mnist' });
  await labReady(page);
  await button(page, 'Train').click();
  await until(async () => /All 2 epochs are done/.test(await said(page, 'run-phase')), 'the run ends', 120_000);
  await settled(page);
  assert.deepEqual(await texts(page, ['out-held-out-elbo', 'out-epoch']), ['-197.94', '2']);
});

test('the weights of the network of galaxies after three epochs', async (t) => {
  const page = await open(t, { query: 'galaxies-epochs=3', hash: 'galaxies' });
  const train = button(page, 'Train on galaxies');
  await train.scrollIntoViewIfNeeded();
  await until(() => train.isEnabled(), 'it can be trained', 60_000);
  await train.click();
  await until(async () => /All 3 epochs are done/.test(await said(page, 'galaxies-run-phase')), 'the run ends', 120_000);
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), button(page, 'Save weights').click()]);
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'latent-lab-')), 'weights.safetensors');
  await download.saveAs(file);
  // The numbers alone: what is written about them stands before them (safetensors: the length of a header in 8 bytes, and the header).
  const bytes = readFileSync(file);
  const numbers = bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
  assert.equal(createHash('sha256').update(numbers).digest('hex'), '972660f370e5191a65407d7dc67939154b2cdbc7b887b8a52c1686fe126859dc');
});
