// Starts the worker's program: a classic script, since module workers are younger than what schools' machines run.
// Its address carries the build (?build=…), and so do those of the files it loads: never two builds in one worker.
// Which program it is, the address says too (?program=…): the one that computes, unless another is named.
// It knows nothing of the messages: what comes before the program listens is kept, and handed over in order.
// A file that is needed first (?first=…) is asked for at once, and waits in `firstFile` for the program.
'use strict';

(() => {
  const asked = new URLSearchParams(self.location.search);
  const program = asked.get('program') ?? 'worker';
  const query = `?build=${asked.get('build')}`;
  if (asked.has('first')) {
    const url = new URL(asked.get('first'), self.location).href;
    self.firstFile = { url, response: fetch(url) };
    // The program tells of a failure when it wants the file.
    self.firstFile.response.catch(() => {});
  }
  const early = [];
  const keep = (event) => early.push(event);
  self.onmessage = keep;

  const fail = (what, error) => {
    self.onmessage = null;
    self.postMessage({
      fault: `The program that computes could not be ${what} (${error?.message ?? error}). Reload the page; if that does not help, check the connection.`,
    });
  };

  // A trap behind an `await` rejects a promise that nobody waits for, and of that no engine tells the page; the program itself
  // has no words any more. (A trap in a handler is the worker's error event, which the page hears.)
  self.addEventListener('unhandledrejection', ({ reason }) => {
    self.postMessage({ fault: `The worker stopped: ${reason?.message ?? reason}.` });
  });

  try {
    self.importScripts(`${program}.js${query}`);
  } catch (error) {
    fail('loaded', error);
    return;
  }
  // wasm_bindgen comes from that script; it runs the program's main, which sets onmessage.
  wasm_bindgen({ module_or_path: `${program}_bg.wasm${query}` }).then(
    () => {
      if (self.onmessage === keep) return fail('started', 'it does not listen');
      for (const event of early.splice(0)) self.onmessage(event);
    },
    (error) => fail('started', error),
  );
})();
