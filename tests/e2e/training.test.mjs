// The training lab does what its buttons say.
import assert from 'node:assert/strict';
import { address, alternative, button, enter, harness, labReady, open, openLab, picture, quick, reading, readings, settled, slide, steady, test, trainTo, until, workers } from './helpers.mjs';

harness();

test('training lowers the held-out loss and moves every figure', async (t) => {
  const page = await openLab(t);
  const before = await readings(page);
  assert.equal(before.Epoch, 0);
  assert.ok(before.Reconstruction > 500, 'an untrained decoder pays about ln 2 a pixel, or more');
  const figures = ['lab-scatter', 'lab-manifold', 'lab-curves'];
  const pictures = await Promise.all(figures.map((id) => picture(page, id)));
  await trainTo(page, 3);
  const after = await readings(page);
  assert.ok(after['Held-out ELBO'] > before['Held-out ELBO'] + 150, `${before['Held-out ELBO']} → ${after['Held-out ELBO']}`);
  assert.ok(Math.abs(after['Held-out ELBO'] + after.Reconstruction + after.KL) < 0.2, 'ELBO = −reconstruction − KL');
  assert.ok((await reading(page, 'Images per second')) > 0);
  for (const [i, id] of figures.entries()) await until(async () => (await picture(page, id)) !== pictures[i], `${id} moves`);
});

test('Pause holds the run within one batch', async (t) => {
  const page = await openLab(t);
  await trainTo(page, 1);
  const held = await readings(page);
  await page.waitForTimeout(1000);
  assert.deepEqual(await readings(page), held);
});

test('Step advances one batch', async (t) => {
  const page = await openLab(t);
  for (const batches of [1, 2, 3]) {
    await button(page, 'Step').click();
    await until(async () => (await reading(page, 'Epoch')) > (batches - 0.5) / 10, `batch ${batches} is counted`);
    await settled(page);
    assert.ok(Math.abs((await reading(page, 'Epoch')) - batches / 10) < 0.006, '1,000 images in batches of 100 are 10 an epoch');
  }
});

test('Reset returns to the start and leaves no worker behind', async (t) => {
  const page = await openLab(t);
  const start = await readings(page);
  const trainAndReset = async () => {
    await button(page, 'Train').click();
    await until(async () => (await reading(page, 'Epoch')) >= 1, 'it trains');
    await button(page, 'Reset').click();
    await until(async () => (await reading(page, 'Epoch')) === 0 && (await button(page, 'Train').isEnabled()), 'it is at the start');
    await settled(page);
    assert.deepEqual(await readings(page), start);
  };
  await trainAndReset();
  // A run that is kept has the later program loaded, which may start a worker of its own.
  await until(async () => (await page.locator('#shelf-rows tr').count()) > 0, 'the run is on the shelf', 60_000);
  const count = async () => (await workers(page)).length;
  await steady(count, 'no worker comes any more', 5, 30_000, 200);
  const all = await count();
  await trainAndReset();
  await until(async () => (await count()) === all, 'as many workers as before');
});

test('β = 20 in mid-run lowers the KL without a restart', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=200` });
  await trainTo(page, 4);
  const before = await readings(page);
  await enter(page, 'β, exact value', 20);
  // A busy machine pauses later than it was told to: as many epochs again, whenever that was.
  await trainTo(page, before.Epoch + 4);
  const after = await readings(page);
  assert.ok(after.Epoch >= before.Epoch + 4, 'the same run goes on');
  assert.ok(after.KL < 0.7 * before.KL, `KL ${before.KL} → ${after.KL}`);
});

test('the same seed gives the same curve, another seed another', async (t) => {
  const run = async (seed) => {
    const page = await openLab(t, { query: `${quick}&epochs=2&seed=${seed}` });
    await button(page, 'Train').click();
    await until(async () => (await reading(page, 'Epoch')) >= 2, 'the run ends', 60_000);
    await settled(page);
    return readings(page);
  };
  const first = await run(5);
  assert.deepEqual(await run(5), first);
  assert.notDeepEqual(await run(6), first);
});

test('settings are in the address, and the address brings them back', async (t) => {
  const page = await openLab(t, { query: '' });
  await slide(page, 'β (KL weight)', 20);
  await enter(page, 'Seed', 7);
  await enter(page, 'Batch size', 64);
  let link;
  const holds = async (...parts) => {
    link = new URL(await address(page));
    return parts.every((part) => part.test(link.search));
  };
  await until(() => holds(/beta=20\b/, /seed=7\b/, /batch=64\b/), 'they are');
  const other = await openLab(t, { query: link.search.slice(1), hash: link.hash.slice(1) });
  assert.equal(await other.getByLabel('β, exact value').inputValue(), '20');
  assert.equal(await other.getByLabel('Seed', { exact: true }).inputValue(), '7');
  assert.equal(await other.getByLabel('Batch size', { exact: true }).inputValue(), '64');
});

test('what is being typed or moved stays, though the digits come meanwhile', async (t) => {
  let come;
  const told = new Promise((resolve) => (come = resolve));
  const hold = async (route) => {
    await told;
    await route.continue();
  };
  const page = await open(t, { query: quick, hash: 'mnist', prepare: (context) => context.route(/mnist-train-images/, hold) });
  const [seed, latent] = [page.getByLabel('Seed', { exact: true }), page.locator('#latent-dimensions')];
  await until(async () => (await page.getByLabel('Training images', { exact: true }).inputValue()) === '1000', 'the lab shows its settings');
  // As a hand does that has not let go yet.
  await latent.evaluate((slider) => {
    slider.value = '5';
    slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  await seed.fill('7');
  come();
  await labReady(page);
  assert.equal(await latent.inputValue(), '5');
  assert.equal(await seed.inputValue(), '7');
  await seed.press('Tab');
  await until(async () => /seed=7\b/.test(await address(page)), 'it is taken');
});

test('another architecture begins anew, with the old result in sight until then', async (t) => {
  const page = await openLab(t);
  await trainTo(page, 1);
  const trained = await readings(page);
  await slide(page, 'Latent dimensions', 3);
  assert.deepEqual(await readings(page), trained, 'the old result stays');
  await button(page, 'Reset').click();
  await until(async () => (await reading(page, 'Epoch')) === 0, 'the new run is at its start');
  await until(() => page.locator('#lab-view-row').isVisible(), 'a choice of axes is offered');
  await trainTo(page, 1);
  for (const view of ['pca', 'tsne', 'pair']) {
    const before = await picture(page, 'lab-scatter');
    await page.locator('#lab-view').selectOption(view);
    await until(async () => (await picture(page, 'lab-scatter')) !== before, `the scatter shows ${view}`, 60_000);
  }
});

test('a run in a tab in the background goes on', async (t) => {
  const page = await openLab(t, { query: `${quick}&epochs=200` });
  await button(page, 'Train').click();
  await until(async () => (await reading(page, 'Epoch')) > 0.5, 'it trains');
  const other = await page.context().newPage();
  await other.goto('about:blank');
  await other.bringToFront();
  await other.waitForTimeout(2000);
  await page.bringToFront();
  const epoch = await reading(page, 'Epoch');
  await until(async () => (await reading(page, 'Epoch')) > epoch, 'it still trains');
  await button(page, 'Pause').click();
  await settled(page);
  for (const value of Object.values(await readings(page))) assert.ok(Number.isFinite(value));
});

test('the run has a traversal of as many sliders as dimensions, which follows the network and the marker', async (t) => {
  const page = await openLab(t, { query: `${quick}&latent=3` });
  const sliders = page.locator('#lab-traversal input[type=range]');
  await until(async () => (await sliders.count()) === 3, 'a slider a dimension');
  // The sliders are sorted by what they carry.
  const z = () => Promise.all([1, 2, 3].map(async (axis) => Number((await page.locator(`#lab-traversal output[for="lab-traversal-z${axis}"]`).textContent()).replace('−', '-'))));
  const digit = () => picture(page, 'lab-digit');
  const follows = async (act, what) => {
    const before = await digit();
    await act();
    await until(async () => (await digit()) !== before, what);
  };
  await until(async () => /at z₁/.test(await alternative(page, 'lab-digit')), 'the point is decoded');
  for (const [axis, name] of ['z₁', 'z₂', 'z₃'].entries()) {
    await follows(() => slide(page.locator('#lab-traversal'), name, 2), `${name} moves the digit`);
    assert.equal((await z())[axis], 2);
  }
  await follows(() => trainTo(page, 1), 'the network learns, and the point decodes to something else');
  const marker = page.locator('#lab-manifold').getByRole('slider');
  await follows(() => marker.press('ArrowLeft'), 'the marker moves the digit');
  const [z1, ...others] = await z();
  assert.ok(z1 < 2 && others.join() === '2,2', `${z1}, ${others}`);
});

test('dimensions are chosen with those first that carry most; where the posterior collapsed, axes and lists say so', async (t) => {
  const page = await openLab(t, { query: 'images=1000&batch=100&hidden=16&rate=0.003&latent=6&beta=20&epochs=200' });
  const told = async () => {
    const parts = (await page.locator('#lab-kl-dimensions').textContent()).split('Inactive:');
    return [parts[0], parts[1] ?? ''].map((part) => part.match(/z[₁-₆]/g) ?? []);
  };
  // Noise of the training lifts one over the threshold now and then: what counts is where it rests.
  await until(async () => {
    await button(page, 'Train').click();
    await until(async () => (await reading(page, 'Epoch')) >= 1 && (await told())[1].length >= 2, 'two dimensions have collapsed', 60_000);
    await button(page, 'Pause').click();
    await settled(page);
    return (await told())[1].length >= 2;
  }, 'it rests where two have collapsed', 120_000);
  const [active, inactive] = await told();
  assert.ok(inactive.length >= 2, `${inactive}`);
  const sorted = [...active, ...inactive.map((name) => `${name}, inactive`)];
  for (const id of ['lab-axis-x', 'lab-axis-y']) assert.deepEqual(await page.locator(`#${id} option`).allTextContents(), sorted);
  assert.deepEqual(await page.locator('#lab-traversal label').allTextContents(), sorted);
  const axis = (id, name) => page.locator(`#${id}`).selectOption({ label: `${name}, inactive` });
  await axis('lab-axis-x', inactive.at(-1));
  await axis('lab-axis-y', inactive.at(-2));
  const says = new RegExp(`${inactive.at(-1)} and ${inactive.at(-2)} carry nothing: the posterior is the prior for every image, and no mean is further from 0 than [\\d.e−]+\\. The axes keep the prior’s scale`);
  await until(async () => says.test(await alternative(page, 'lab-scatter')), `it says ${says}`);
});

test('the wall shows real digits: all, those of a label, earlier and later ones', async (t) => {
  const page = await openLab(t);
  const says = () => page.locator('#wall-text').textContent();
  await until(async () => /^1 to 80 of 1,000 held-out digits$/.test(await says()), 'the first digits');
  const [first, earlier, later] = [await picture(page, 'wall-digits'), button(page, 'Earlier digits'), button(page, 'Later digits')];
  assert.ok(await earlier.isDisabled());
  await later.click();
  assert.match(await says(), /^81 to 160 of/);
  await until(async () => (await picture(page, 'wall-digits')) !== first, 'others');
  await earlier.click();
  await until(async () => (await picture(page, 'wall-digits')) === first, 'the first again');
  await page.locator('#wall-label').selectOption('7');
  assert.equal(await says(), '1 to 80 of 100 held-out digits labelled 7');
  await until(async () => (await picture(page, 'wall-digits')) !== first, 'sevens alone');
  await later.click();
  assert.equal(await says(), '81 to 100 of 100 held-out digits labelled 7');
  assert.ok(await later.isDisabled());
});

test("the run's scatter is coloured, isolated, sampled and turned as is asked, and goes back", async (t) => {
  const page = await openLab(t, { query: `${quick}&latent=3` });
  const figure = page.locator('.view').filter({ has: page.locator('#lab-scatter') });
  const shown = () => picture(page, 'lab-scatter');
  const says = (pattern) => until(async () => pattern.test(await alternative(page, 'lab-scatter')), `it says ${pattern}`, 30_000);
  await says(/1,000 points against z₁ and z₂, posterior means, coloured by label/);
  const thereAndBack = async (act, undo, what, said) => {
    const before = await shown();
    await act();
    await until(async () => (await shown()) !== before, `${what} changes the picture`);
    if (said) await says(said);
    await undo();
    await until(async () => (await shown()) === before, `without ${what} it is as before`);
  };
  const three = page.locator('#lab-legend').getByRole('button').nth(3);
  await thereAndBack(() => three.click(), () => three.click(), 'the 3s alone');
  const colour = page.locator('#lab-colour');
  await thereAndBack(() => colour.selectOption({ index: 1 }), () => colour.selectOption('label'), 'a measured property', /coloured by (?!label)/);
  const choice = (name) => figure.getByLabel(name, { exact: true });
  await thereAndBack(() => choice('sampled z').check(), () => choice('posterior mean').check(), 'the noise', /sampled from the posterior/);
  await thereAndBack(() => choice('posterior ellipses, 1σ and 2σ').check(), () => choice('posterior ellipses, 1σ and 2σ').uncheck(), 'the ellipses');
  await thereAndBack(() => choice('prior circles, 1σ 2σ 3σ').uncheck(), () => choice('prior circles, 1σ 2σ 3σ').check(), 'the missing circles');
  const [across, up] = [page.locator('#lab-axis-x'), page.locator('#lab-axis-y')];
  await thereAndBack(() => across.selectOption('2'), () => across.selectOption('0'), 'another axis', /against z₃ and z₂/);
  await thereAndBack(() => up.selectOption('2'), () => up.selectOption('1'), 'another axis upwards', /against z₁ and z₃/);
});

test("the run's manifold is laid out as is asked", async (t) => {
  const page = await openLab(t);
  const says = (words) => until(async () => (await alternative(page, 'lab-manifold')).includes(words), `it says ${words}`, 30_000);
  const lab = page.locator('#mnist');
  await says('12 by 12 images decoded from z₁ −2.33 to 2.33');
  await slide(lab, 'Outer quantile', 200);
  await says('12 by 12 images decoded from z₁ −0.84 to 0.84');
  await lab.getByLabel('Uniform', { exact: true }).check();
  await says('12 by 12 images decoded from z₁ −5.00 to 5.00');
  await slide(lab, 'Range of z', 2);
  await says('12 by 12 images decoded from z₁ −2.00 to 2.00');
  await slide(lab, 'Tiles per side', 30);
  await says('30 by 30 images decoded from z₁ −2.00 to 2.00');
  await lab.getByLabel('Inverse CDF', { exact: true }).check();
  await says('30 by 30 images decoded from z₁ −0.84 to 0.84');
});

test('digits, images and hidden units shape the next run', async (t) => {
  const page = await openLab(t);
  const untrained = await readings(page);
  const changes = async (act, what) => {
    const before = JSON.stringify(await readings(page));
    await act();
    await until(async () => JSON.stringify(await readings(page)) !== before, what, 30_000);
    await settled(page);
  };
  await changes(() => enter(page, 'Hidden units', '32, 16'), 'another network costs something else');
  await changes(() => enter(page, 'Hidden units', 64), 'and the first one again');
  assert.deepEqual(await readings(page), untrained);
  await page.locator('#digit-1').uncheck();
  await until(async () => /900 points/.test(await alternative(page, 'lab-scatter')), 'no ones are shown', 30_000);
  await page.locator('#digit-1').check();
  await until(async () => /1,000 points/.test(await alternative(page, 'lab-scatter')), 'all are shown again', 30_000);
  // With twice the images a batch is half as much of an epoch.
  await enter(page, 'Training images', 2000);
  await button(page, 'Step').click();
  await until(async () => Math.abs((await reading(page, 'Epoch')) - 0.05) < 0.006, '2,000 images in batches of 100 are 20 an epoch', 30_000);
  await enter(page, 'Epochs', 1);
  await button(page, 'Train').click();
  await until(() => button(page, 'Train').isEnabled().then(async (done) => done && (await reading(page, 'Epoch')) === 1), 'it ends after its epoch', 60_000);
});
