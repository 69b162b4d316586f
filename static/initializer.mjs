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

function explain(sentence) {
  for (const figure of document.querySelectorAll('.plot')) {
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

function explainFailure(error) {
  explain(
    `The page's program could not be loaded (${error?.message ?? error}). Reload the page; if that does not help, check the connection.`,
  );
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
    onFailure: explainFailure,
  };
}
