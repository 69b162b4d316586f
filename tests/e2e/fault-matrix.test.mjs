// Who computes × what befalls it, generated from faults/table.mjs: each time there is a sentence and a way on, and what was
// there stays. The limits here are a busy machine's; how long it took is noted beside each test.
import assert from 'node:assert/strict';
import { harness, open, test, until } from './helpers.mjs';
import { ends, rows } from './faults/table.mjs';

harness();

// In front of a worker's own script: it obeys the test.
const obeys = `
  self.addEventListener('message', (event) => {
    if (!event.data?.test) return;
    event.stopImmediatePropagation();
    (0, eval)(event.data.test);
  });
`;

/** Has the test speak to all workers: those that live, and where it says so those that come. */
const within = (context) =>
  Promise.all([
    context.route(/worker-start\.js/, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ headers: { 'content-type': 'text/javascript' }, body: obeys + (await answer.body()) });
    }),
    context.addInitScript(() => {
      const all = [];
      window.Worker = class extends Worker {
        constructor(...given) {
          super(...given);
          all.push(this);
          if (window.toAllThatCome) this.postMessage({ test: window.toAllThatCome });
        }
      };
      window.toAll = (test) => all.forEach((worker) => worker.postMessage({ test }));
      window.toFirst = (test) => all[0].postMessage({ test });
    }),
  ]);

const opened = async (t, { hash, query }, prepare) => open(t, { faulty: true, hash, query, prepare });
/** Until this line of the page says it. */
async function told(t, page, selector, pattern, since) {
  await until(async () => (await page.locator(selector).allTextContents()).some((text) => pattern.test(text)), `${selector} says ${pattern}`, 40_000);
  t.diagnostic(`${selector}: ${((Date.now() - since) / 1000).toFixed(1)} s`);
  const text = (await page.locator(selector).allTextContents()).join(' ');
  assert.doesNotMatch(text, /reload/i, 'nobody is told to lose a run');
}
const gone = (page, row) => until(async () => !(await page.locator('#waits').textContent()).includes(row.whose), 'nothing is said of it any more', 60_000);

for (const row of rows) {
  test(`${row.who}: its worker ends`, async (t) => {
    const page = await opened(t, row, within);
    await row.ready(page);
    for (const [how, what] of Object.entries(ends)) {
      await row.work(page);
      await page.locator(`#${row.told}`).evaluate((notice) => (notice.textContent = ''));
      const since = Date.now();
      await page.evaluate((what) => window.toAll(what), what);
      await told(t, page, `#${row.told}`, /unreachable|memory/i, since);
      assert.ok(await page.locator(`#${row.told}`).isVisible(), how);
      await row.back(page);
    }
  });

  test(`${row.who}: its worker says nothing any more`, async (t) => {
    const page = await opened(t, row, within);
    await row.ready(page);
    const mute = 'self.postMessage = () => {}';
    if (row.late) await page.evaluate((mute) => (window.toAllThatCome = mute), mute);
    // The later chapters have a worker of the same name: each would be told of.
    else await page.evaluate(([mute, who]) => window[who](mute), [mute, row.first ? 'toFirst' : 'toAll']);
    const since = Date.now();
    await (row.late ?? row.ask ?? row.work)(page);
    await told(t, page, '#waits p', new RegExp(row.whose), since);
    await page.evaluate(() => (window.toAllThatCome = null));
    await page.locator('#waits p').filter({ hasText: row.whose }).getByRole('button').click();
    await told(t, page, `#${row.told}`, /no sign of life/, since);
    await gone(page, row);
    await row.back(page);
  });

  test(`${row.who}: a file that never ends`, async (t) => {
    let release;
    const released = new Promise((resolve) => (release = resolve));
    const page = await opened(t, row, (context) =>
      context.route(row.file, async (route) => {
        await released;
        await route.continue();
      }));
    t.after(release);
    if (row.hash) await page.evaluate((hash) => document.getElementById(hash).scrollIntoView(), row.hash);
    if (row.late) await row.ready(page);
    await row.late?.(page);
    const since = Date.now();
    await told(t, page, '#waits p', new RegExp(`${row.whose}.* is slow to arrive`), since);
    release();
    await gone(page, row);
    if (!row.late) await row.ready(page);
    else await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 60_000 });
  });

  if (row.missing) {
    const broken = {
      'cut short': (body) => body.subarray(0, body.length >> 1),
      'not what it should be': () => Buffer.from('<!doctype html><title>Sign in</title>'),
    };
    for (const [how, change] of Object.entries(broken)) {
      test(`${row.who}: a file that is ${how}`, async (t) => {
        const since = Date.now();
        const page = await opened(t, row, (context) =>
          context.route(row.file, async (route) => route.fulfill({ body: change(await (await route.fetch()).body()) })));
        await page.evaluate((id) => document.getElementById(id).closest('section').scrollIntoView(), row.missing);
        const name = row.file.source.split('/').at(-1).replaceAll('\\', '');
        await told(t, page, `#${row.missing}-notice`, new RegExp(name), since);
      });
    }
  }
}
