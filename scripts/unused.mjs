// Names the items of the library that no program uses, though they are public: all of it, with all programs, is checked as one
// crate that exports nothing, so that the compiler can tell. What tests alone use is unused. Part of scripts/test lint.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Why unused items may stay → the items, as file and name. One that comes into use, or goes, must leave this list. */
const allowed = {
  'goes with `len`': [
    'src/data/catalogue.rs is_empty',
    'src/data/stack.rs is_empty',
    'src/latent/pca.rs is_empty',
    'src/latent/statistics.rs is_empty',
    'src/latent/tsne.rs is_empty',
  ],
  'tests hold what the page shows to it, or look inside by it': [
    'src/data/field/mod.rs Values',
    'src/data/turn.rs then',
    'src/data/upload/showing.rs preview',
    'src/latent/grid.rs interval_mass',
    'src/latent/grid.rs prior_mass',
    'src/latent/meaning.rs left',
    'src/latent/metrics.rs knn_accuracy_leave_one_out',
    'src/latent/pca.rs ellipse',
    'src/latent/procrustes.rs scale',
    'src/latent/statistics.rs Null',
    'src/latent/statistics.rs pearson',
    'src/latent/statistics.rs permutation',
    'src/latent/tsne.rs kl',
    'src/latent/tsne.rs new',
    'src/latent/tsne.rs step',
    'src/model/kernels/vector.rs Vector',
    'src/model/kernels/vector.rs transposed',
    'src/model/vae.rs encoder',
    'src/protocol/guest.rs ALL',
    'src/protocol/som.rs cells',
    'src/som/map.rs weight',
    'src/train/trainer.rs hyper',
    'src/ui/state/change.rs text',
  ],
};

const copy = 'target/unused';
/** Program → its main file, below src/. */
const programs = Object.fromEntries([...readFileSync('Cargo.toml', 'utf8').matchAll(/^\[\[bin\]\]\nname = "(.*)"\npath = "src\/(.*)"$/gm)].map(([, name, file]) => [name, file]));
const targets = [[], ['--target', 'wasm32-unknown-unknown']];

/** All files below a folder. */
const below = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

/** Writes the crate that exports nothing. */
function write() {
  rmSync(`${copy}/src`, { recursive: true, force: true });
  cpSync('src', `${copy}/src`, { recursive: true });
  for (const file of below(`${copy}/src`)) {
    const program = Object.keys(programs).find((name) => file === path.join(copy, 'src', programs[name]) || file.startsWith(path.join(copy, 'src/bin', name) + path.sep));
    if (!program) continue;
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/\bcrate::/g, `crate::${program}_program::`).replace(/^fn main\(/gm, 'pub fn main('));
  }
  const modules = Object.entries(programs).map(([name, file]) => `#[path = "${file}"]\nmod ${name}_program;\n`);
  const calls = Object.keys(programs).map((name) => `    let _ = ${name}_program::main();\n`);
  const root = readFileSync(`${copy}/src/lib.rs`, 'utf8').replace(/^pub (?=mod|const)/gm, '');
  rmSync(`${copy}/src/lib.rs`);
  writeFileSync(`${copy}/src/main.rs`, `${root}\nextern crate self as latent_lab;\n${modules.join('')}\nfn main() {\n${calls.join('')}}\n`);
  const kept = readFileSync('Cargo.toml', 'utf8').split(/^(?=\[)/m).filter((table) => !/^\[(lib|\[bin|lints)/.test(table));
  const manifest = kept.join('').replace(/^default-run.*$/m, 'autobins = false');
  writeFileSync(`${copy}/Cargo.toml`, `${manifest}\n[[bin]]\nname = "unused"\npath = "src/main.rs"\n\n[workspace]\n`);
  cpSync('Cargo.lock', `${copy}/Cargo.lock`);
  // What the sources include.
  cpSync('pretrained', `${copy}/pretrained`, { recursive: true });
}

/** What the compiler says of the crate for one target: the unused items, as where they are → what they are; and the files that it read. */
function check(target) {
  const { stdout, stderr } = spawnSync('cargo', ['check', '--locked', '--quiet', '--message-format=json', '--manifest-path', `${copy}/Cargo.toml`, '--target-dir', 'target', ...target], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const unused = new Map();
  let dependencies;
  for (const line of stdout.split('\n').filter(Boolean)) {
    const { reason, message, target: built, filenames } = JSON.parse(line);
    if (reason === 'compiler-artifact' && built.name === 'unused') dependencies = filenames[0].replace(/lib([^/]*)\.rmeta$/, '$1.d');
    if (reason !== 'compiler-message') continue;
    if (message.level === 'error') fail(message.rendered);
    if (message.code?.code !== 'dead_code') continue;
    for (const span of message.spans.filter(({ is_primary: primary }) => primary)) {
      const [{ text, highlight_start: start, highlight_end: end }] = span.text;
      const file = span.file_name.replace(/^src\/main\.rs$/, 'src/lib.rs');
      const name = text.slice(start - 1, end - 1);
      unused.set(`${file}:${span.line_start} ${name}`, { file, line: span.line_start, name, why: message.message });
    }
  }
  if (!dependencies) fail(`cargo check of ${copy} failed.\n${stderr}`);
  const files = readFileSync(dependencies, 'utf8').match(/\bsrc\/\S+\.rs(?=:$)/gm).map((file) => file.replace(/^src\/main\.rs$/, 'src/lib.rs'));
  return { unused, files: new Set(files) };
}

function fail(words) {
  console.error(words);
  process.exit(1);
}

/** Is the item at this line of a file for this target at all, by the attributes just above it? */
function isFor(file, line, wasm) {
  const lines = readFileSync(file, 'utf8').split('\n');
  for (let above = line - 2; /^\s*#\[/.test(lines[above] ?? ''); above--) {
    const [whole, not] = /cfg\((not\()?.*target_arch = "wasm32"/.exec(lines[above]) ?? [];
    if (whole) return wasm === !not;
  }
  return true;
}

write();
const checks = targets.map(check);
const all = new Map(checks.flatMap(({ unused }) => [...unused]));
const found = [...all].filter(([place, { file, line }]) => checks.every(({ unused, files }, i) => unused.has(place) || !files.has(file) || !isFor(file, line, i === 1)));
const key = ({ file, name }) => `${file} ${name}`;
const may = new Set(Object.values(allowed).flat());
const surplus = found.filter(([, item]) => !may.has(key(item))).map(([, item]) => `${item.file}:${item.line}: ${item.name} (${item.why})`);
const stale = [...may].filter((name) => !found.some(([, item]) => key(item) === name)).map((name) => `${name}: allowed to be unused, and is used or gone`);
if (surplus.length + stale.length > 0) fail(['No program uses these; use them, remove them, or say in scripts/unused.mjs why they stay.', ...surplus.sort(), ...stale].join('\n'));
