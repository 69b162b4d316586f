// A network of the person's own: the page's saved file back again, files of other widths made here, and files that do not fit, each
// with a sentence that says why.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { alternative, button, harness, open, outputs, picture, test, until } from './helpers.mjs';

harness();

const shipped = (name) => readFileSync(fileURLToPath(new URL(`../../pretrained/${name}`, import.meta.url)));
const text = async (page, id) => (await page.locator(`#${id}`).textContent()).trim();
const bring = (page, prefix, name, buffer) => page.locator(`#${prefix}-bring-file`).setInputFiles({ name, mimeType: '', buffer });
const says = (page, prefix, words, what = `the page says ${words}`) => until(async () => words.test(await text(page, `${prefix}-bring-words`)), what, 60_000);

/** A safetensors file of small weights that are the same every time, by the contract of docs/bring-a-network.md. */
function network({ input = [28, 28, 1], hidden = [20, 12], latent = 5, change = (file) => file }) {
  const pixels = input[0] * input[1] * input[2];
  const layers = {};
  const chain = (part, widths) => widths.slice(1).forEach((out, i) => (layers[`${part}.${i}`] = [out, widths[i]]));
  chain('encoder', [pixels, ...hidden]);
  chain('decoder', [latent, ...hidden.toReversed(), pixels]);
  layers['encoder.mu'] = layers['encoder.logvar'] = [latent, hidden.at(-1)];
  const strings = { input: input.join(), latent: String(latent), activation: 'tanh', likelihood: 'bernoulli' };
  const tensors = {};
  let seed = 1;
  const small = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
  for (const [name, [out, into]] of Object.entries(layers)) {
    tensors[`${name}.weight`] = { shape: [out, into], values: Float32Array.from({ length: out * into }, () => (4 * small()) / Math.sqrt(into)) };
    tensors[`${name}.bias`] = { shape: [out], values: Float32Array.from({ length: out }, small) };
  }
  const file = change({ strings, tensors });
  const header = { __metadata__: file.strings };
  const data = [];
  let end = 0;
  for (const name of Object.keys(file.tensors).sort()) {
    const { shape, values } = file.tensors[name];
    header[name] = { dtype: 'F32', shape, data_offsets: [end, (end += values.byteLength)] };
    data.push(Buffer.from(values.buffer));
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...data]);
}

test('digits: another network answers in every figure of the chapter, and the page’s own comes back', async (t) => {
  const page = await open(t, { hash: 'latent' });
  const plots = ['latent-uniform', 'latent-inverse', 'latent-digit', 'latent-samples', 'latent-scatter', 'latent-marginal-1', 'latent-path-straight'];
  for (const id of [...plots, 'latent-path-plane', 'latent-pad']) await page.locator(`#${id}`).scrollIntoViewIfNeeded();
  await until(async () => Number.isFinite((await outputs(page, ['10-NN accuracy']))[0]), 'the page’s own network is surveyed', 60_000);
  const shown = () => Promise.all(plots.map((id) => picture(page, id)));
  const before = await shown();

  await bring(page, 'latent', 'mine.safetensors', network({}));
  await says(page, 'latent', /^mine\.safetensors is a variational autoencoder of images of 28 × 28 × 1: encoder 784-20-12-\(μ, ln σ²\), z of 5 dimensions, decoder 5-12-20-784, tanh, Bernoulli pixels; 32,878 parameters\.$/);
  await until(async () => (await page.locator('#latent-traversal input').count()) === 5, 'there is a slider a dimension');
  await until(async () => (await shown()).every((now, i) => now !== before[i]), 'every figure shows it', 60_000);
  await until(async () => (await text(page, 'latent-active-of')) === '5', 'its dimensions are surveyed', 60_000);
  // A slider beyond the plane moves the grids too.
  const grid = await picture(page, 'latent-uniform');
  await page.locator('#latent-traversal-z4').fill('2');
  await until(async () => (await picture(page, 'latent-uniform')) !== grid, 'the grid goes through the point');
  await until(async () => /z₄ = 2\.00/.test(await alternative(page, 'latent-digit')), 'the digit is that of the point');

  // The page's own file, as another file: the same figures again.
  await bring(page, 'latent', 'again.safetensors', shipped('mnist-vae.safetensors'));
  await says(page, 'latent', /^again\.safetensors is .* encoder 784-608-256-128-64-\(μ, ln σ²\).* gelu in its tanh form, Bernoulli pixels; 859,188 parameters\.$/);
  await until(async () => (await page.locator('#latent-traversal input').count()) === 2, 'two sliders again');
  await until(async () => (await picture(page, 'latent-samples')) === before[3], 'the same samples', 60_000);
  await page.locator('#latent-bring-back').click();
  await says(page, 'latent', /own network is shown again/);
  assert.ok(await page.locator('#latent-bring-back').isHidden());
});

test('what does not fit is said in words, and the network before it stays', async (t) => {
  const page = await open(t, { hash: 'latent-bring' });
  await page.locator('#latent-bring').scrollIntoViewIfNeeded();
  await until(async () => (await page.locator('#latent-traversal input').count()) === 2, 'the chapter is there', 60_000);
  const tensor = (name, act) => ({ strings, tensors }) => ({ strings, tensors: { ...tensors, [name]: act(tensors[name]) } });
  const cases = [
    ['colour.safetensors', network({ input: [32, 32, 3] }), /images of 32 × 32 × 3.*; the images here are of 28 × 28 × 1\.$/],
    ['keras.safetensors', network({ change: tensor('encoder.1.weight', ({ values }) => ({ shape: [20, 12], values })) }), /encoder\.1\.weight has the shape \[20, 12\] where \[12, 20\] is needed: it is transposed/],
    ['nan.safetensors', network({ change: tensor('decoder.0.bias', ({ shape, values }) => ({ shape, values: values.map(() => NaN) })) }), /decoder\.0\.bias holds values that are not finite/],
    ['names.safetensors', network({ change: ({ strings, tensors: { 'encoder.mu.bias': lost, ...tensors } }) => ({ strings, tensors }) }), /no tensor encoder\.mu\.bias; it has encoder\.mu\.weight/],
    ['net.pt', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26), Buffer.from('archive/data.pkl'), Buffer.alloc(60)]), /PyTorch's own\. One line of Python converts it: .*save_file\(.*torch\.load/],
    ['line.safetensors', network({ latent: 1 }), /2 to 64 dimensions of z/],
  ];
  for (const [name, file, sentence] of cases) {
    await bring(page, 'latent', name, file);
    await says(page, 'latent', sentence);
    assert.match(await text(page, 'latent-bring-words'), new RegExp(`^${name} does not fit: `));
    assert.ok(await page.locator('#latent-bring-back').isHidden());
  }
});

test('the notebook: a network with the images that it takes, its files, and a run beside it', async (t) => {
  const page = await open(t, { hash: 'galaxies-bring' });
  for (const id of ['galaxies-train', 'galaxies-uniform', 'galaxies-view-pca', 'galaxies-bring']) await page.locator(`#${id}`).scrollIntoViewIfNeeded();
  await until(() => button(page, 'Train on galaxies').isEnabled(), 'the notebook has its galaxies', 60_000);
  await until(async () => Number.isFinite((await outputs(page, ['Held-out ELBO on galaxies']))[0]), 'the page’s own network is judged', 60_000);
  const elbo = async () => (await outputs(page, ['Held-out ELBO on galaxies']))[0];
  const own = await elbo();

  // The page's own file, dropped: the same numbers.
  const place = fileURLToPath(new URL('../../pretrained/galaxy-vae.safetensors', import.meta.url));
  const zone = await page.locator('#galaxies-bring-zone').boundingBox();
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    const data = { items: [], files: [place], dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, x: zone.x + zone.width / 2, y: zone.y + zone.height / 2, data });
  }
  await says(page, 'galaxies', /^galaxy-vae\.safetensors is a variational autoencoder of images of 32 × 32 × 3/);
  await until(async () => (await elbo()) === own, 'its ELBO is that of the page', 60_000);
  assert.match(await text(page, 'galaxies-run-phase'), /^The network that you brought/);

  // Another size, grey, more dimensions: the images are prepared for it.
  await bring(page, 'galaxies', 'grey.safetensors', network({ input: [16, 16, 1], hidden: [24], latent: 3 }));
  await says(page, 'galaxies', /^grey\.safetensors is .* images of 16 × 16 × 1: encoder 256-24-\(μ, ln σ²\), z of 3 dimensions/);
  await until(async () => /16 × 16 × 1 = 256 numbers/.test(await text(page, 'galaxies-summary')), 'grey galaxies of 16 pixels are shown', 60_000);
  assert.deepEqual([await page.locator('#galaxies-size').inputValue(), await page.locator('#galaxies-channels').inputValue()], ['16', '1']);
  await until(async () => (await page.locator('#galaxies-sliders input').count()) === 3, 'three sliders', 60_000);
  await until(async () => Number.isFinite(await elbo()) && (await elbo()) !== own, 'it is judged', 60_000);
  assert.ok((await picture(page, 'galaxies-uniform')) !== '' && (await picture(page, 'galaxies-view-pca')) !== '');

  // It goes into files like any other, and a run takes its place; Pretrained shows it again.
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), button(page, 'Save weights').click()]);
  const saved = readFileSync(await download.path());
  assert.match(saved.subarray(0, 2000).toString('latin1'), /"input":"16,16,1"/);
  await button(page, 'Train on galaxies').click();
  await until(async () => Number(await text(page, 'galaxies-out-epoch')) > 0, 'a run is on its way', 120_000);
  await bring(page, 'galaxies', 'saved.safetensors', saved);
  await says(page, 'galaxies', /^saved\.safetensors is .* images of 16 × 16 × 1/);
  await until(async () => /^The network that you brought/.test(await text(page, 'galaxies-run-phase')), 'it takes the run’s place', 60_000);
  await page.locator('#galaxies-bring-back').click();
  await says(page, 'galaxies', /own network is here again/);
  await until(async () => /takes RGB images of 32 × 32 pixels/.test(await text(page, 'galaxies-notice')), 'it says which images the page’s own takes', 60_000);

  await bring(page, 'galaxies', 'digits.safetensors', network({ input: [20, 20, 1] }));
  await says(page, 'galaxies', /^digits\.safetensors does not fit: .*squares of 16, 28, 32, 64, 128 pixels a side/);
});
