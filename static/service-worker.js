// Keeps one build of the page, whole, so that it opens without a network. scripts/finish.mjs fills in which build and which files.
// Each build has a cache of its own. Whatever a page or its workers ask for names their build, so that no page gets files of two;
// and a file that is not, to the bit, that of this build is not kept. What is none of the page's files goes to the network as ever.
'use strict';

const build = 'BUILD';
/** Path → the start of its SHA-256, in hex. */
const files = FILES;
const prefix = `latent-lab ${self.registration.scope} `;
const own = prefix + build;
const address = (path) => new URL(path, self.registration.scope).href;

/** The bytes of a file of this build: from a cache of an earlier one if they are the same, else from the host. */
async function bytesOf(path, earlier) {
  for (const name of earlier) {
    const bytes = await (await caches.match(address(path), { cacheName: name }))?.arrayBuffer();
    if (bytes && (await digest(bytes)) === files[path]) return bytes;
  }
  // The page has asked for most of them by this address: the browser has them, and asks the host whether they are still so.
  const response = await fetch(address(`${path}?build=${build}`), { cache: 'no-cache', priority: 'low' });
  const bytes = await response.arrayBuffer();
  if (!response.ok || (await digest(bytes)) !== files[path]) throw new Error(`${path} is not that of build ${build}.`);
  return bytes;
}

async function digest(bytes) {
  const all = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(all.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const kinds = { css: 'text/css', html: 'text/html;charset=utf-8', js: 'text/javascript', md: 'text/plain;charset=utf-8', mjs: 'text/javascript',
  png: 'image/png', svg: 'image/svg+xml', wasm: 'application/wasm', webmanifest: 'application/manifest+json', woff2: 'font/woff2' };

/** Keeps all files, or none: storage may be full, and the network may end. */
async function keep() {
  const earlier = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== own);
  try {
    const cache = await caches.open(own);
    // One after another, so that the person's own requests come first.
    for (const path of Object.keys(files)) {
      const headers = { 'Content-Type': kinds[path.split('.').at(-1)] ?? 'application/octet-stream' };
      await cache.put(address(path), new Response(await bytesOf(path, earlier), { headers }));
    }
  } catch (error) {
    await caches.delete(own);
    throw error;
  }
}

/** Deletes the caches of builds that no tab shows any more. Each tab holds a lock with its build's name. */
async function sweep() {
  // What a newer one has begun to keep is not to be swept.
  if (self.registration.installing || self.registration.waiting) return;
  const { held } = await navigator.locks.query();
  const used = new Set([own, ...held.map(({ name }) => name)]);
  for (const name of await caches.keys()) if (name.startsWith(prefix) && !used.has(name)) await caches.delete(name);
}

self.addEventListener('install', (event) => event.waitUntil(keep()));

self.addEventListener('activate', (event) => event.waitUntil(Promise.all([self.clients.claim(), sweep()])));

self.addEventListener('message', ({ data, ports }) => {
  if (data === 'which build?') ports[0].postMessage(build);
  if (data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || !url.href.startsWith(self.registration.scope)) return;
  const path = url.pathname.slice(new URL(self.registration.scope).pathname.length) || 'index.html';
  const asked = url.searchParams.get('build') ?? build;
  if (asked === build && !Object.hasOwn(files, path)) return;
  event.respondWith(kept(path, prefix + asked).then((found) => found ?? fetch(event.request)));
  if (event.request.mode === 'navigate') event.waitUntil(sweep());
});

/** The file of that build, if it is kept. */
const kept = (path, cacheName) => caches.match(address(path), { cacheName }).catch(() => undefined);
