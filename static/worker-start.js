// Starts the worker's program: a classic script, since module workers are younger than what schools' machines run.
// Its address carries the build (?build=…), and so do those of what it loads: never two builds in one worker.
// Which program it is, the address says too (?program=…).
// It knows nothing of the messages: what comes before the program listens is kept, and handed over in order.
// A file that is needed first (?first=…) is asked for at once, and waits in `firstFile` for the program.
'use strict';

// Where the page's files are, as static/files.js tells the page: beside this script, unless what started it holds them itself.
self.latentLabFiles ??= (() => {
  const asked = new URLSearchParams(self.location.search);
  const query = `?build=${asked.get('build')}`;
  return {
    name: asked.get('program'),
    first: asked.get('first'),
    /** The answer to a request for a file. */
    file: async (path) => fetch(new URL(`${path}${query}`, self.location)),
    /** Has `wasm_bindgen` defined, which starts the program with what `wasm` gives. */
    load: (name) => self.importScripts(`${name}.js${query}`),
    wasm: (name) => `${name}_bg.wasm${query}`,
  };
})();

(() => {
  const { name, first, file, load, wasm } = self.latentLabFiles;
  if (first) {
    self.firstFile = { path: first, response: file(first) };
    // The program tells of a failure when it wants the file.
    self.firstFile.response.catch(() => {});
  }
  const early = [];
  const keep = (event) => early.push(event);
  self.onmessage = keep;

  const fail = (what, error) => {
    self.onmessage = null;
    self.postMessage({
      fault: `The program that computes could not be ${what} (${error?.message ?? error}). Check the connection, then open the page in another tab.`,
    });
  };

  // A trap behind an `await` rejects a promise that nobody waits for, and of that no engine tells the page; the program itself
  // has no words any more. (A trap in a handler is the worker's error event, which the page hears.)
  self.addEventListener('unhandledrejection', ({ reason }) => {
    self.postMessage({ fault: `The worker stopped: ${reason?.message ?? reason}.` });
  });

  try {
    load(name);
  } catch (error) {
    fail('loaded', error);
    return;
  }
  // The program runs its main, which sets onmessage.
  wasm_bindgen({ module_or_path: wasm(name) }).then(
    () => {
      if (self.onmessage === keep) return fail('started', 'it does not listen');
      for (const event of early.splice(0)) self.onmessage(event);
    },
    (error) => fail('started', error),
  );
})();
