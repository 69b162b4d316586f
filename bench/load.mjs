// What the page weighs, and how long a phone waits for its first figure.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { first } from './first.mjs';

/** Sizes in kB as a host sends them (gzipped, but for what is compressed already), times in ms. */
export async function load(browser, root) {
  return { ...sizes(root), ...(await first(browser, root)) };
}

function sizes(root) {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(root.length + 1));
  const sum = (pattern) => {
    const chosen = files.filter((file) => pattern.test(file)).map((file) => readFileSync(`${root}/${file}`));
    return Math.round(chosen.reduce((total, bytes) => total + Math.min(bytes.length, gzipSync(bytes, { level: 9 }).length), 0) / 100) / 10;
  };
  return {
    text_kb: sum(/\.(html|css|svg|mjs)$|worker-start\.js$|^pretrained\/.*\.(png|webp)$/),
    page_program_kb: sum(/^app-.*\.(js|wasm)$/),
    later_program_kb: sum(/^lecture(_bg)?\.(js|wasm)$/),
    worker_program_kb: sum(/^worker(_bg)?\.(js|wasm)$/),
    weights_kb: sum(/mnist-vae\.safetensors$/),
    digits_kb: sum(/^data\/mnist-test-.*(gz|ubyte)$/),
    decoder_kb: sum(/mnist-decoder\.f16$/),
  };
}
