// What the page weighs, and how long a phone waits: Chromium's own throttling, 10 Mbit/s and a CPU four times slower.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { serve } from '../scripts/server.mjs';

const bitsPerSecond = 10e6;
const slowdown = 4;

/** Sizes in kB as a host sends them (gzipped, but for what is compressed already), times in ms. */
export async function load(browser, root) {
  return { ...sizes(root), ...(await untilTheHeroAnswers(browser, root)) };
}

function sizes(root) {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(root.length + 1));
  const sum = (pattern) => {
    const chosen = files.filter((file) => pattern.test(file)).map((file) => readFileSync(`${root}/${file}`));
    return Math.round(chosen.reduce((total, bytes) => total + Math.min(bytes.length, gzipSync(bytes, { level: 9 }).length), 0) / 100) / 10;
  };
  const parts = {
    text_kb: sum(/\.(html|css|svg|mjs)$|worker-start\.js$|^pretrained\/.*\.(png|webp)$/),
    page_program_kb: sum(/^app-.*\.(js|wasm)$/),
    later_program_kb: sum(/^lecture(_bg)?\.(js|wasm)$/),
    worker_program_kb: sum(/^worker(_bg)?\.(js|wasm)$/),
    weights_kb: sum(/mnist-vae\.safetensors$/),
    digits_kb: sum(/^data\/mnist-test-.*(gz|ubyte)$/),
  };
  const decoder = decoderBytes(readFileSync(`${root}/pretrained/mnist-vae.safetensors`)) / 1000;
  const until = parts.text_kb + parts.page_program_kb + parts.worker_program_kb + decoder;
  return { ...parts, decoder_kb: Math.round(decoder), until_the_hero_answers_kb: Math.round(until) };
}

/** How much of a weights file must arrive before its decoder can be used: it lies first. */
function decoderBytes(file) {
  const header = Number(file.readBigUInt64LE(0));
  const tensors = Object.entries(JSON.parse(file.subarray(8, 8 + header).toString()));
  const ends = tensors.filter(([name]) => name.startsWith('decoder.')).map(([, tensor]) => tensor.data_offsets[1]);
  return 8 + header + Math.max(...ends);
}

async function untilTheHeroAnswers(browser, root) {
  const server = await serve({ root });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 40,
      downloadThroughput: bitsPerSecond / 8,
      uploadThroughput: bitsPerSecond / 8,
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    const start = performance.now();
    await page.goto(server.url, { waitUntil: 'commit' });
    await page.locator('#hero-still').waitFor({ state: 'attached' });
    const text = performance.now() - start;
    const slider = page.locator('#hero-sliders input[type=range]').first();
    await slider.waitFor({ timeout: 60_000 });
    await page.locator('#hero-still').waitFor({ state: 'hidden', timeout: 60_000 });
    const picture = () => page.locator('#hero-digit canvas').first().evaluate((canvas) => canvas.toDataURL());
    const before = await picture();
    await slider.focus();
    await page.keyboard.press('PageUp');
    while ((await picture()) === before) await page.waitForTimeout(10);
    return {
      text_ms: Math.round(text),
      answers_ms: Math.round(performance.now() - start),
      page_received_kb: Math.round(bytes / 100) / 10,
    };
  } finally {
    await page.close();
    await server.close();
  }
}
