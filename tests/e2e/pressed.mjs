// What the tests press, noted as it happens: each file leaves its notes in .cache/pressed, and controls.test.mjs reads them.
// What counts is an event that arrived at a control, not that a test speaks of it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../.cache/pressed', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));

/** Runs in the page: what is a control, and what it is called. A plot is one if it can be focused; a field to read from is none. */
function define() {
  const selector = 'input:not([readonly]), select, button, textarea:not([readonly]), [role=slider], .plot[tabindex]';
  globalThis.controls = {
    within: (part) => [...part.querySelectorAll(selector)],
    of: (element) => element.closest?.(selector),
    // Controls that are many and alike, such as the ten digits, go by what they are in and by their kind.
    name(control) {
      const inside = control.parentElement.closest('[id]')?.id ?? 'page';
      const alike = inside === 'digits' || !control.id;
      return alike ? `${inside} ${control.getAttribute('role') ?? control.localName}` : control.id;
    },
  };
}

/** Runs in the page: reports each control once, when something arrives at it that makes it do what it is for. */
function listen() {
  const reported = new Set();
  const plot = (control) => control.matches('[role=slider], .plot');
  const presses = {
    click: (control) => control.matches('button, [type=checkbox], [type=radio]'),
    change: (control) => control.matches('input, select, textarea'),
    input: (control) => control.matches('input, select, textarea'),
    keydown: (control, event) => plot(control) && event.key !== 'Tab',
    pointerdown: plot,
    pointermove: plot,
  };
  for (const [kind, counts] of Object.entries(presses)) {
    const hear = (event) => {
      const control = globalThis.controls.of(event.composedPath()[0]);
      if (!control || !counts(control, event)) return;
      const name = globalThis.controls.name(control);
      if (reported.has(name)) return;
      reported.add(name);
      globalThis.notePressed(name);
    };
    addEventListener(kind, hear, { capture: true, passive: true });
  }
}

/** Title of a test → names of the controls that it pressed. */
const noted = new Map();

/** Notes what the test with this title presses in any page of this context. */
export async function note(context, title) {
  const names = noted.get(title) ?? new Set();
  noted.set(title, names);
  await context.exposeBinding('notePressed', (_, name) => names.add(name));
  await context.addInitScript(define);
  await context.addInitScript(listen);
}

/** Which test this is, and of which page: notes of other ones say nothing. */
function fingerprint(file, dist) {
  const hash = createHash('sha256');
  for (const part of [file, path.join(here, 'helpers.mjs'), path.join(dist, 'index.html')]) hash.update(readFileSync(part));
  return hash.digest('hex');
}

/** Leaves the notes of this process' file for `pressedBy`. */
export function save(dist) {
  const file = process.argv[1];
  const tests = Object.fromEntries([...noted].map(([title, names]) => [title, [...names].sort()]));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${path.basename(file)}.json`), JSON.stringify({ fingerprint: fingerprint(file, dist), tests }, null, 1));
}

/** Control → the tests that pressed it, as file and title; and the files whose notes are missing or of another page or text. */
export function pressedBy(dist, except) {
  const pressed = new Map();
  const missing = [];
  for (const name of readdirSync(here).filter((name) => name.endsWith('.test.mjs') && name !== except)) {
    const file = path.join(here, name);
    if (!/^harness\(\);$/m.test(readFileSync(file, 'utf8'))) continue;
    let notes;
    try {
      notes = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
    } catch {
      notes = {};
    }
    if (notes.fingerprint !== fingerprint(file, dist)) missing.push(name);
    for (const [title, controls] of Object.entries(notes.tests ?? {})) {
      for (const control of controls) pressed.set(control, [...(pressed.get(control) ?? []), `${name}: ${title}`]);
    }
  }
  return { pressed, missing };
}
