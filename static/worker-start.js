// Starts the worker's program: a classic script, since module workers are younger than what schools' machines run.
// Its address carries the build (?build=…), and so do those of the files it loads: never two builds in one worker.
// It knows nothing of the messages: what comes before the program listens is kept, and handed over in order.
'use strict';

(() => {
  const query = self.location.search;
  const early = [];
  const keep = (event) => early.push(event);
  self.onmessage = keep;

  const fail = (what, error) => {
    self.onmessage = null;
    self.postMessage({
      fault: `The program that computes could not be ${what} (${error?.message ?? error}). Reload the page; if that does not help, check the connection.`,
    });
  };

  try {
    self.importScripts(`worker.js${query}`);
  } catch (error) {
    fail('loaded', error);
    return;
  }
  // wasm_bindgen comes from worker.js; it runs the program's main, which sets onmessage.
  wasm_bindgen({ module_or_path: `worker_bg.wasm${query}` }).then(
    () => {
      if (self.onmessage === keep) return fail('started', 'it does not listen');
      for (const event of early.splice(0)) self.onmessage(event);
    },
    (error) => fail('started', error),
  );
})();
