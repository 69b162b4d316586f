// Says where the page cannot run: each figure in words instead of staying empty. It knows the figures only as elements to explain
// themselves. Trunk writes it into the page, since where modules do not load something must still be said.
window.latentLabObstacle = (() => {
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
    return latentLabFiles.obstacle();
  }

  /** Says a sentence in place of the figures within `part` of the page. */
  function explain(sentence, part = document) {
    for (const figure of part.querySelectorAll('.plot')) {
      figure.hidden = true;
      // Some stand beside one that says it for them.
      const notice = document.getElementById(`${figure.id}-notice`);
      if (!notice) continue;
      notice.textContent = sentence;
      notice.hidden = false;
    }
    const notice = document.getElementById('page-notice');
    if (notice) {
      notice.textContent = sentence;
      notice.hidden = false;
    }
  }

  /** Says of something that has not come within some seconds that it is waited for, until it has come or has failed. */
  function wait(coming, whose) {
    const line = document.createElement('p');
    const patience = setTimeout(() => {
      line.textContent = `${whose} is slow to arrive: the network or the host keeps it back. What needs it begins by itself once it is here.`;
      document.getElementById('waits')?.append(line);
    }, 3200);
    const over = () => {
      clearTimeout(patience);
      line.remove();
    };
    coming.then(over, over);
  }

  addEventListener('DOMContentLoaded', () => {
    const why = obstacle();
    if (!why) return;
    explain(why);
    dispatchEvent(new Event('latent-lab-failed'));
  });
  // From now on: a module that does not come holds up the document too.
  const begun = new Promise((resolve) => {
    for (const end of ['TrunkApplicationStarted', 'latent-lab-failed']) addEventListener(end, resolve, { once: true });
  });
  wait(begun, 'The page’s program');
  return { explain, obstacle, wait };
})();
