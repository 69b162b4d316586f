// What a test does to an element, and reads of it: that part of Playwright's locators that the tests use, for any tab (see page.mjs).
// An element is a path of steps that finder.js takes in the page, looked up anew each time.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chord, typed } from './keys.mjs';

const patience = 30_000;

export class Locator {
  constructor(page, steps = []) {
    Object.assign(this, { page, steps });
  }
  #and(...steps) {
    return new Locator(this.page, [...this.steps, ...steps]);
  }
  locator = (css, options = {}) => this.#and({ kind: 'css', css }).filter(options);
  getByRole = (role, { name, exact } = {}) => this.#and({ kind: 'role', role, name, exact });
  getByLabel = (label, { exact } = {}) => this.#and({ kind: 'label', label, exact });
  and = (other) => this.#and({ kind: 'and', and: other.steps });
  filter = ({ has, hasText, visible }) =>
    this.#and(
      ...(has ? [{ kind: 'has', has: has.steps }] : []),
      ...(hasText ? [{ kind: 'hasText', text: hasText.source ?? hasText, pattern: hasText instanceof RegExp }] : []),
      ...(visible === undefined ? [] : [{ kind: 'visible', visible }]),
    );
  nth = (nth) => this.#and({ kind: 'nth', nth });
  first = () => this.nth(0);
  last = () => this.nth(-1);
  all = async () => Array.from({ length: await this.count() }, (_, index) => this.nth(index));

  /** Runs a function with all elements that are found. */
  evaluateAll(what, ...given) {
    return this.page.run(`(steps, given) => (${what})(finder.find(steps), ...given)`, [this.steps, given]);
  }
  /** Runs a function with the one element, once it is there. */
  async evaluate(what, ...given) {
    const source = `async (steps, given) => { const one = finder.only(steps); return one ? { value: await (${what})(one, ...given) } : null; }`;
    return (await this.#wait(() => this.page.run(source, [this.steps, given]), 'is there')).value;
  }
  async #wait(look, what, timeout = patience) {
    const end = Date.now() + timeout;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (Date.now() > end) throw new Error(`In ${timeout / 1000} s it did not come about that ${JSON.stringify(this.steps)} ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  waitFor = ({ state = 'visible', timeout } = {}) => {
    const there = { visible: '(found) => found.some(finder.visible)', hidden: '(found) => !found.some(finder.visible)', attached: '(found) => found.length > 0' };
    return this.#wait(() => this.evaluateAll(there[state]), `is ${state}`, timeout);
  };

  count = () => this.evaluateAll((found) => found.length);
  isVisible = () => this.evaluateAll('(found) => found.some(finder.visible)');
  isHidden = async () => !(await this.isVisible());
  isEnabled = () => this.evaluate((one) => !one.disabled);
  isDisabled = () => this.evaluate((one) => one.disabled);
  isChecked = () => this.evaluate((one) => one.checked);
  textContent = () => this.evaluate((one) => one.textContent);
  innerText = () => this.evaluate((one) => one.innerText);
  inputValue = () => this.evaluate((one) => one.value);
  getAttribute = (name) => this.evaluate((one, name) => one.getAttribute(name), name);
  allTextContents = () => this.evaluateAll((found) => found.map((one) => one.textContent));
  boundingBox = () => this.evaluate((one) => globalThis.finder.box(one));
  scrollIntoViewIfNeeded = () =>
    this.evaluate((one) => {
      const { top, bottom, left, right } = one.getBoundingClientRect();
      if (top < 0 || left < 0 || bottom > innerHeight || right > innerWidth) one.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    });

  async #place(position) {
    let why;
    try {
      return await this.#wait(async () => {
        const found = await this.page.run('(steps, position) => finder.place(steps, position)', [this.steps, position]);
        why = found;
        return typeof found === 'object' && found;
      }, 'can be pressed');
    } catch (error) {
      throw new Error(`${error.message} ${why}`);
    }
  }
  click = ({ position } = {}) => this.#press(position, ({ x, y }) => this.page.mouse.click(x, y));
  tap = ({ position } = {}) => this.#press(position, (at) => this.page.touch([at]));
  /** Between the look where it is and the press the page may move: such a press reaches nothing, and is made again. */
  async #press(position, press) {
    for (let tries = 0; tries < 10; tries++) {
      const at = await this.#place(position);
      await this.page.run('(steps) => finder.guard(steps)', [this.steps]);
      await press(at);
      // After a press that leads to another page there is no guard any more, and perhaps no finder.
      if (!['another', 'nothing'].includes(await this.page.run('() => globalThis.finder?.pressed()', []))) return;
    }
    throw new Error(`Ten presses did not reach ${JSON.stringify(this.steps)}.`);
  }
  async hover({ position } = {}) {
    const { x, y } = await this.#place(position);
    await this.page.mouse.move(x, y);
  }
  focus = () => this.evaluate((one) => one.focus());
  async press(keys) {
    await this.focus();
    await this.page.keys(chord(keys));
  }
  async pressSequentially(text) {
    await this.focus();
    await this.page.keys(typed(text));
  }
  /** A slider is set as by a drag; all else is typed. */
  async fill(text) {
    await this.#wait(() => this.evaluate((one) => !one.disabled), 'is enabled');
    const slides = await this.evaluate((one, text) => {
      if (one.type !== 'range') {
        one.focus();
        one.select();
        return false;
      }
      one.value = text;
      for (const kind of ['input', 'change']) one.dispatchEvent(new Event(kind, { bubbles: true }));
      return true;
    }, text);
    if (!slides) await this.page.keys(text ? typed(text) : chord('Backspace'));
  }
  check = () => this.#set(true);
  uncheck = () => this.#set(false);
  async #set(wanted) {
    if ((await this.isChecked()) === wanted) return;
    await this.click();
    if ((await this.isChecked()) !== wanted) throw new Error(`${JSON.stringify(this.steps)} was clicked, and did not change.`);
  }
  selectOption(wanted) {
    const choose = (one, wanted) => {
      const option = [...one.options].find(({ value, label, index, disabled }) =>
        !disabled && (typeof wanted === 'string' ? value === wanted : wanted.label === undefined ? index === wanted.index : label === wanted.label));
      if (!option || one.disabled) return false;
      one.selectedIndex = option.index;
      for (const kind of ['input', 'change']) one.dispatchEvent(new Event(kind, { bubbles: true }));
      return true;
    };
    return this.#wait(() => this.evaluate(choose, wanted), `has the option ${JSON.stringify(wanted)}`);
  }
  /** Files of this machine by their paths, or { name, buffer }. */
  async setInputFiles(files) {
    const folder = mkdtempSync(path.join(tmpdir(), 'latent-lab-'));
    const paths = [files].flat().map((file) => {
      if (typeof file === 'string') return file;
      writeFileSync(path.join(folder, file.name), file.buffer);
      return path.join(folder, file.name);
    });
    await this.page.tab.files('(steps) => finder.only(steps)', [this.steps], paths);
  }
}
