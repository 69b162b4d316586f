// How long a person's own files take, and how much memory of the tab: a thousand JPEGs of Galaxy Zoo's size, ten thousand small PNGs, one FITS file of
// nearly 512 MB, and the sources of a field, beside sep where a Python has it (PYTHON, or python3). With BEFORE_DIST, an older
// build's folder, reading is measured there too, in turn.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serve } from '../scripts/server.mjs';
import { png } from './png.mjs';

const rounded = (value) => Math.round(value * 100) / 100;

/** A generator of numbers in [0, 1), the same in every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** JPEGs of 424 × 424 as the browser writes them: a galaxy on a sky with noise. */
async function jpegs(browser, folder, count) {
  const page = await browser.newPage();
  const names = [];
  for (let index = 0; index < count; index++) {
    const bytes = await page.evaluate(async (index) => {
      const side = 424;
      const canvas = new OffscreenCanvas(side, side);
      const context = canvas.getContext('2d');
      const image = context.createImageData(side, side);
      let state = index + 1;
      for (let at = 0; at < side * side; at++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const [x, y] = [(at % side) - 212, Math.floor(at / side) - 212];
        const light = 200 * Math.exp(-(x * x + (y * y) / 0.4) / (400 + 20 * (index % 90))) + 30 * (state / 2 ** 32);
        image.data.set([light, light * 0.8, light * 0.6, 255], 4 * at);
      }
      context.putImageData(image, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
      return [...new Uint8Array(await blob.arrayBuffer())];
    }, index);
    names.push(path.join(folder, `${index}.jpg`));
    writeFileSync(names.at(-1), Buffer.from(bytes));
  }
  await page.close();
  return names;
}

/** PNGs of 128 × 128. */
function pngs(folder, count) {
  return Array.from({ length: count }, (_, index) => {
    const name = path.join(folder, `${index}.png`);
    writeFileSync(name, png(128, (x, y) => 255 * Math.exp(-((x - 64 - (index % 7)) ** 2 + (y - 64) ** 2) / (150 + (index % 900)))));
    return name;
  });
}

/** A FITS image of 32-bit floats, square: Gaussian noise and, on a jittered grid, round sources. */
function field(name, side, step) {
  const cards = ['SIMPLE  =                    T', 'BITPIX  =                  -32', 'NAXIS   =                    2', `NAXIS1  = ${String(side).padStart(20)}`, `NAXIS2  = ${String(side).padStart(20)}`, 'END'];
  const header = Buffer.alloc(2880, ' ');
  cards.forEach((card, index) => header.write(card, index * 80));
  const file = openSync(name, 'w');
  writeSync(file, header);
  const next = random(7);
  const noise = Float32Array.from({ length: 1 << 20 }, () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()));
  const sources = new Map();
  for (let row = 0; row + step <= side; row += step) {
    for (let column = 0; column + step <= side; column += step) {
      const [x, y, peak, deviation] = [column + step * (0.4 + 0.2 * next()), row + step * (0.4 + 0.2 * next()), 8 + 100 * next() ** 3, 1.2 + 2 * next()];
      for (let line = Math.floor(y) - 15; line <= y + 15; line++) sources.set(line, [...(sources.get(line) ?? []), [x, y, peak, deviation]]);
    }
  }
  const row = Buffer.alloc(side * 4);
  const values = new Float64Array(side);
  for (let y = 0; y < side; y++) {
    const from = Math.floor(next() * noise.length);
    for (let x = 0; x < side; x++) values[x] = 100 + noise[(from + x) & ((1 << 20) - 1)];
    for (const [sx, sy, peak, deviation] of sources.get(y) ?? []) {
      for (let x = Math.max(0, Math.floor(sx) - 15); x <= Math.min(side - 1, sx + 15); x++) values[x] += peak * Math.exp(-((x - sx) ** 2 + (y - sy) ** 2) / (2 * deviation ** 2));
    }
    for (let x = 0; x < side; x++) row.writeFloatBE(values[x], 4 * x);
    writeSync(file, row);
  }
  const rest = (2880 - ((side * side * 4) % 2880)) % 2880;
  writeSync(file, Buffer.alloc(rest));
  closeSync(file);
  return name;
}

/** The upload of a build, and a watch over the memory of its processes. */
async function opened(browser, server) {
  const overall = await browser.newBrowserCDPSession();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${server.url}#galaxies-upload`);
  await page.locator('#upload-zone').scrollIntoViewIfNeeded();
  await page.locator('#upload-preview canvas').first().waitFor({ state: 'attached', timeout: 120_000 });
  const resident = async () => {
    const { processInfo } = await overall.send('SystemInfo.getProcessInfo');
    // Shared pages are divided among those who share them, so that programs loaded once are counted once (Linux).
    const kilobytes = ({ id }) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))[1]);
    const ofPages = processInfo.filter(({ type }) => type === 'renderer');
    return ofPages.reduce((sum, each) => sum + kilobytes(each), 0) / 1024;
  };
  const memory = { idle: await resident(), most: 0 };
  const watch = setInterval(async () => (memory.most = Math.max(memory.most, await resident().catch(() => 0))), 150);
  const close = async () => {
    clearInterval(watch);
    await page.close();
  };
  return { page, memory, close };
}

/** From the choice of the files until the page says how many it can use, s; the most memory, MB. */
async function reading(browser, server, files) {
  const { page, memory, close } = await opened(browser, server);
  const began = performance.now();
  await page.locator('#upload-files').setInputFiles(files);
  await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 600_000 });
  const s = rounded((performance.now() - began) / 1000);
  const words = await page.locator('#upload-words').textContent();
  await page.waitForTimeout(500);
  await close();
  return { s, words, idle_mb: Math.round(memory.idle), most_mb: Math.round(memory.most) };
}

/** From the press of Cut stamps until the sources are counted, s. */
async function finding(browser, server, file) {
  const { page, memory, close } = await opened(browser, server);
  await page.locator('#upload-files').setInputFiles([file]);
  await page.locator('#upload-result').waitFor({ state: 'visible', timeout: 600_000 });
  const began = performance.now();
  // What lies above may still grow: no pointer is aimed.
  await page.locator('#field-start').dispatchEvent('click');
  await page.waitForFunction(() => /\d source/.test(document.getElementById('field-words').textContent), null, { timeout: 600_000 });
  const s = rounded((performance.now() - began) / 1000);
  const words = await page.locator('#field-words').textContent();
  const settings = await page.evaluate(() => ['threshold', 'area'].map((name) => document.getElementById(`field-${name}`).value));
  await close();
  return { s, words, most_mb: Math.round(memory.most), settings };
}

/** sep on the same file, reading it aside, with the page's settings: background, then sources. */
function sep(file, side, [threshold, area]) {
  const program = `
import sys, time
import numpy, sep
side = int(sys.argv[2])
data = numpy.fromfile(sys.argv[1], dtype='>f4', offset=2880, count=side * side).reshape(side, side).astype('f4')
sep.set_extract_pixstack(10**7)
began = time.perf_counter()
background = sep.Background(data)
found = sep.extract(data - background, float(sys.argv[3]), err=background.rms(), minarea=int(sys.argv[4]), filter_type='conv')
print(time.perf_counter() - began, len(found))`;
  try {
    const said = execFileSync(process.env.PYTHON ?? 'python3', ['-c', program, file, side, threshold, area], { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } });
    const [s, sources] = said.trim().split(' ').map(Number);
    return { s: rounded(s), sources };
  } catch {
    return 'no Python with sep';
  }
}

export async function files(browser, root) {
  const folder = mkdtempSync(path.join(tmpdir(), 'latent-lab-files-'));
  const servers = [['now', await serve({ root })]];
  if (process.env.BEFORE_DIST) servers.unshift(['before', await serve({ root: process.env.BEFORE_DIST })]);
  const found = {};
  try {
    const measure = async (name, all, rounds) => {
      found[name] = {};
      for (let round = 0; round < rounds; round++) {
        for (const [build, server] of servers) (found[name][build] ??= []).push(await reading(browser, server, all));
      }
    };
    await measure('jpegs_1000_of_424', await jpegs(browser, folder, 1000), 3);
    await measure('pngs_10000_of_128', pngs(folder, 10_000), 1);
    const server = servers.at(-1)[1];
    const large = field(path.join(folder, 'large.fits'), 11_500, 200);
    found.fits_529_mb = await reading(browser, server, [large]);
    const middle = field(path.join(folder, 'middle.fits'), 4000, 60);
    const page = await finding(browser, server, middle);
    found.field_4000 = { page, sep: sep(middle, '4000', page.settings) };
    return found;
  } finally {
    await Promise.all(servers.map(([, server]) => server.close()));
    rmSync(folder, { recursive: true });
  }
}
