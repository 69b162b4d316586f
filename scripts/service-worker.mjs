// Fills in static/service-worker.js: which build it keeps, and which files, each with the start of its hash.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** What the page never asks for: itself as one file, its worker that keeps files, an overview of the galaxies. */
const unasked = new Set(['latent-lab.html', 'service-worker.js', 'data/galaxies.png']);

/** Writes the service worker of the page that lies built in `folder`. */
export function writeServiceWorker(folder, build) {
  const names = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll(path.sep, '/')).sort();
  const files = names.filter((name) => !unasked.has(name) && statSync(path.join(folder, name)).isFile());
  const hash = (name) => createHash('sha256').update(readFileSync(path.join(folder, name))).digest('hex').slice(0, 16);
  const listed = Object.fromEntries(files.map((name) => [name, hash(name)]));
  const text = readFileSync(fileURLToPath(new URL('../static/service-worker.js', import.meta.url)), 'utf8');
  writeFileSync(path.join(folder, 'service-worker.js'), text.replace("'BUILD'", `'${build}'`).replace('= FILES', () => `= ${JSON.stringify(listed, null, 2)}`));
}
