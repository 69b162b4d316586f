// Without a network: the page is kept once its first figure is live, opens again, and goes over to a newer build only as a whole.
// Each test has a host of its own, which it can end, and builds that differ in nothing but their names.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../../scripts/server.mjs';
import { writeServiceWorker } from '../../scripts/service-worker.mjs';
import { button, dist, harness, heroReady, labReady, open, quick, reading, test, trainTo, until } from './helpers.mjs';

harness();

const named = (page) => / data-build="(\w+)"/.exec(page)[1];
const first = named(readFileSync(join(dist, 'index.html'), 'utf8'));
const second = [...first].reverse().join('') === first ? first.replace(/./g, 'f') : [...first].reverse().join('');

/** A copy of the built page that a test may change. */
function copy(t) {
  const folder = mkdtempSync(join(tmpdir(), 'latent-lab-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(dist, folder, { recursive: true });
  return folder;
}

function change(file, by) {
  const text = readFileSync(file, 'latin1');
  writeFileSync(file, by(text), 'latin1');
}

/** A copy as another build: its name is another one wherever it stands, in the programs too. */
function anotherBuild(t) {
  const folder = copy(t);
  for (const name of readdirSync(folder, { recursive: true })) {
    if (statSync(join(folder, name)).isFile()) change(join(folder, name), (text) => text.replaceAll(first, second));
  }
  writeServiceWorker(folder, second);
  return folder;
}

/** A copy in whose page a function runs before anything else. */
function hindered(t, hinder) {
  const folder = copy(t);
  writeFileSync(join(folder, 'hinder.js'), `(${hinder})();`);
  change(join(folder, 'index.html'), (page) => page.replace('<head>', '<head><script src="hinder.js"></script>'));
  return folder;
}

/** A host whose page can be replaced, and which can be away. */
async function host(t, root = dist, prefix = '/some/repo/') {
  let server = await serve({ root, prefix });
  const { port } = new URL(server.url);
  const away = async () => {
    await server?.close();
    server = null;
  };
  const has = async (folder) => {
    await away();
    server = await serve({ root: folder, prefix, port });
  };
  t.after(away);
  return { url: server.url, away, has };
}

const openAt = (t, host, options = {}) => open(t, { at: host.url, serviceWorkers: 'allow', ...options });

/** The names of the builds that are kept whole for the page. */
const kept = (page) =>
  page.evaluate(async () => {
    const { active } = (await navigator.serviceWorker.getRegistration()) ?? {};
    return active?.state === 'activated' ? (await caches.keys()).map((name) => name.split(' ').at(-1)) : [];
  });
const isKept = (page, build) => until(async () => (await kept(page)).includes(build), `build ${build} is kept`, 60_000);
const buildOf = (page) => page.evaluate(() => document.documentElement.dataset.build);

async function mapTrains(page) {
  await page.locator('#som').evaluate((chapter) => chapter.scrollIntoView());
  await until(async () => /^Trained/.test(await page.locator('#som-phase').textContent()), 'a map is trained', 90_000);
}

test('without a network the page opens again, trains, and opens a chapter that was never open', async (t) => {
  const site = await host(t);
  const page = await openAt(t, site, { query: quick, faulty: true });
  await heroReady(page);
  await isKept(page, first);
  await site.away();
  await page.reload();
  await heroReady(page);
  await page.locator('#mnist').evaluate((chapter) => chapter.scrollIntoView());
  await labReady(page);
  await trainTo(page, 1);
  assert.ok((await reading(page, 'Epoch')) >= 1);
  await mapTrains(page);
  await page.locator('#galaxies-train').scrollIntoViewIfNeeded();
  await until(() => button(page, 'Train on galaxies').isEnabled(), 'the notebook has its galaxies', 60_000);
});

test('the page that is open goes on when the network ends', async (t) => {
  const site = await host(t);
  const page = await openAt(t, site);
  await heroReady(page);
  await isKept(page, first);
  await site.away();
  await mapTrains(page);
});

test('nothing is kept before the first figure is live', async (t) => {
  const folder = copy(t);
  rmSync(join(folder, 'pretrained/mnist-vae.safetensors'));
  const site = await host(t, folder);
  const page = await openAt(t, site, { faulty: true });
  await page.locator('#hero-manifold-notice').waitFor({ state: 'visible', timeout: 60_000 });
  await page.evaluate(() => scrollTo(0, 1000));
  await page.locator('#som').evaluate((chapter) => chapter.scrollIntoView());
  await until(async () => /^Trained/.test(await page.locator('#som-phase').textContent()), 'later chapters are there', 90_000);
  const asked = () => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('offline.mjs')));
  assert.equal(await asked(), false);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  await site.has(dist);
  await page.reload();
  await page.evaluate(() => scrollTo(0, 0));
  await heroReady(page);
  await isKept(page, first);
});

test('a newer build is announced, and comes when it is taken', async (t) => {
  const site = await host(t);
  const page = await openAt(t, site, { query: quick });
  await heroReady(page);
  await isKept(page, first);
  await site.has(anotherBuild(t));
  await page.reload();
  await heroReady(page);
  assert.equal(await buildOf(page), first, 'what is kept is shown first');
  await page.locator('#newer').waitFor({ state: 'visible', timeout: 60_000 });
  assert.match(await page.locator('#newer').textContent(), /A newer version is ready/);
  await mapTrains(page);
  await button(page, 'Use the newer version').click();
  await until(async () => (await buildOf(page).catch(() => '')) === second, 'the page is of the newer build', 30_000);
  await page.reload();
  await heroReady(page);
  assert.ok(await page.locator('#newer').isHidden());
  await until(async () => (await kept(page)).join() === second, 'the old build is let go');
  await site.away();
  await page.reload();
  await heroReady(page);
  assert.equal(await buildOf(page), second);
});

test('another tab is left the build that it shows, whole, and that is let go when nobody shows it', async (t) => {
  const site = await host(t);
  const page = await openAt(t, site, { query: quick });
  await heroReady(page);
  await isKept(page, first);
  const other = await page.context().newPage();
  await other.goto(`${site.url}?${quick}`);
  await heroReady(other);
  await site.has(anotherBuild(t));
  await page.reload();
  await button(page, 'Use the newer version').click();
  await until(async () => (await buildOf(page).catch(() => '')) === second, 'the page is of the newer build', 30_000);
  await heroReady(page);
  // The other one's files are on no host any more.
  assert.equal(await buildOf(other), first);
  await mapTrains(other);
  await labReadyAt(other);
  assert.deepEqual((await kept(page)).sort(), [first, second].sort());
  await other.close();
  await until(async () => {
    await page.reload();
    await heroReady(page);
    return (await kept(page)).join() === second;
  }, 'the old build is let go', 30_000);
});

async function labReadyAt(page) {
  await page.locator('#mnist').evaluate((chapter) => chapter.scrollIntoView());
  await labReady(page);
}

test('a build whose tabs are closed gives way to the newer one without being asked', async (t) => {
  const site = await host(t);
  const page = await openAt(t, site);
  await heroReady(page);
  await isKept(page, first);
  await site.has(anotherBuild(t));
  await page.reload();
  await page.locator('#newer').waitFor({ state: 'visible', timeout: 60_000 });
  await page.goto('about:blank');
  await until(async () => {
    await page.goto(site.url);
    await heroReady(page);
    const build = await buildOf(page);
    if (build === first) await page.goto('about:blank');
    return build === second;
  }, 'the newer build is shown', 30_000, 500);
  await until(async () => (await kept(page)).join() === second, 'the old one is let go');
});

test('other pages of the host, and another copy of the page, are let alone', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'latent-lab-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ['one', 'two']) cpSync(dist, join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'one/mine.html'), '<!DOCTYPE html><link rel="icon" href="data:,"><title>mine</title><p id="mine">A page of somebody else.</p>');
  const site = await host(t, folder, '/');
  const page = await openAt(t, { url: `${site.url}one/` });
  await heroReady(page);
  await isKept(page, first);
  await page.evaluate(() => caches.open('a cache of another page'));
  await page.goto(`${site.url}two/`);
  await heroReady(page);
  await isKept(page, first);
  const names = await page.evaluate(() => caches.keys());
  assert.deepEqual(names.map((name) => name.replace(/http:\/\/[^/]*/, '')).sort(), [`a cache of another page`, `latent-lab /one/ ${first}`, `latent-lab /two/ ${first}`]);
  await page.goto(`${site.url}one/mine.html`);
  assert.equal(await page.locator('#mine').textContent(), 'A page of somebody else.');
});

const hindrances = {
  'registration is refused': () => (ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('no', 'SecurityError'))),
  'there are no service workers': () => Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined }),
  'asking for them is an error': () => Object.defineProperty(Navigator.prototype, 'serviceWorker', { get() { throw new DOMException('no', 'SecurityError'); } }),
};
for (const [what, hinder] of Object.entries(hindrances)) {
  test(`where ${what}, the page works as without`, async (t) => {
    const page = await openAt(t, await host(t, hindered(t, hinder)), { query: quick });
    await heroReady(page);
    await labReadyAt(page);
    await mapTrains(page);
    assert.ok(await page.locator('#page-notice').isHidden());
    assert.ok(await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('offline.mjs'))), 'it was tried');
    assert.deepEqual(await page.evaluate(() => caches.keys()), []);
  });
}

test('where storage is full nothing is kept, and the page works as without', async (t) => {
  const folder = copy(t);
  // The sixth file does not fit any more.
  const full = `let count = 0;
const { put } = Cache.prototype;
Cache.prototype.put = function (...given) { return ++count > 5 ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : put.apply(this, given); };
`;
  change(join(folder, 'service-worker.js'), (worker) => full + worker);
  const page = await openAt(t, await host(t, folder), { query: quick });
  await heroReady(page);
  const state = () => page.evaluate(async () => [(await navigator.serviceWorker.getRegistrations()).length, (await caches.keys()).length].join());
  const asked = () => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('offline.mjs')));
  await until(asked, 'it was tried');
  await until(async () => (await state()) === '0,0', 'it was given up, and nothing is left of it', 30_000);
  await labReadyAt(page);
});

test('the page can be installed: its manifest names icons that are there', async (t) => {
  const page = await open(t);
  const found = await page.evaluate(async () => {
    const address = document.querySelector('link[rel=manifest]').href;
    const manifest = await (await fetch(address)).json();
    const size = async ({ src }) => {
      const icon = await createImageBitmap(await (await fetch(new URL(src, address))).blob());
      return `${icon.width}x${icon.height}`;
    };
    return { manifest, sizes: await Promise.all(manifest.icons.map(size)), start: new URL(manifest.start_url, address).href };
  });
  assert.deepEqual(found.sizes, found.manifest.icons.map(({ sizes }) => sizes));
  assert.ok(found.manifest.icons.some(({ purpose, sizes }) => purpose === 'maskable' && sizes === '512x512'));
  assert.equal(found.start, (await page.evaluate(() => location.href)).replace(/[?#].*/, ''));
});
