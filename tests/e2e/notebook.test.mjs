// The notebook's controls that no problem needs: settings of a run, what the plane shows, what is measured and decoded.
import assert from 'node:assert/strict';
import { alternative, button, enter, harness, open, outputs, picture, slide, test, until } from './helpers.mjs';

harness();

/** Simulated galaxies of 16 × 16 pixels and a small network: a second or two a training. */
const small = 'galaxies-set=simulated&galaxies-count=200&galaxies-size=16&galaxies-hidden=32&galaxies-epochs=10';
const text = (page, id) => page.locator(`#${id}`).textContent();

async function openNotebook(t, query, id) {
  const page = await open(t, { hash: 'galaxies', query });
  await page.locator(`#${id}`).scrollIntoViewIfNeeded();
  await until(() => button(page, 'Train on galaxies').isEnabled(), 'the galaxies are here', 60_000);
  return page;
}

/** Held-out numbers of the run on the screen. */
async function numbers(page) {
  const [epoch, elbo, reconstruction, kl] = await outputs(
    page,
    ['Epoch on galaxies', 'Held-out ELBO on galaxies', 'Reconstruction of galaxies', 'KL on galaxies'],
  );
  return { epoch, elbo, reconstruction, kl };
}

/** A new run, trained to its end. */
async function run(page) {
  await button(page, 'Reset the galaxies').click();
  await until(async () => (await numbers(page)).epoch === 0, 'a new run is at its start', 30_000);
  await button(page, 'Train on galaxies').click();
  await until(async () => /All \d+ epochs are done/.test(await text(page, 'galaxies-run-phase')), 'it is trained', 60_000);
  const found = await numbers(page);
  assert.ok(Math.abs(found.elbo + found.reconstruction + found.kl) < 0.2, JSON.stringify(found));
  return found;
}

test('every setting of a run on galaxies makes another run; the same settings the same one', async (t) => {
  const page = await openNotebook(t, small, 'galaxies-run');
  const first = await run(page);
  await enter(page, 'Seed of the run on galaxies', 3);
  assert.notDeepEqual(await run(page), first, 'another seed');
  await enter(page, 'Seed of the run on galaxies', 0);
  assert.deepEqual(await run(page), first, 'the first seed again');
  await enter(page, 'β of the run on galaxies', 20);
  const dear = await run(page);
  assert.ok(dear.kl < first.kl, `dearer nats: ${dear.kl} < ${first.kl}`);
  await enter(page, 'β of the run on galaxies', 1);
  await enter(page, 'Learning rate on galaxies', 0.00001);
  const slow = await run(page);
  assert.ok(slow.elbo < first.elbo - 1, `slower: ${slow.elbo} < ${first.elbo}`);
  await enter(page, 'Learning rate on galaxies', 0.001);
  await enter(page, 'Batch of galaxies', 8);
  const often = await run(page);
  assert.ok(often.elbo > first.elbo, `four times as many steps: ${often.elbo} > ${first.elbo}`);
  await enter(page, 'Batch of galaxies', 32);
  await enter(page, 'Galaxies to train on', 80);
  const few = await run(page);
  assert.ok(few.elbo < first.elbo, `half the images, half the steps: ${few.elbo} < ${first.elbo}`);
  await enter(page, 'Galaxies to train on', 160);
  assert.deepEqual(await run(page), first, 'all of them again');
  await page.locator('#galaxies-augment').uncheck();
  assert.notDeepEqual(await run(page), first, 'without symmetries');
  await page.locator('#galaxies-augment').check();
  await page.locator('#galaxies-channels').selectOption({ label: 'grey' });
  await until(async () => /16 × 16 × 1/.test(await text(page, 'galaxies-summary')), 'the images are grey', 30_000);
  await page.locator('#galaxies-likelihood').selectOption('gaussian');
  const gaussian = await run(page);
  assert.ok(Math.abs(gaussian.elbo / first.elbo) > 2, `errors in units of σ = 0.07 cost otherwise: ${gaussian.elbo}, ${first.elbo}`);
});

test('the pretrained network comes back, with numbers of its own, where its images are shown', async (t) => {
  const page = await openNotebook(t, small, 'galaxies-run');
  await run(page);
  await button(page, 'Show the pretrained galaxy network').click();
  await until(async () => /takes RGB images of 32 × 32 pixels/.test(await text(page, 'galaxies-notice')), 'it says which images it takes');
  await page.locator('#galaxies-set').selectOption('hubble');
  await page.locator('#galaxies-size').selectOption('32');
  await until(async () => /330 to train on.*32 × 32 × 3/.test(await text(page, 'galaxies-summary')), 'its images are here', 60_000);
  const shown = await picture(page, 'galaxies-scatter');
  await button(page, 'Show the pretrained galaxy network').click();
  await until(async () => /trained beforehand/.test(await text(page, 'galaxies-run-phase')), 'it is said to be shown');
  await until(async () => (await picture(page, 'galaxies-scatter')) !== shown, 'its plane is shown');
  // The model card's numbers, with another ε: Gaussian pixels, so a density, which may be above 1.
  await until(async () => Math.abs((await numbers(page)).elbo - 3797.1) < 5, 'its held-out ELBO is the card’s', 30_000);
  const { epoch, elbo, reconstruction, kl } = await numbers(page);
  assert.ok(Math.abs(kl - 7.22) < 0.1 && Math.abs(elbo + reconstruction + kl) < 0.2, `${elbo} ${reconstruction} ${kl}`);
  assert.ok(Number.isNaN(epoch), 'the run before has left its numbers with it');
  // An untrained network's are far from them.
  await button(page, 'Reset the galaxies').click();
  await until(async () => (await numbers(page)).epoch === 0, 'a run of its own begins', 30_000);
  const untrained = (await numbers(page)).elbo;
  assert.ok(Number.isNaN(untrained) || untrained < 0, `${untrained}`);
});

test('the plane of the galaxies is sampled, turned and drawn with what is asked, and goes back', async (t) => {
  const page = await openNotebook(t, `${small}&galaxies-latent=3`, 'galaxies-scatter');
  await run(page);
  const shown = () => picture(page, 'galaxies-scatter');
  const thereAndBack = async (act, undo, what) => {
    const before = await shown();
    await act();
    await until(async () => (await shown()) !== before, `${what} changes the picture`);
    await undo();
    await until(async () => (await shown()) === before, `without ${what} it is as before`);
  };
  await page.mouse.move(2, 2);
  await until(async () => /points/.test(await alternative(page, 'galaxies-scatter')), 'the words of it follow');
  const [mean, sampled] = [page.locator('#galaxies-point-mean'), page.locator('#galaxies-point-sampled')];
  await thereAndBack(() => sampled.check(), () => mean.check(), 'the noise');
  await thereAndBack(() => page.locator('#galaxies-ellipses').check(), () => page.locator('#galaxies-ellipses').uncheck(), 'the ellipses');
  await thereAndBack(() => page.locator('#galaxies-prior').uncheck(), () => page.locator('#galaxies-prior').check(), 'the missing circles');
  const [across, up] = [page.locator('#galaxies-axis-x'), page.locator('#galaxies-axis-y')];
  await thereAndBack(() => across.selectOption('2'), () => across.selectOption('0'), 'another axis');
  await thereAndBack(() => up.selectOption('2'), () => up.selectOption('1'), 'another axis upwards');
});

test('another coordinate and another property are measured', async (t) => {
  const page = await openNotebook(t, '', 'galaxies-measured');
  const says = (pattern) => until(async () => pattern.test(await alternative(page, 'galaxies-measured')), `it says ${pattern}`, 60_000);
  await says(/goes from/);
  const [first, strip] = [await picture(page, 'galaxies-measured'), await picture(page, 'galaxies-measured-strip')];
  await page.locator('#galaxies-along').selectOption({ label: 'z₂' });
  await says(/z₂/);
  await until(async () => (await picture(page, 'galaxies-measured-strip')) !== strip, 'other images are decoded');
  await page.locator('#galaxies-measure').selectOption('Axis ratio');
  await says(/Axis ratio/i);
  await until(async () => (await picture(page, 'galaxies-measured')) !== first, 'and drawn');
});

test('the table can be stopped, and asked for again', async (t) => {
  const page = await openNotebook(t, small, 'galaxies-table');
  await run(page);
  const whole = async () => /Random numbers/.test(await text(page, 'galaxies-table-body'));
  await until(whole, 'the table is made', 90_000);
  await button(page, 'Ask the axes').click();
  await button(page, 'Stop asking').click();
  await until(() => page.locator('#galaxies-explain-stop').isHidden(), 'it has stopped');
  const rows = await page.locator('#galaxies-table-body tr').count();
  await page.waitForTimeout(500);
  assert.equal(await page.locator('#galaxies-table-body tr').count(), rows, 'nothing more comes');
  await button(page, 'Ask the axes').click();
  await until(async () => (await whole()) && (await page.locator('#galaxies-explain-stop').isHidden()), 'it is whole again', 90_000);
});

test('tiles a side, the ends of the way and its kind, and a marker on either grid', async (t) => {
  const page = await openNotebook(t, '', 'galaxies-uniform');
  await until(async () => (await alternative(page, 'galaxies-between')).includes('on the way'), 'an interpolation is shown', 60_000);
  await slide(page, 'Tiles per side for galaxies', 20);
  for (const id of ['galaxies-uniform', 'galaxies-inverse'])
    await until(async () => /20 by 20 images/.test(await alternative(page, id)), `${id} has 20 tiles a side`, 30_000);
  const changes = async (id, act, what) => {
    const before = await picture(page, id);
    await act();
    await until(async () => (await picture(page, id)) !== before, what);
  };
  await changes('galaxies-between', () => slide(page, 'From galaxy', 30), 'another beginning');
  await changes('galaxies-between', () => page.locator('#galaxies-path-circle').check(), 'by the great circle');
  await changes('galaxies-between', () => page.locator('#galaxies-path-straight').check(), 'straight again');
  await changes('galaxies-decoded', () => page.locator('#galaxies-sliders-z2').fill('1.5'), 'another z₂');
  for (const id of ['galaxies-uniform', 'galaxies-inverse'])
    await changes('galaxies-decoded', () => page.locator(`#${id}`).getByRole('slider').press('ArrowLeft'), `the marker of ${id} moves the galaxy`);
});
