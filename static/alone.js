// One figure of the page without the rest, for a frame in slides or a notebook: `?figure=vae-kl`, by the names of the talk's stops. And a
// run that begins by itself: `?run=1`. It speaks to the page that holds the frame in the few words of docs/in-slides.md, and knows no
// figure by name. Trunk writes it into the page.
(() => {
  const asked = new URLSearchParams(location.search);
  const name = asked.get('figure');
  const root = document.documentElement;
  const part = (id) => document.getElementById(id);
  /** The figure; null in the whole page. */
  let shown = null;
  let told = 0;
  let later;

  const settings = 'input:not([type=file], [readonly]), select';
  const trains = { train: '[id$="train"]', pause: '[id$="pause"], [id$="train"] ~ [id$="stop"]' };
  const button = (kind) => shown.querySelector(trains[kind]);

  /** Says something to the page around the frame. Whoever it is may hear it: nothing in it is the person's own. */
  function say(kind, rest = {}) {
    if (parent !== self) parent.postMessage({ from: 'latent-lab', figure: name, kind, ...rest }, '*');
  }

  function height() {
    const now = Math.ceil(document.body.getBoundingClientRect().height);
    if (now !== told) say('height', { height: (told = now) });
  }

  const value = (control) => {
    if (control.type === 'checkbox' || control.type === 'radio') return control.checked;
    return control.matches('[type=range], [type=number]') ? control.valueAsNumber : control.value;
  };

  /** What is set, by the ids of the controls, and whether something trains that `pause` would stop. */
  function state(rest) {
    clearTimeout(later);
    const all = [...shown.querySelectorAll(settings)].filter((control) => control.id);
    const training = button('pause') ? !button('pause').disabled : false;
    say('state', { settings: Object.fromEntries(all.map((control) => [control.id, value(control)])), training, ...rest });
  }

  /** Once it has settled: the answer to a message says it at once. */
  const soon = () => {
    clearTimeout(later);
    later = setTimeout(state, 100);
  };

  /** Sets a control as a person would, within its limits; returns why not. */
  function set(id, wanted) {
    const control = typeof id === 'string' ? [...shown.querySelectorAll(settings)].find((one) => one.id === id) : null;
    if (!control) return 'the figure has no setting of this name';
    if (control.disabled) return 'it cannot be set now';
    if (control.matches('[type=checkbox], [type=radio]')) {
      if (typeof wanted !== 'boolean') return 'it is true or false';
      if (control.type === 'radio' && !wanted) return 'choose another one of its group';
      if (control.checked !== wanted) control.click();
      return null;
    }
    if (control.matches('select')) {
      if (![...control.options].some((option) => option.value === wanted && !option.disabled)) return 'it is not one of the choices';
      control.value = wanted;
    } else if (control.matches('[type=range], [type=number]')) {
      if (typeof wanted !== 'number' || !Number.isFinite(wanted)) return 'it is a number';
      const limit = (side, otherwise) => (control[side] === '' ? otherwise : Number(control[side]));
      const most = Math.max(limit('min', -Infinity), Math.min(limit('max', Infinity), wanted));
      control.valueAsNumber = most;
    } else {
      if (typeof wanted !== 'string' || wanted.length > 200) return 'it is a short text';
      control.value = wanted;
    }
    for (const kind of ['input', 'change']) control.dispatchEvent(new Event(kind, { bubbles: true }));
    return null;
  }

  function press(kind) {
    const found = button(kind);
    if (!found) return 'nothing in this figure trains';
    if (found.disabled) return 'it cannot be done now';
    found.click();
    return null;
  }

  const acts = {
    set: ({ name: id, value: wanted }) => set(id, wanted),
    train: () => press('train'),
    pause: () => press('pause'),
    ask: () => null,
  };

  /** Only from the page around the frame, only its own words. Anything else is not for it. */
  function hear({ source, data }) {
    if (source !== parent || parent === self || data === null || typeof data !== 'object' || data.to !== 'latent-lab') return;
    const refused = Object.hasOwn(acts, data.kind) ? acts[data.kind](data) : 'there is no such word';
    state({ ...(refused && { refused }), ...(Number.isFinite(data.id) && { id: data.id }) });
  }

  /** Calls back once it is so, now or after some change of the page. */
  function once(is, then) {
    if (is()) return then();
    const observer = new MutationObserver(() => {
      if (!is()) return;
      observer.disconnect();
      then();
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled', 'hidden'] });
  }

  function alone() {
    shown = [...document.querySelectorAll(`[data-stop~="${CSS.escape(name)}"]:not(math, details)`)][0] ?? null;
    if (!shown) {
      const names = [...part('talk-stops').content.children].map((stop) => stop.dataset.stop).join(', ');
      const notice = part('page-notice');
      notice.textContent = `The address asks for the figure “${name.slice(0, 40)}”, which this page does not have. It has: ${names}.`;
      notice.hidden = false;
      return;
    }
    root.classList.add('alone');
    shown.setAttribute('data-shown', '');
    for (let holder = shown.parentElement; holder !== document.body; holder = holder.parentElement) holder.setAttribute('data-way', '');
    new ResizeObserver(height).observe(document.body);
    addEventListener('message', hear);
    shown.addEventListener('input', soon);
    shown.addEventListener('change', soon);
    const pause = button('pause');
    if (pause) new MutationObserver(soon).observe(pause, { attributes: true, attributeFilter: ['disabled'] });
    const plot = shown.querySelector('.plot');
    const draws = () => !plot || plot.hidden || plot.querySelector('canvas');
    once(draws, () => {
      say('ready', plot?.hidden ? { trouble: part(`${plot.id}-notice`)?.textContent.trim() } : {});
      height();
      state();
    });
  }

  addEventListener('DOMContentLoaded', () => {
    if (name !== null) alone();
    // The lab's, whose settings the address has.
    if (asked.get('run') === '1') once(() => !part('train').disabled, () => part('train').click());
  });
})();
