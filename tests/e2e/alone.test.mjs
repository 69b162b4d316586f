// One figure in a frame of another page: in slides, in a notebook, in a sandbox; and pointers on figures that a style sheet scales.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/server.mjs';
import { dist, harness, heroReady, open, quick, test, until } from './helpers.mjs';

harness();

/** Opens a page with this body beside the product, which notes what frames say. */
async function around(t, body, { headers = {}, ...options } = {}) {
  const server = await serve({ root: dist, prefix: '/a/', headers });
  t.after(() => server.close());
  const html = `<!doctype html><html><head><meta charset="utf-8"><title>Slides</title></head><body>${body}<script>
    window.said = [];
    addEventListener('message', ({ data }) => said.push(data));
    window.tell = (message) => document.querySelector('iframe').contentWindow.postMessage(message, '*');
  </script></body></html>`;
  const prepare = async (context) => {
    await context.route(/\/holder\.html$/, (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await context.route(/\/reveal\/[\w.]+$/, (route) => {
      const name = route.request().url().split('/').at(-1);
      route.fulfill({ contentType: name.endsWith('.css') ? 'text/css' : 'text/javascript', body: readFileSync(fileURLToPath(new URL(`node_modules/reveal.js/dist/${name}`, import.meta.url))) });
    });
  };
  return open(t, { at: `${server.url}holder.html`, prepare, ...options });
}

const said = (page, kind) => page.evaluate((kind) => window.said.filter((message) => message.from === 'latent-lab' && message.kind === kind), kind);
const ready = (page) => until(async () => (await said(page, 'ready')).length > 0, 'the figure says that it is ready', 60_000);
const framed = (page) => page.frames().find((frame) => frame !== page.mainFrame() && frame.url() !== 'about:blank');

let sent = 0;

/** Sends a message; returns the state that answers it. */
async function told(page, message) {
  sent += 1;
  await page.evaluate((message) => window.tell(message), { ...message, id: sent });
  let answer;
  await until(async () => (answer = (await said(page, 'state')).find(({ id }) => id === sent)), `${JSON.stringify(message)} is answered`);
  return answer;
}

test('a figure alone: nothing else, its height, and settings within their limits', async (t) => {
  const page = await around(t, '<iframe src="./?figure=vae-kl" width="900" height="300"></iframe>');
  await ready(page);
  const frame = framed(page);
  const shown = await frame.locator('figure, h2, header').filter({ visible: true }).count();
  assert.equal(shown, 1, 'one figure, no header, no chapter');
  const [{ height }] = (await said(page, 'height')).slice(-1);
  assert.equal(height, await frame.evaluate(() => document.documentElement.scrollHeight > innerHeight ? document.documentElement.scrollHeight : Math.ceil(document.body.getBoundingClientRect().height)));
  await page.locator('iframe').evaluate((frame, height) => { frame.height = height; }, height);
  await page.waitForTimeout(500);
  const heights = (await said(page, 'height')).map((message) => message.height);
  assert.ok(Math.abs(heights.at(-1) - height) <= 2 && heights.length < 6, `the height stays: ${heights}`);
  const [{ settings }] = (await said(page, 'state')).slice(-1);
  const slider = Object.keys(settings).find((name) => typeof settings[name] === 'number');
  const limits = await frame.locator(`#${slider}`).evaluate(({ min, max }) => [Number(min), Number(max)]);
  const set = (value, name = slider) => told(page, { to: 'latent-lab', kind: 'set', name, value });
  assert.equal((await set(1e9)).settings[slider], limits[1]);
  assert.equal((await set(-1e9)).settings[slider], limits[0]);
  for (const [value, name] of [[NaN, slider], ['1', slider], [{}, slider], [1, 'no-such'], [1, 'constructor'], [1, 7], [true, 'beta']]) {
    assert.ok((await set(value, name)).refused, `${value} for ${name}`);
  }
  assert.match((await told(page, { to: 'latent-lab', kind: 'train' })).refused, /nothing in this figure trains/);
  assert.match((await told(page, { to: 'latent-lab', kind: 'toString' })).refused, /no such word/);
  // What is not for it stays without an answer.
  const before = (await said(page, 'state')).length;
  for (const message of [null, 'train', 7, { kind: 'set' }, { to: 'another', kind: 'ask' }]) await page.evaluate((message) => window.tell(message), message);
  assert.equal((await told(page, { to: 'latent-lab', kind: 'ask' })).refused, undefined);
  assert.equal((await said(page, 'state')).length, before + 1);
});

test('the lab in a frame trains and pauses when it is told', async (t) => {
  const page = await around(t, `<iframe src="./?${quick}&figure=lab" width="1100" height="900"></iframe>`);
  await ready(page);
  const frame = framed(page);
  await until(() => frame.locator('#train').isEnabled(), 'the lab can train', 60_000);
  assert.equal((await told(page, { to: 'latent-lab', kind: 'set', name: 'seed', value: 3 })).settings.seed, 3);
  await until(() => frame.locator('#train').isEnabled(), 'the lab can train', 60_000);
  await told(page, { to: 'latent-lab', kind: 'train' });
  await until(async () => (await said(page, 'state')).at(-1).training, 'it says that it trains', 30_000);
  await until(async () => Number(await frame.locator('#out-epoch').textContent()) > 0, 'it does', 60_000);
  await told(page, { to: 'latent-lab', kind: 'pause' });
  await until(async () => !(await said(page, 'state')).at(-1).training, 'it says that it does not', 30_000);
});

test('every stop of the talk is a figure alone, and a name that is none is told of', async (t) => {
  const page = await open(t, { query: 'figure=no-such' });
  await page.locator('#page-notice').waitFor({ state: 'visible' });
  const words = await page.locator('#page-notice').textContent();
  assert.match(words, /asks for the figure “no-such”, which this page does not have\. It has: digits, /);
  const names = words.split('It has: ')[1].replace(/\.$/, '').split(', ');
  assert.ok(names.length > 20);
  for (const name of names) {
    const alone = await open(t, { query: `figure=${name}` });
    assert.ok((await alone.locator('[data-shown]').boundingBox()).height > 100, name);
    const beyond = await alone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(beyond <= 0, `${name} is ${beyond} px too wide`);
    assert.equal(await alone.locator('.masthead').isVisible(), false);
    await alone.context().close();
  }
});

/** z₁ and z₂ after the point of the hero's sheet was dragged to this share of it, as its frame lays it out. */
async function dragged(page, frame, [across, down]) {
  const sheet = frame.locator('#hero-manifold');
  const box = await sheet.boundingBox();
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + across * box.width, box.y + down * box.height, { steps: 3 });
  await page.mouse.up();
  return Promise.all([1, 2].map(async (axis) => Number(await frame.locator(`#hero-sliders-z${axis}`).inputValue())));
}

const places = [[0.3, 0.4], [0.8, 0.7]];
const near = (found, wanted, what) => found.forEach((z, i) => assert.ok(Math.abs(z - wanted[i]) < 0.12, `${what}: ${found} is not ${wanted}`));

test('a point goes where the pointer is, whatever a style sheet does to the figure', async (t) => {
  const page = await open(t, { viewport: { width: 1600, height: 1200 } });
  await heroReady(page);
  // Its own pixels stay as many, whatever becomes of them on the screen.
  await page.locator('#hero-manifold').evaluate((plot) => { plot.style.width = '400px'; });
  await page.waitForTimeout(200);
  const plain = [];
  for (const place of places) plain.push(await dragged(page, page, place));
  assert.notDeepEqual(plain[0], plain[1]);
  for (const [property, value] of [['transform', 'scale(0.5)'], ['transform', 'scale(2)'], ['transform', 'scale(1.5, 0.75)'], ['zoom', '0.5'], ['zoom', '1.4']]) {
    await page.locator('#hero-manifold').evaluate((plot, [property, value]) => {
      plot.style.transformOrigin = '50% 0';
      plot.style.transform = plot.style.zoom = '';
      plot.style[property] = value;
      plot.scrollIntoView();
    }, [property, value]);
    await page.waitForTimeout(200);
    for (const [i, place] of places.entries()) near(await dragged(page, page, place), plain[i], `${property}: ${value}`);
  }
});

test('in a deck of reveal.js, which scales its slides', async (t) => {
  const deck = `<link rel="stylesheet" href="./reveal/reveal.css"><div class="reveal"><div class="slides">
      <section>First</section><section><iframe src="./?figure=digits" width="900" height="650" style="border: 0"></iframe></section></div></div>
    <script src="./reveal/reveal.js"></script><script>Reveal.initialize({ width: 960, height: 700, hash: false, transition: 'none' });</script>`;
  const found = [];
  for (const viewport of [{ width: 1920, height: 1400 }, { width: 640, height: 467 }]) {
    const page = await around(t, deck, { viewport });
    await ready(page);
    await page.keyboard.press('ArrowRight');
    const frame = framed(page);
    await frame.locator('#hero-still').waitFor({ state: 'hidden', timeout: 60_000 });
    await frame.locator('#hero-sliders-z1').waitFor({ timeout: 60_000 });
    await page.waitForTimeout(300);
    const z = [];
    for (const place of places) z.push(await dragged(page, frame, place));
    found.push(z);
  }
  assert.notDeepEqual(found[0][0], found[0][1]);
  found[1].forEach((z, i) => near(z, found[0][i], 'a smaller screen'));
});

test('in a frame as Jupyter writes it, without storage', async (t) => {
  // IPython.display.IFrame('./?figure=vae-beta', 900, 600)
  const page = await around(t, `
        <iframe
            width="900"
            height="600"
            src="./?figure=vae-beta"
            frameborder="0"
            allowfullscreen
            
        ></iframe>
        `);
  await ready(page);
  const frame = framed(page);
  await until(async () => (await frame.locator('#vae-rate canvas').count()) > 0, 'it is drawn');
  const { settings } = await told(page, { to: 'latent-lab', kind: 'ask' });
  assert.ok(Object.keys(settings).length > 0);
});

test('in a sandbox without an origin the page that is one file works, and the other says so', async (t) => {
  // As GitHub Pages sends it: so the file can read itself once more where its host names another encoding.
  const headers = { 'Access-Control-Allow-Origin': '*' };
  const page = await around(t, '<iframe sandbox="allow-scripts" src="./latent-lab.html?figure=digits" width="900" height="700"></iframe>', { headers, faulty: true });
  await ready(page);
  assert.equal((await said(page, 'ready'))[0].trouble, undefined);
  const frame = framed(page);
  await frame.locator('#hero-still').waitFor({ state: 'hidden', timeout: 60_000 });
  const [from, to] = [await dragged(page, frame, places[0]), await dragged(page, frame, places[1])];
  assert.notDeepEqual(from, to);
  const kept = await around(t, '<iframe sandbox="allow-scripts" src="./latent-lab.html?figure=digits" width="900" height="700"></iframe>', { faulty: true });
  await ready(kept);
  assert.match((await said(kept, 'ready'))[0].trouble, /names UTF-8 as its encoding.*must send Access-Control-Allow-Origin/);
  const other = await around(t, '<iframe sandbox="allow-scripts" src="./?figure=digits" width="900" height="700"></iframe>', { faulty: true });
  await ready(other);
  const [{ trouble }] = await said(other, 'ready');
  assert.match(trouble, /lacks allow-same-origin.*latent-lab\.html/);
});
