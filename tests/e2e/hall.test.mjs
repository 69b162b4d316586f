// What a lecturer prepares: experiments at one press, and links that leave parts of the page out.
import assert from 'node:assert/strict';
import { button, enter, harness, labReady, open, openLab, test, until } from './helpers.mjs';

harness();

const text = (page, id) => page.locator(`#${id}`).textContent();
const query = (page) => page.evaluate(() => location.search);

test('an experiment sets the whole run at one press, and says what to look for', async (t) => {
  const page = await openLab(t);
  const menu = page.getByLabel('Experiments', { exact: true });
  assert.equal(await menu.inputValue(), '', 'these settings are no experiment');
  assert.ok(await page.locator('#lab-experiment-look').isHidden());
  assert.ok((await menu.locator('option:not([disabled])').count()) >= 9);
  await enter(page, 'Batch size', 0);
  assert.ok(await page.locator('#batch-size-error').isVisible());
  await menu.selectOption('holes');
  assert.ok(await page.locator('#batch-size-error').isHidden(), 'what was refused is given up');
  assert.equal(await page.getByLabel('Batch size', { exact: true }).inputValue(), '128');
  assert.equal(await page.locator('#beta-exact').inputValue(), '0');
  assert.match(await text(page, 'lab-experiment-look'), /tiles/);
  await until(async () => (await query(page)) === '?beta=0', 'the address says so');
  await menu.selectOption('four-nine');
  assert.equal(await page.locator('#digits input:checked').count(), 2);
  assert.equal(await page.locator('#beta-exact').inputValue(), '1', 'nothing is left of the one before');
  for (const digit of ['4', '9']) await page.locator('#digits label', { hasText: digit }).click();
  assert.ok(await page.locator('#digits-error').isVisible());
  await menu.selectOption('line');
  assert.ok(await page.locator('#digits-error').isHidden());
  assert.equal(await page.locator('#digits input:checked').count(), 10);
  await enter(page, 'Seed', 5);
  assert.equal(await menu.inputValue(), '', 'another seed is another run');
  await menu.selectOption('usual');
  await until(async () => (await query(page)) === '', 'the address is plain again');
});

test('a link with an experiment in it opens with its name and its words', async (t) => {
  const page = await open(t, { query: 'latent=16&beta=10', hash: 'mnist' });
  await labReady(page);
  assert.equal(await page.getByLabel('Experiments', { exact: true }).inputValue(), 'sixteen');
  assert.match(await text(page, 'lab-experiment-look'), /each dimension/);
});

test('a link for the class leaves out what was ticked, and nothing else', async (t) => {
  const page = await open(t, { query: 'beta=4', hash: 'mnist' });
  await button(page, 'Link for your class …').click();
  const dialog = page.getByRole('dialog', { name: 'Link for your class' });
  for (const part of ['Chapter: map', 'Lab: seed', 'Questions of all chapters']) await dialog.getByLabel(part, { exact: true }).check();
  const address = await dialog.getByLabel('Address').inputValue();
  assert.match(address, /\?beta=4&hide=questions,som,seed#mnist$/);
  assert.equal(await dialog.getByRole('link', { name: 'Try it' }).getAttribute('href'), address);
  await button(page, 'Copy').click();
  await until(async () => /Copied|by hand/.test(await text(page, 'class-link-words')), 'it says whether it copied');
  await button(page, 'Close').click();
  // The address of the page follows a change a little later.
  await page.evaluate(() => {
    const epochs = document.getElementById('epochs');
    epochs.value = '7';
    for (const kind of ['input', 'change']) epochs.dispatchEvent(new Event(kind, { bubbles: true }));
    document.getElementById('class-link-open').click();
  });
  assert.match(await dialog.getByLabel('Address').inputValue(), /[?&]epochs=7\b/, 'the link has what was changed last');
  await button(page, 'Close').click();
  assert.ok(await dialog.isHidden());
  assert.ok(await page.locator('#som').isVisible(), 'the lecturer’s own page is as it was');

  const [, linked] = address.split('?');
  const other = await open(t, { query: linked.split('#')[0], hash: 'mnist' });
  await labReady(other);
  for (const id of ['som', 'nav-som', 'seed']) assert.ok(await other.locator(`#${id}`).isHidden(), id);
  assert.equal(await other.locator('.question:visible').count(), 0);
  for (const id of ['beta', 'vae', 'nav-vae', 'epochs']) assert.ok(await other.locator(`#${id}`).isVisible(), id);
  await enter(other, 'Epochs', 3);
  await until(async () => /epochs=3/.test(await query(other)), 'a changed field is in the address');
  assert.match(await query(other), /hide=questions,som,seed/, 'and what is left out stays so');
  await button(other, 'Link for your class …').click();
  assert.ok(await other.getByLabel('Chapter: map', { exact: true }).isChecked(), 'the dialog knows what is left out');
});

test('an edited address is taken as far as it can be, and the page says what became of the rest', async (t) => {
  const page = await open(t, { query: 'beta=500&hide=som,everything' });
  const notice = page.locator('#page-notice');
  await notice.waitFor();
  assert.match(await notice.textContent(), /β must lie between 0 and 20\. It is 20 here\./);
  assert.match(await notice.textContent(), /hides “everything”, which this page does not have/);
  assert.ok(await page.locator('#som').isHidden());
});
