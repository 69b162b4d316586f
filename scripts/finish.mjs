// Trunk's last step: lets the page's content security policy allow exactly the inline scripts that Trunk wrote, and names the
// build, so that files can be asked for before the page's program is there. And what a teacher should not have to know
// when they edit the text: how the program is asked for early, and that a formula and the comma after it stay on one line.
// At last the service worker is told what was built.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeServiceWorker } from './service-worker.mjs';

const built = (name) => `${process.env.TRUNK_STAGING_DIR}/${name}`;
const file = built('index.html');
let page = readFileSync(file, 'utf8');

/** Replaces a text that must be there. */
function replace(text, by) {
  if (!text || !page.includes(text)) {
    console.error(`The page that Trunk wrote lacks ${text ?? 'what scripts/finish.mjs looks for'}.`);
    process.exit(1);
  }
  page = page.replace(text, () => by);
}

const build = process.env.LATENT_LAB_BUILD;
if (build) page = page.replace('<html', `<html data-build="${build}"`);

// Trunk asks for the program by a link that Safari does not count when the program is fetched: it loads it twice. So the page
// fetches it itself, before its style sheets, which scripts would wait for.
const [preload, program] = /<link rel="preload" href="([^"]*_bg\.wasm)"[^>]*>/.exec(page) ?? [];
replace(preload, '');
replace('fetch(source)', 'window.latentLabProgram');
const early = `<script>window.latentLabProgram = fetch('${program}'); window.latentLabProgram.catch(() => {});</script>`;
replace('<script>', `${early}\n  <script>`);

// One style sheet, not one for each part: nothing is shown before all of them are there, and many hosts send six files at a time.
const sheets = [...page.matchAll(/<link rel="stylesheet" href="\.\/([^"]+)"[^>]*>/g)];
const style = sheets.map(([, name]) => readFileSync(built(name), 'utf8')).join('\n');
const joined = `styles-${createHash('sha256').update(style).digest('hex').slice(0, 16)}.css`;
writeFileSync(built(joined), style);
for (const [index, [link, name]] of sheets.entries()) {
  replace(link, index === 0 ? `<link rel="stylesheet" href="./${joined}">` : '');
  rmSync(built(name));
}

page = page.replace(/(<math(?![^>]*display="block")[^>]*>(?:(?!<math)[\s\S])*?<\/math>)([.,;:!?)]+)/g, '<span class="whole">$1$2</span>');

const scripts = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
const hashes = scripts.map(([, script]) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
replace("'TRUNK_INLINE_HASH'", hashes.join(' '));
writeFileSync(file, page);
if (build) writeServiceWorker(process.env.TRUNK_STAGING_DIR, build);
