// Trunk calls this around the loading of the page's program. Where that cannot run or does not arrive, each figure says so
// (static/obstacle.js) instead of staying empty.

const { explain, obstacle, wait } = window.latentLabObstacle;

function explainFailure(error, part = document) {
  dispatchEvent(new Event('latent-lab-failed'));
  explain(
    `The page's program could not be loaded (${error?.message ?? error}). Reload the page; if that does not help, check the connection.`,
    part,
  );
}

/** Resolves when the first figure answers or has said why not. */
function firstFigureIsDone() {
  return new Promise((resolve) => {
    if (document.getElementById('hero-still')?.hidden) resolve();
    const looked = ['hero-still', 'hero-manifold-notice'].map((id) => document.getElementById(id));
    const observer = new MutationObserver(resolve);
    for (const element of looked) if (element) observer.observe(element, { attributes: true, attributeFilter: ['hidden'] });
  });
}

/** This tab kept a run before (the name is that of `src/ui/chapters/shelf/tab.rs`). */
function hadRun() {
  try {
    return sessionStorage.getItem('latent-lab-tab') !== null;
  } catch {
    return false;
  }
}

/** Loads the later chapters' program (`data-program`), so that a visitor of the first figure never waits for it. */
async function loadWhenNear() {
  const wanted = new Promise((resolve) => addEventListener('latent-lab-lecture', resolve, { once: true }));
  const moved = new Promise((resolve) => addEventListener('scroll', resolve, { once: true }));
  // A talk that the address opened begins anywhere, and there is no article to measure (static/present.js); nor is there of one figure
  // (static/alone.js).
  const presenting = ['presenting', 'alone'].some((name) => document.documentElement.classList.contains(name));
  if (!presenting) await Promise.race([firstFigureIsDone(), moved]);
  // From now on the browser leaves out chapters that are off the screen (page.css); each keeps the size it has now, which
  // Safari does not know yet if someone scrolls at once.
  // All are read before any is written: the browser lays the page out once.
  const chapters = presenting ? [] : [...document.querySelectorAll('.chapter')].map((chapter) => [chapter, chapter.offsetHeight]);
  for (const [chapter, height] of chapters) chapter.style.containIntrinsicHeight = `auto ${height}px`;
  document.documentElement.classList.add('settled');
  const sections = document.querySelectorAll('[data-program="lecture"]');
  let asked = false;
  const load = () => {
    observer.disconnect();
    if (asked) return;
    asked = true;
    const program = latentLabFiles.program('lecture');
    wait(program, 'The program of the later chapters');
    program.catch((error) => sections.forEach((section) => explainFailure(error, section)));
  };
  const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && load(), { rootMargin: '100% 0px' });
  sections.forEach((section) => observer.observe(section));
  // There is a run to keep, or this tab had one before it was reloaded: the shelf is in that program.
  wanted.then(load);
  if (hadRun()) load();
}

/** Resolves when the worker has the network: the first figure draws without it before (ui::page::first_light). */
function networkIsHere() {
  const { documentElement: root } = document;
  return new Promise((resolve) => {
    if (root.dataset.network) resolve();
    new MutationObserver(resolve).observe(root, { attributes: true, attributeFilter: ['data-network'] });
  });
}

/** Has the browser keep the page, once its first figure is live and what that needs has come: never before. */
async function keepWhenLive() {
  await firstFigureIsDone();
  if (!document.getElementById('hero-still')?.hidden) return;
  await networkIsHere();
  // A page that is not kept works all the same.
  latentLabFiles.keep().catch(() => {});
}

export default function initializer() {
  // A connection that breaks in mid-download shows only as a rejection that Trunk's loader leaves unhandled.
  const broken = (event) => explainFailure(event.reason);
  return {
    onStart() {
      const why = obstacle();
      // It has been told already.
      if (why) throw new Error(why);
      addEventListener('unhandledrejection', broken);
    },
    onComplete() {
      removeEventListener('unhandledrejection', broken);
    },
    onSuccess() {
      loadWhenNear();
      keepWhenLive();
    },
    onFailure: (error) => explainFailure(error),
  };
}
