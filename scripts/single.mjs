// Makes one file of the built page, dist/latent-lab.html, which opens from a disk without a server: scripts/build --single.
// Whoever wants a file of the page asks `latentLabFiles`; scripts/single/inside.js has them from what is stored here.
// A byte is stored as the character that windows-1252 has for it: the file is a third smaller than with base64. So the rest is ASCII.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const built = (path, encoding = 'utf8') => readFileSync(here(`dist/${path}`), encoding);
let page = built('index.html');

/** Replaces a text, or what a pattern finds, which must be there. */
function replace(what, by) {
  const next = page.replace(what, by);
  if (next === page) throw new Error(`The built page lacks ${what}.`);
  page = next;
}

const ascii = (text, escape) => text.replace(/[^\0-\x7f]/gu, (character) => escape(character));
const inHtml = (text) => ascii(text, (character) => `&#${character.codePointAt(0)};`);
const inStyle = (text) => ascii(text, (character) => `\\${character.codePointAt(0).toString(16)} `);
/** A script as it may stand in the page. */
function inScript(text) {
  if (/<\/script|<!--/i.test(text)) throw new Error('A script holds what would end it in a page.');
  return ascii(text, (character) => [...Array(character.length).keys()].map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''));
}

const data = (type, bytes) => `data:${type};base64,${bytes.toString('base64')}`;
/** The script beside a program, without its indentation. */
const program = (name) => built(name).replace(/new URL\('\w+\.wasm', import\.meta\.url\)/, 'undefined').replace(/^ +/gm, '');
/** A module of a program, as a function that returns what it exports. */
const asFunction = (text) => `() => {${text.replace(/export \{ initSync, __wbg_init as default \};\s*$/, 'return { initSync, default: __wbg_init };')}}`;

/** The files that are asked for while the page runs, and those that it links to. */
function files() {
  const types = { wasm: 'application/wasm', md: 'text/plain' };
  const wanted = (path) => /^(data|pretrained|docs)\/.*\.(gz|md|safetensors)$|^pretrained\/.*\.png$|_bg\.wasm$/.test(path);
  return readdirSync(here('dist'), { recursive: true }).map((path) => path.replaceAll('\\', '/')).filter(wanted).sort().map((path) => {
    const bytes = built(path, null);
    const type = types[path.split('.').at(-1)] ?? 'application/octet-stream';
    if (path.endsWith('.png')) return { entry: [path, 'image/png', bytes.length, false, null], stored: bytes };
    if (path.endsWith('.gz')) {
      const stored = zlib.gzipSync(zlib.gunzipSync(bytes), { level: 9, memLevel: 9 });
      return { entry: [path, type, stored.length, false, null], stored };
    }
    const apart = path.endsWith('.safetensors') ? 8 + Number(bytes.readBigUInt64LE(0)) : null;
    const stored = apart === null ? zlib.deflateSync(bytes, { level: 9 }) : zlib.deflateSync(bytewise(bytes, apart), { level: 9, strategy: zlib.constants.Z_FILTERED });
    return { entry: [path.replace(/^app-\w+_bg/, 'app_bg'), type, stored.length, true, apart], stored };
  });
}

/** From `start` on, the first bytes of all 4-byte numbers, then the second ones …: the exponents of weights are alike. */
function bytewise(bytes, start) {
  const count = (bytes.length - start) >> 2;
  const apart = Buffer.from(bytes);
  for (let i = 0; i < count; i += 1) for (let k = 0; k < 4; k += 1) apart[start + k * count + i] = bytes[start + 4 * i + k];
  return apart;
}

/** Bytes as bytes of a page: what HTML would not keep as it is comes after an equals sign. */
function asCharacters(bytes) {
  const characters = Buffer.alloc(2 * bytes.length);
  let length = 0;
  for (const [i, byte] of bytes.entries()) {
    // A less-than sign matters before these two: an end tag, a comment.
    const escaped = byte === 0 || byte === 13 || byte === 61 || (byte === 60 && '/!'.includes(String.fromCharCode(bytes[i + 1])));
    if (escaped) characters[length++] = 61;
    characters[length++] = escaped ? byte ^ 64 : byte;
  }
  return characters.subarray(0, length);
}

const [, app] = /from '\.\/(app-\w+\.js)'/.exec(page) ?? [];
const [, initializer] = /from '\.\/(\w+-initializer\.mjs)'/.exec(page) ?? [];
const trunk = /<script type="module">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';

// What the page fetches beside it goes, and so do the scripts that do so: their like comes at its end.
const styles = [...page.matchAll(/<link rel="stylesheet" href="\.\/([^"]+)"[^>]*>/g)].map(([, path]) => built(path)).join('\n');
replace(/<link rel="(?:stylesheet|modulepreload|manifest)"[^>]*>\n?/g, '');
replace(/<script type="module">[\s\S]*?<\/script>/, '');
replace(/<script>window\.latentLabProgram = [\s\S]*?<\/script>/, '');
for (const path of ['static/files.js', 'static/first-file.js']) replace(`<script>${readFileSync(here(path), 'utf8')}</script>`, '');
replace('<meta charset="utf-8">', '<meta charset="windows-1252">');
replace(/href="\.\/(icon-\w+\.svg)"/, (_, path) => `href="${data('image/svg+xml', built(path, null))}"`);
// Bytes, not base64: it is put in its place from what is stored. Until then the place is as large as it.
const blank = data('image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'));
replace(/src="(pretrained\/[\w-]+\.png)"/, (_, path) => `src="${blank}" data-inside="${path}"`);
const style = inStyle(styles.replace(/\/\*[^]*?\*\//g, '').replace(/^\s+/gm, '')).replace(/url\("fonts\/([\w-]+\.woff2)"\)/, (_, path) => `url("${data('font/woff2', built(`fonts/${path}`, null))}")`);
replace('</head>', () => `<style>${style}</style>\n</head>`);

// The page has no text whose line breaks are kept: how far a line is indented is nobody's, and its remarks are its authors'.
page = page.split(/(<script>[\s\S]*?<\/script>)/).map((part, i) => (i % 2 ? part : part.replace(/<!--[\s\S]*?-->/g, '').replace(/\n[ \t]+/g, '\n'))).join('');

// Its scripts as they stand, those at its end, and the policy that names them all.
const parts = page.split(/<script>([\s\S]*?)<\/script>/);
page = parts.map((part, i) => (i % 2 ? `<script>${inScript(part)}</script>` : inHtml(part))).join('');
const lecture = `window.latentLabPrograms = { lecture: ${asFunction(program('lecture.js'))} };\n`;
const start = readFileSync(here('static/first-file.js'), 'utf8');
const begin = [readFileSync(here('scripts/single/inside.js'), 'utf8'), lecture, "window.latentLabProgram = latentLabFiles.file('app_bg.wasm');\n", start].map(inScript);
const main = inScript(
  trunk
    .replace(/import init, [^\n]*\n/, () => `const bindings = (${asFunction(program(app))})();\nconst init = bindings.default;\n`)
    .replace(/import initializer [^\n]*\n/, () => built(initializer).replace('export default function', 'function')),
);
const stored = files();
const text = (id, content) => `<script type="text/plain" id="inside-${id}">${inScript(content)}</script>\n`;
const end = [
  text('contents', JSON.stringify(stored.map(({ entry }) => entry))),
  text('worker', program('worker.js')),
  text('reader', program('reader.js')),
  text('worker-start', built('worker-start.js')),
];
const hash = (content) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
const hashes = [...parts.filter((_, i) => i % 2).map(inScript), ...begin, main].map(hash);
const policy = {
  'default-src': "'none'",
  'script-src': `'wasm-unsafe-eval' ${hashes.join(' ')}`,
  'style-src': hash(style),
  'img-src': 'data: blob:',
  'font-src': 'data:',
  'worker-src': 'blob:',
  // From a disk this is nothing; a host that names another encoding makes the page read itself once more.
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};
replace(/(<meta http-equiv="Content-Security-Policy" content=")[^"]*/, (_, before) => before + Object.entries(policy).map((all) => all.join(' ')).join('; '));
const [before, after] = page.split('</body>');
const whole = Buffer.concat([
  Buffer.from(`${before}${end.join('')}<script type="application/octet-stream" id="inside-files">`, 'latin1'),
  asCharacters(Buffer.concat(stored.map((file) => file.stored))),
  Buffer.from(`</script>\n${begin.map((content) => `<script>${content}</script>\n`).join('')}<script type="module">${main}</script>\n</body>${after}`, 'latin1'),
]);
writeFileSync(here('dist/latent-lab.html'), whole);
console.log(`dist/latent-lab.html: ${(whole.length / 1e6).toFixed(2)} MB`);
