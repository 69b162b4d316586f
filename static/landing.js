// Keeps what a link of the page led to where it landed, while figures above it come and take their room, until the person moves on.
// Some browsers do so themselves for some changes (scroll anchoring), Safari for none. It knows no chapter. Trunk writes it into the page.
(() => {
  /** Time that a smooth scroll may take, ms. */
  const glide = 1500;
  /** What the last link led to; nothing once the person has moved on. */
  let aim = null;
  /** It was reached: from now on it is kept where it is. */
  let landed = false;
  /** Its place in the document, and that of the window, when last looked at, in px. */
  let place = 0;
  let scrolled = 0;
  let late;

  const look = () => {
    scrolled = scrollY;
    place = aim.getBoundingClientRect().top + scrolled;
  };
  const reached = () => {
    const { scrollHeight, clientHeight } = document.documentElement;
    const distance = aim.getBoundingClientRect().top - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
    return Math.abs(distance) < 2 || (distance > 0 && scrollHeight - clientHeight - scrollY < 2);
  };
  const land = () => {
    landed = true;
    aim.scrollIntoView({ behavior: 'instant' });
    look();
  };
  const leave = () => {
    aim = null;
    clearTimeout(late);
  };
  const take = (hash) => {
    leave();
    // Ids are plain ASCII: nothing is decoded, and an address that cannot be is one that leads nowhere.
    aim = hash.length > 1 ? document.getElementById(hash.slice(1)) : null;
    landed = false;
    if (aim) late = setTimeout(land, getComputedStyle(document.documentElement).scrollBehavior === 'smooth' ? glide : 0);
  };

  /**
   * Someone scrolled: nothing in the document has moved, only the window; or the window went half its height further than what
   * moved, or another way, which no browser does that makes up for it.
   */
  const scrolledBySomeone = () => {
    const gone = scrollY - scrolled;
    const grown = aim.getBoundingClientRect().top + scrollY - place;
    if (Math.abs(grown) < 1) return Math.abs(gone) > 1;
    return gone < Math.min(0, grown) - innerHeight / 2 || gone > Math.max(0, grown) + innerHeight / 2;
  };

  addEventListener('scroll', () => {
    if (!aim) return;
    if (reached()) {
      clearTimeout(late);
      landed = true;
      look();
    } else if (landed) {
      // A browser that made up for one change tells of it after the next may have come.
      if (scrolledBySomeone()) leave();
      else land();
    }
  });
  for (const kind of ['wheel', 'touchmove', 'pointerdown', 'keydown']) addEventListener(kind, leave, { capture: true, passive: true });
  addEventListener('click', ({ target }) => {
    const link = target.closest?.('a[href^="#"]');
    if (link) take(link.hash);
  });
  addEventListener('hashchange', () => take(location.hash));
  addEventListener('DOMContentLoaded', () => {
    new ResizeObserver(() => {
      if (!aim || !landed) return;
      // A scroll that is not told of yet counts too.
      if (scrolledBySomeone()) leave();
      else land();
    }).observe(document.body);
    // Where the person was before is the browser's to find.
    if (performance.getEntriesByType('navigation')[0]?.type === 'navigate') take(location.hash);
  });
})();
