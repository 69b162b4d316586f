// The one place that knows where the page's files are: beside it. Whoever wants one asks here, by its path; in a worker
// static/worker-start.js answers to the same name, and in the page that is one file scripts/single/inside.js does.
// Trunk writes this into the page. It knows no file.
window.latentLabFiles = (() => {
  const beside = (path) => new URL(path, document.baseURI);
  // The name of the build is in each address: no cache may mix two builds.
  const built = (path) => beside(`${path}?build=${document.documentElement.dataset.build}`);
  return {
    /** Why they cannot be had, as a sentence, or null. */
    obstacle: () => {
      if (location.protocol === 'file:') {
        return 'The figures need their programs, and browsers let no page that is opened from a disk load any. Open latent-lab.html instead, which holds them itself (scripts/build --single makes it), or serve this folder (scripts/serve).';
      }
      if (self.origin === 'null') {
        return `The figures need their programs, and the frame that shows this page lets it load none (its sandbox lacks allow-same-origin). Frame latent-lab.html instead, which holds them itself (scripts/build --single makes it), or open the page in a tab of its own: ${location.origin}${location.pathname}`;
      }
      return null;
    },
    /** The answer to a request for a file. */
    file: async (path) => fetch(built(path)),
    /** Has the browser keep all of them. */
    keep: async () => (await import(built('offline.mjs'))).keep(),
    /** Loads and starts a program of the page. */
    program: async (name) => {
      const program = await import(built(`${name}.js`));
      await program.default({ module_or_path: built(`${name}_bg.wasm`) });
    },
    /** Starts a worker with a program, and with a file that it needs first. */
    worker: (name, first) => new Worker(`${built('worker-start.js')}&program=${name}${first ? `&first=${encodeURIComponent(first)}` : ''}`),
  };
})();
