// Has the browser keep the page for when there is no network, and says when it keeps a newer version. static/files.js loads it once the
// first figure is there. Where a browser or host forbids it, or storage is full, the page works as without.

const { build } = document.documentElement.dataset;

/** Begins to keep this build, and watches for newer ones. */
export async function keep() {
  try {
    const { connection, locks, serviceWorker } = navigator;
    // Who saves data does not want files that may never be asked for.
    if (!serviceWorker || connection?.saveData) return;
    const registration = await serviceWorker.register(new URL('service-worker.js', document.baseURI), { updateViaCache: 'none' });
    // As long as this tab lives, its build is kept: the name is that of its cache (service-worker.js).
    locks.request(`latent-lab ${registration.scope} ${build}`, { mode: 'shared' }, () => new Promise(() => {}));
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing.addEventListener('statechange', () => look(registration));
    });
    await look(registration);
  } catch {
    // Forbidden here.
  }
}

/** Announces a version that waits, unless it is the one that the page is of. */
async function look(registration) {
  const { waiting } = registration;
  if (!waiting || (await buildOf(waiting)) === build) return;
  const take = document.getElementById('newer-take');
  take.onclick = () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    if (registration.waiting) registration.waiting.postMessage('take over');
    // Another tab has taken it.
    else location.reload();
  };
  document.getElementById('newer').hidden = false;
}

function buildOf(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage('which build?', [port2]);
  });
}
