// Trunk calls this around the loading of the page's program. It knows the page's figures only as elements to explain
// themselves: where the program cannot run or does not arrive, each figure says so in words instead of staying empty.

// A module with one function that returns a v128: valid only where SIMD is.
const simdModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/** Why this browser cannot run the programs, or null. */
function obstacle() {
  if (typeof WebAssembly !== 'object') {
    return 'This figure needs WebAssembly, which this browser lacks or has switched off. Any current Firefox, Chrome, Edge or Safari runs it.';
  }
  if (!WebAssembly.validate(simdModule)) {
    return 'This figure needs WebAssembly SIMD, which this browser lacks. Any Firefox, Chrome or Edge since 2021, or Safari since 16.4, runs it.';
  }
  return null;
}

/** Says a sentence in place of the figures within `part` of the page. */
function explain(sentence, part = document) {
  for (const figure of part.querySelectorAll('.plot')) {
    const notice = document.getElementById(`${figure.id}-notice`);
    if (!notice) continue;
    notice.textContent = sentence;
    notice.hidden = false;
    figure.hidden = true;
  }
  const notice = document.getElementById('page-notice');
  if (notice) {
    notice.textContent = sentence;
    notice.hidden = false;
  }
}

function explainFailure(error, part = document) {
  explain(
    `The page's program could not be loaded (${error?.message ?? error}). Reload the page; if that does not help, check the connection.`,
    part,
  );
}

async function load() {
  // The page's program names its build there: no cache may mix two of them.
  const query = `?build=${document.documentElement.dataset.build}`;
  const program = await import(new URL(`lecture.js${query}`, document.baseURI));
  await program.default({ module_or_path: new URL(`lecture_bg.wasm${query}`, document.baseURI) });
}

/** Resolves when the first figure answers or has said why not, or when the person moves on. */
function firstFigureIsDone() {
  return new Promise((resolve) => {
    addEventListener('scroll', resolve, { once: true });
    const looked = ['hero-still', 'hero-manifold-notice'].map((id) => document.getElementById(id));
    const observer = new MutationObserver(resolve);
    for (const element of looked) if (element) observer.observe(element, { attributes: true, attributeFilter: ['hidden'] });
  });
}

/** Loads the later chapters' program (`data-program`), so that a visitor of the first figure never waits for it. */
async function loadWhenNear() {
  await firstFigureIsDone();
  // From now on the browser leaves out chapters that are off the screen (page.css); each keeps the size it has now, which
  // Safari does not know yet if someone scrolls at once.
  // All are read before any is written: the browser lays the page out once.
  const chapters = [...document.querySelectorAll('.chapter')].map((chapter) => [chapter, chapter.offsetHeight]);
  for (const [chapter, height] of chapters) chapter.style.containIntrinsicHeight = `auto ${height}px`;
  document.documentElement.classList.add('settled');
  const sections = document.querySelectorAll('[data-program="lecture"]');
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      load().catch((error) => sections.forEach((section) => explainFailure(error, section)));
    },
    { rootMargin: '100% 0px' },
  );
  sections.forEach((section) => observer.observe(section));
}

export default function initializer() {
  // A connection that breaks in mid-download shows only as a rejection that Trunk's loader leaves unhandled.
  const broken = (event) => explainFailure(event.reason);
  return {
    onStart() {
      const why = obstacle();
      if (why) {
        explain(why);
        throw new Error(why);
      }
      addEventListener('unhandledrejection', broken);
    },
    onComplete() {
      removeEventListener('unhandledrejection', broken);
    },
    onSuccess: loadWhenNear,
    onFailure: (error) => explainFailure(error),
  };
}
