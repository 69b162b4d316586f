// The page as a talk: one figure a screen, in the order of the stops in index.html (`#talk-stops`). What of the article belongs to a
// stop bears its name: its figure, formulas and questions in `data-stop`, what it keeps folded in `data-more`. The figure itself is
// shown, not a copy, so a run goes on from stop to stop. It knows no stop and no figure by name. Trunk writes it into the page.
(() => {
  const prefix = '#present=';
  const root = document.documentElement;
  const part = (id) => document.getElementById(id);
  /** The names of all stops of this page, without those in parts that a link leaves out. */
  let stops = [];
  /** Index of the one on the screen; -1 in the article. */
  let at = -1;
  let more = false;
  /** Where the person was in the article: an element, and how far below the window's top it stood, in px. */
  let place = null;
  const watch = new ResizeObserver(() => requestAnimationFrame(fit));

  const of = (name, kind) => [...document.querySelectorAll(`${kind}[data-stop~="${name}"]`)];
  const figure = (name) => of(name, ':not(math, details)').find((element) => !element.closest('[data-away]'));
  const list = () => [...part('talk-stops').content.children].filter((stop) => figure(stop.dataset.stop));

  const named = (name) => stops.findIndex((stop) => stop.dataset.stop === name);
  const write = (hash) => history.replaceState(history.state, '', location.href.replace(/#.*$/, '') + hash);

  /** Shows one element of the article, and hides what stands beside it and beside all that holds it. */
  function show(element) {
    watch.disconnect();
    for (const name of ['data-way', 'data-shown']) document.querySelectorAll(`[${name}]`).forEach((marked) => marked.removeAttribute(name));
    if (!element) return;
    element.setAttribute('data-shown', '');
    for (let holder = element.parentElement; holder !== document.body; holder = holder.parentElement) holder.setAttribute('data-way', '');
    watch.observe(element);
    watch.observe(part('talk-head'));
    watch.observe(part('talk-foot'));
  }

  /** Gives the figure all the width with which its height has room between head and foot. */
  function fit() {
    const shown = document.querySelector('[data-shown]');
    if (!shown) return;
    const gap = parseFloat(getComputedStyle(root).fontSize);
    const [top, bottom] = ['head', 'foot'].map((end) => part(`talk-${end}`).offsetHeight + gap / 2);
    root.style.setProperty('--talk-top', `${top}px`);
    root.style.setProperty('--talk-bottom', `${bottom}px`);
    const height = innerHeight - top - bottom;
    const fits = (width) => {
      root.style.setProperty('--talk-width', `${width}px`);
      return shown.offsetHeight <= height && shown.offsetWidth <= innerWidth - 2 * gap + 1 && shown.scrollWidth <= shown.clientWidth + 1;
    };
    const found = () => {
      let [low, high] = [gap * 10, innerWidth - 2 * gap].map(Math.floor);
      if (fits(high)) return true;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (fits(middle)) low = middle;
        else high = middle;
      }
      return fits(low);
    };
    // While a long note is read, the figure is looked at, not set: its controls make room (present.css).
    root.classList.remove('crowded');
    if (found() || !root.classList.contains('noted')) return;
    root.classList.add('crowded');
    found();
  }

  /** A question of the article, whose answer the lecturer's key opens. */
  function question(details) {
    const asked = document.createElement('div');
    const [summary, ...answer] = [...details.children].map((child) => child.cloneNode(true));
    const words = document.createElement('p');
    words.append(...summary.childNodes);
    answer.forEach((said) => said.classList.add('talk-answer'));
    asked.append(words, ...answer);
    return asked;
  }

  function go(index) {
    if (!stops[index]) return;
    at = index;
    const stop = stops[at];
    const { stop: name } = stop.dataset;
    const [title, act, note] = stop.children;
    part('talk-title').textContent = title.textContent;
    part('talk-act').replaceChildren(...act.cloneNode(true).childNodes);
    part('talk-note').replaceChildren(...note.cloneNode(true).childNodes);
    part('talk-formula').replaceChildren(...of(name, 'math').map((formula) => {
      const copy = formula.cloneNode(true);
      copy.removeAttribute('data-stop');
      return copy;
    }));
    part('talk-questions').replaceChildren(...of(name, 'details').filter((details) => !details.closest('[data-away]')).map(question));
    part('talk-count').textContent = `${at + 1} / ${stops.length}`;
    part('talk-back').disabled = at === 0;
    part('talk-on').disabled = at === stops.length - 1;
    part('talk-more').hidden = !document.querySelector(`[data-more="${name}"]`);
    root.dataset.talk = name;
    write(prefix + name);
    unfold(false);
    // The later chapters' program waits for a sign that the person has moved on from the first figure.
    dispatchEvent(new Event('scroll'));
    // Keys are the talk's again, not those of a slider of the stop before.
    part('talk-title').focus({ preventScroll: true });
  }

  /** Shows what the stop keeps folded in place of its figure, or the figure again. */
  function unfold(wanted) {
    more = wanted;
    const { stop: name } = stops[at].dataset;
    part('talk-more').setAttribute('aria-pressed', more);
    show(more ? document.querySelector(`[data-more="${name}"]`) : figure(name));
    fit();
  }

  /** A name that is no stop, or that of one which a link leaves out, begins at the first. */
  function begin(name) {
    stops = list();
    root.classList.add('presenting');
    part('talk').hidden = false;
    go(Math.max(named(name), 0));
  }

  function start() {
    const element = [0.5, 0.3, 0.7].map((share) => document.elementFromPoint(innerWidth / 2, innerHeight * share)).find((found) => found?.closest('main'));
    place = element ? { element, top: element.getBoundingClientRect().top } : null;
    const nearest = list().find((stop) => figure(stop.dataset.stop).getBoundingClientRect().bottom > innerHeight / 2) ?? list().at(-1);
    begin(nearest.dataset.stop);
  }

  function close() {
    at = -1;
    show(null);
    root.classList.remove('presenting', 'blank', 'noted');
    delete root.dataset.talk;
    part('talk').hidden = true;
    if (document.fullscreenElement) document.exitFullscreen();
  }

  /** Back to the article, where the person was. A talk that an address opened ends at its figure. */
  function end() {
    if (at < 0) return;
    const back = place ?? { element: figure(stops[at].dataset.stop), top: 80 };
    place = null;
    close();
    write(`#${back.element.closest('.chapter')?.id ?? 'intro'}`);
    back.element.scrollIntoView({ behavior: 'instant' });
    restore(back);
  }

  /** Goes on or back; what a link leaves out may be known only since the talk began. */
  function step(by) {
    const now = stops[at];
    stops = list();
    go(stops.indexOf(now) + by);
  }

  /** Puts the element back to its height on the screen, until the chapters above it have taken their room or the person moves on. */
  function restore({ element, top }, frames = 30) {
    if (frames === 0 || at >= 0) return;
    const away = element.getBoundingClientRect().top - top;
    if (Math.abs(away) >= 1) scrollBy({ top: away, behavior: 'instant' });
    const moved = new AbortController();
    for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown']) addEventListener(kind, () => moved.abort(), { once: true, capture: true, passive: true, signal: moved.signal });
    requestAnimationFrame(() => {
      const stays = !moved.signal.aborted;
      moved.abort();
      if (stays) restore({ element, top }, frames - 1);
    });
  }

  const toggle = (name) => {
    const on = root.classList.toggle(name);
    if (name === 'noted') part('talk-notes').setAttribute('aria-pressed', on);
    fit();
  };
  const fill = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.())?.catch(() => {});
  const acts = {
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    PageDown: () => step(1),
    PageUp: () => step(-1),
    ' ': () => step(1),
    b: () => toggle('blank'),
    n: () => toggle('noted'),
    f: fill,
    Escape: end,
  };

  const writing = 'input:not([type=range], [type=checkbox], [type=radio]), textarea, select';
  /** Is the key the focused control's own? A clicker's PageDown never is. */
  function owned(key, target) {
    if (key === 'Escape' || key.startsWith('Page')) return target.matches('textarea') && key !== 'Escape';
    if (target.matches(writing)) return true;
    if (key.startsWith('Arrow')) return target.matches('input, [role=slider], .plot[tabindex]');
    return key === ' ' && target.matches('button, summary, a, input');
  }

  addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') || !(target instanceof Element)) return;
    const name = key.length === 1 ? key.toLowerCase() : key;
    if (at < 0) {
      if (name !== 'p' || target.matches(writing)) return;
      start();
    } else {
      if (!Object.hasOwn(acts, name) || owned(name, target)) return;
      if (root.classList.contains('blank')) toggle('blank');
      else acts[name]();
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });

  /** Where a swipe began, in px, if it may turn the page: not on what is dragged itself. */
  let swipe = null;
  addEventListener('touchstart', ({ touches, target }) => {
    const free = at >= 0 && touches.length === 1 && !target.closest('.plot, input, select, textarea, .scroller');
    swipe = free ? [touches[0].clientX, touches[0].clientY] : null;
  }, { passive: true });
  addEventListener('touchend', ({ changedTouches: [last] }) => {
    if (!swipe) return;
    const [x, y] = [last.clientX - swipe[0], last.clientY - swipe[1]];
    swipe = null;
    if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) step(x < 0 ? 1 : -1);
  }, { passive: true });

  const follow = () => {
    const { hash } = location;
    if (hash.startsWith(prefix)) begin(hash.slice(prefix.length));
    else if (at >= 0) {
      place = null;
      close();
      // The browser looked for it while it had no place yet.
      document.getElementById(hash.slice(1))?.scrollIntoView();
    }
  };
  addEventListener('hashchange', follow);
  addEventListener('resize', () => at >= 0 && fit());
  addEventListener('DOMContentLoaded', () => {
    const presses = { present: start, 'talk-back': acts.ArrowLeft, 'talk-on': acts.ArrowRight, 'talk-notes': acts.n, 'talk-full': fill, 'talk-end': end, 'talk-more': () => unfold(!more) };
    for (const [id, act] of Object.entries(presses)) part(id).addEventListener('click', act);
    part('talk-blank').addEventListener('click', () => toggle('blank'));
    if (location.hash.startsWith(prefix)) follow();
  });
})();
