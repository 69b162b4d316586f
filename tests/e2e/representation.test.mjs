// The chapter on representation: the sheet of galaxies in pixel space, and one data set three ways.
import assert from 'node:assert/strict';
import { alternative, button, harness, open, picture, slide, test, until } from './helpers.mjs';

harness();

const text = (page, name) => page.getByLabel(name, { exact: true }).textContent();
const number = async (page, name) => parseFloat((await text(page, name)).replace('−', '-'));

async function openSheet(t, options = {}) {
  const page = await open(t, { hash: 'representation', ...options });
  await until(async () => /together/.test(await text(page, 'Variance in three components')), 'the sheet is rendered', 90_000);
  return page;
}

test('a point of the flat sheet is a galaxy, and a place among images', async (t) => {
  const page = await openSheet(t);
  const shown = async () => [await picture(page, 'sheet-galaxy'), await picture(page, 'sheet-space'), await picture(page, 'sheet-flat')];
  const changes = async (act, what) => {
    const before = await shown();
    await act();
    await until(async () => (await shown()).every((now, index) => now !== before[index]), `${what} changes galaxy, sheet and space`);
  };
  await page.locator('#sheet-flat').scrollIntoViewIfNeeded();
  const { x, y, width, height } = await page.locator('#sheet-flat').boundingBox();
  await changes(async () => {
    await page.mouse.move(x + width * 0.5, y + height * 0.3);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.8, y + height * 0.7, { steps: 6 });
    await page.mouse.up();
  }, 'a drag');
  await changes(() => slide(page, 'Across: Position angle', 20), 'the first slider');
  await changes(() => slide(page, 'Up: Axis ratio', 150), 'the second slider');
  await until(async () => /position angle 18°, axis ratio 0.80/.test(await alternative(page, 'sheet-galaxy')), 'the words of it follow');
  const [, space] = await shown();
  await button(page, 'Forget the path').click();
  await until(async () => (await picture(page, 'sheet-space')) !== space, 'the path is gone');
});

test('the drawing turns by slider, by hand, and by itself where motion is welcome', async (t) => {
  const page = await openSheet(t);
  await page.locator('#sheet-space').scrollIntoViewIfNeeded();
  const angle = () => page.locator('#sheet-angle-text').textContent();
  assert.equal(await page.getByLabel('turn slowly').isChecked(), false);
  const before = await picture(page, 'sheet-space');
  await slide(page, 'Turn', 120);
  await until(async () => (await picture(page, 'sheet-space')) !== before, 'it turned');
  assert.equal(await angle(), '120°');
  const { x, y, width, height } = await page.locator('#sheet-space').boundingBox();
  await page.mouse.move(x + width * 0.4, y + height * 0.5);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.6, y + height * 0.5, { steps: 5 });
  await page.mouse.up();
  await until(async () => (await angle()) !== '120°', 'it is turned by hand');
  await page.mouse.move(x - 5, y + 5);
  const still = await angle();
  await page.getByLabel('turn slowly').check();
  await until(async () => (await angle()) !== still, 'it turns by itself');
  await page.getByLabel('turn slowly').uncheck();
  await page.waitForTimeout(200);
  const stopped = await angle();
  await page.waitForTimeout(600);
  assert.equal(await angle(), stopped, 'and stops when it is asked to');
});

test('other factors make another sheet', async (t) => {
  const page = await openSheet(t);
  const shares = await text(page, 'Variance in three components');
  await page.locator('#sheet-first').selectOption({ label: 'half-light radius' });
  await until(async () => /together/.test(await text(page, 'Variance in three components')), 'another sheet is rendered', 90_000);
  const other = await text(page, 'Variance in three components');
  assert.notEqual(other, shares);
  await page.locator('#sheet-second').selectOption({ label: 'brightness' });
  await until(async () => /together/.test(await text(page, 'Variance in three components')), 'a third sheet is rendered', 90_000);
  assert.notEqual(await text(page, 'Variance in three components'), other);
  assert.equal(await page.locator('#sheet-first-name').textContent(), 'Half-light radius');
});

test('the same digits with labels, without, and by a code', async (t) => {
  const page = await open(t, { hash: 'representation' });
  await page.locator('#ways-supervised').scrollIntoViewIfNeeded();
  for (const name of ['Accuracy of the classifier', 'Sum of squared distances', '10-NN accuracy of the codes'])
    await until(async () => (await number(page, name)) > 0, `${name} is measured`, 90_000);
  const changes = async (id, act, what) => {
    const before = await picture(page, id);
    await act();
    await until(async () => (await picture(page, id)) !== before, `${what} changes the picture`);
  };
  const logistic = await number(page, 'Accuracy of the classifier');
  assert.ok(logistic > 30 && logistic < 70, `${logistic} %`);
  await changes('ways-supervised', () => page.locator('#ways-method').selectOption('neighbours'), 'the method');
  await until(async () => (await number(page, 'Accuracy of the classifier')) !== logistic, 'the accuracy is that of the method');
  const many = await number(page, 'Accuracy of the classifier');
  assert.equal(many, await number(page, '10-NN accuracy of two principal components'), 'the same vote, the same score');
  await changes('ways-supervised', () => slide(page, 'Labels', 10), 'few labels');
  await until(async () => (await number(page, 'Accuracy of the classifier')) < many, 'few labels teach less');

  const sum = () => number(page, 'Sum of squared distances');
  const ten = await sum();
  assert.equal(await page.locator('#ways-table tr').count(), 10);
  await changes('ways-unsupervised', () => button(page, 'Start from other centres').click(), 'another start');
  await changes('ways-unsupervised', () => slide(page, 'Clusters k', 3), 'three groups');
  await until(async () => (await sum()) > 1.5 * ten, 'fewer groups lie farther from their centres');
  await until(async () => (await page.locator('#ways-table tr').count()) === 3, 'the table has a row a group');
  const cells = await page.locator('#ways-table td').allTextContents();
  assert.equal(cells.reduce((total, cell) => total + Number(cell), 0), 1000);

  const [code, plane] = [await number(page, '10-NN accuracy of the codes'), await number(page, '10-NN accuracy of two principal components')];
  assert.ok(code > plane + 10, `${code} % against ${plane} %`);
  // A digit under the pointer is marked in all three, whichever is pointed at.
  const charts = ['ways-supervised', 'ways-unsupervised', 'ways-learned'];
  for (const [n, id] of charts.entries()) {
    const digit = await page.locator('#ways-digit-text').textContent();
    const before = await Promise.all([...charts, 'ways-digit'].map((chart) => picture(page, chart)));
    const { x, y, width, height } = await page.locator(`#${id}`).boundingBox();
    await until(
      async () => {
        for (let i = 0; i < 10; i++) await page.mouse.move(x + width * (0.45 + 0.02 * i), y + height * (0.4 + 0.05 * n + 0.015 * i));
        return (await page.locator('#ways-digit-text').textContent()) !== digit;
      },
      `pointing at ${id} names a digit`,
    );
    for (const [i, chart] of [...charts, 'ways-digit'].entries())
      await until(async () => (await picture(page, chart)) !== before[i], `${chart} shows what is pointed at in ${id}`);
  }
});
