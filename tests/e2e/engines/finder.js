// Runs in the page before anything else of it, or as soon as it is there: finds elements as a person names them.
(() => {
  const roles = {
    button: 'button, [role=button], input[type=button], input[type=submit]',
    slider: 'input[type=range], [role=slider]',
  };
  const texts = (all) => [...all].map((part) => part.textContent).join(' ');
  const byId = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean);
  const squeezed = (text) => text.replace(/\s+/g, ' ').trim();
  function name(element) {
    const by = element.getAttribute('aria-labelledby');
    if (by) return squeezed(texts(byId(by)));
    const label = element.getAttribute('aria-label');
    if (label) return squeezed(label);
    if (element.labels?.length) return squeezed(texts([...element.labels].map(bare)));
    return element.matches('button, [role=button]') ? squeezed(element.textContent) : '';
  }
  /** A label without the controls inside it, whose options are not part of its text. */
  function bare(label) {
    const copy = label.cloneNode(true);
    copy.querySelectorAll('select, textarea').forEach((control) => control.remove());
    return copy;
  }
  /** An element's box in the window's pixels. WebKit gives it without the zoom of a style sheet, and has no word for that zoom. */
  const box = (element) => {
    let zoom = 1;
    if (!('currentCSSZoom' in element)) for (let at = element; at; at = at.parentElement) zoom *= Number(getComputedStyle(at).zoom) || 1;
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: zoom * (x + scrollX) - scrollX, y: zoom * (y + scrollY) - scrollY, width: zoom * width, height: zoom * height };
  };
  const visible = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility === 'visible';
  };
  const called = (element, { name: wanted, exact }) => {
    if (wanted === undefined) return true;
    return exact ? name(element) === wanted : name(element).toLowerCase().includes(wanted.toLowerCase());
  };
  const inOrder = (all) => [...new Set(all)].sort((a, b) => (a.compareDocumentPosition(b) & 4 ? -1 : 1));
  const within = (roots, selector) => inOrder(roots.flatMap((root) => [...root.querySelectorAll(selector.replace(/^\s*>/, ':scope >'))]));
  const steps = {
    css: (found, { css }) => within(found, css),
    role: (found, step) => within(found, roles[step.role] ?? `[role=${step.role}]`).filter((one) => called(one, step) && visible(one)),
    label: (found, { label, exact }) =>
      within(found, 'input, select, textarea, output, progress, [aria-label], [aria-labelledby]').filter((one) => called(one, { name: label, exact })),
    has: (found, { has }) => found.filter((one) => find(has, [one]).length > 0),
    hasText: (found, { text, pattern }) => {
      const says = pattern ? (all) => new RegExp(text).test(all) : (all) => all.toLowerCase().includes(text.toLowerCase());
      return found.filter((one) => says(squeezed(one.textContent)));
    },
    visible: (found, { visible: wanted }) => found.filter((one) => visible(one) === wanted),
    and: (found, { and }) => found.filter((one) => find(and).includes(one)),
    nth: (found, { nth }) => [found.at(nth)].filter(Boolean),
  };
  function find(path, roots = [document]) {
    return path.reduce((found, step) => steps[step.kind](found, step), roots);
  }
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  /** The one element, or why there is none. */
  function only(path) {
    const found = find(path);
    if (found.length > 1) throw new Error(`${found.length} elements are ${JSON.stringify(path)}`);
    return found[0];
  }
  const hits = (element, hit) => !!hit && (element.contains(hit) || hit.closest('label')?.control === element || !!element.labels?.[0]?.contains(hit));
  const presses = ['pointerdown', 'mousedown', 'touchstart', 'pointerup', 'mouseup', 'touchend', 'click'];
  let guarding = () => 'nothing guarded';
  /** From now until `pressed` is called, a press that does not reach the element, because the page moved under it, reaches nothing else either. */
  function guard(path) {
    const element = only(path);
    let reached = 'nothing';
    const hear = (event) => {
      if (!event.isTrusted) return;
      if (reached === 'nothing') reached = hits(element, event.target) ? 'it' : 'another';
      if (reached === 'it') return;
      event.stopImmediatePropagation();
      if (event.cancelable) event.preventDefault();
    };
    for (const kind of presses) addEventListener(kind, hear, { capture: true, passive: false });
    guarding = () => {
      for (const kind of presses) removeEventListener(kind, hear, { capture: true });
      return reached;
    };
  }
  /** What the press reached: `it`, `another` element, or `nothing`. */
  const pressed = () => guarding();
  /** Where to press it, in the window, once nothing is in the way; a text says what is. */
  async function place(path, position) {
    const element = only(path);
    if (!element) return 'it is not there';
    if (!visible(element)) return 'it is not visible';
    if (element.disabled) return 'it is disabled';
    const point = () => {
      const { x, y, width, height } = box(element);
      return { x: Math.round(x + (position?.x ?? width / 2)), y: Math.round(y + (position?.y ?? height / 2)) };
    };
    const clear = ({ x, y }) => hits(element, document.elementFromPoint(x, y));
    if (!clear(point())) element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const before = point();
    await frame();
    const now = point();
    if (before.x !== now.x || before.y !== now.y) return 'it moves';
    return clear(now) ? now : 'something covers it';
  }
  globalThis.finder = { box, find, only, guard, place, pressed, visible };

  const alive = new Map();
  let made = 0;
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      this.number = ++made;
      alive.set(this.number, this);
    }
    terminate() {
      alive.delete(this.number);
      super.terminate();
    }
  };
  /** The workers that were made and not ended. */
  globalThis.workers = { alive, trap: (number) => alive.get(number)?.postMessage('trap, says the test') };
})();
