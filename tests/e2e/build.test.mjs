// What is built: small enough for a phone on conference wifi, and each program only what it needs.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { dist } from './helpers.mjs';

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(dist.length + 1));
const read = (name) => readFileSync(`${dist}/${name}`);
const gzipped = (names) => names.reduce((sum, name) => sum + gzipSync(read(name), { level: 9 }).length, 0) / 1000;
const some = (pattern) => files.filter((name) => pattern.test(name));

test('no program but the worker’s contains candle', () => {
  const [page, ...others] = some(/^app-.*\.wasm$/);
  assert.equal(others.length, 0);
  for (const program of [page, 'lecture_bg.wasm', 'reader_bg.wasm']) assert.ok(!read(program).includes('candle'), `candle is in ${program}`);
  assert.ok(read('worker_bg.wasm').includes('candle'), 'the search would find it: it is in the worker');
});

test('sizes stay within their budgets', () => {
  const page = gzipped(some(/^app-.*\.(js|wasm)$/));
  assert.ok(page <= 312, `the page’s program: ${page} kB gzipped, at most 312`);
  // All that the page asks for before it starts a worker.
  const first = gzipped(some(/^index\.html$|^app-.*\.(js|wasm)$|^[^/]*\.(css|svg)$|-initializer\.mjs$|\.woff2$|^pretrained\/mnist-(manifold\.png|decoder\.f16)$/));
  assert.ok(first <= 900, `until the first figure answers: ${first} kB gzipped, at most 900`);
  const later = gzipped(some(/^lecture(_bg)?\.(js|wasm)$/));
  assert.ok(later <= 506, `the program of the chapters that come later: ${later} kB gzipped, at most 506`);
  const text = gzipped(some(/^index\.html$|\.(css|mjs|svg)$|^pretrained\/.*\.(png|webp)$/));
  assert.ok(text <= 250, `text, styles and the first picture: ${text} kB gzipped, at most 250`);
  const worker = gzipped(some(/^worker/));
  assert.ok(worker <= 746, `the worker’s program: ${worker} kB gzipped, at most 746`);
  const reader = gzipped(some(/^reader/));
  assert.ok(reader <= 537, `the program that reads files: ${reader} kB gzipped, at most 537`);
});

test('the page as one file can be sent by mail', () => {
  const { length } = read('latent-lab.html');
  assert.ok(length <= 9e6, `dist/latent-lab.html: ${length} bytes, at most 9 million`);
});

test('every script the policy allows is one that is there', () => {
  const page = read('index.html').toString();
  assert.ok(!page.includes('TRUNK_INLINE_HASH'));
  assert.match(page, /script-src [^;]*'sha256-/);
  assert.doesNotMatch(page, /script-src [^;]*'unsafe-(inline|eval)'/);
});

test('files refer to each other relatively', () => {
  const page = read('index.html').toString();
  for (const [, address] of page.matchAll(/<(?:link|script|img)[^>]*?(?:href|src)="([^"]*)"/g)) {
    assert.doesNotMatch(address, /^(\/|https?:)/, address);
  }
});
