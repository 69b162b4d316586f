// Starts the first worker while the page is still being read, since it loads longest; the page's program takes it over when it is there,
// and hears what it has said so far. Trunk writes this into the page. A build without a name has no address for its worker.
(() => {
  const { build } = document.documentElement.dataset;
  if (!build || typeof WebAssembly !== 'object') return;
  const address = new URL(`worker-start.js?build=${build}&first=pretrained/mnist-vae.safetensors`, document.baseURI);
  const first = { worker: new Worker(address), said: [] };
  first.worker.onmessage = (event) => first.said.push(event.data);
  // One that cannot be loaded is left to the program, which starts it again and says why it fails.
  first.worker.onerror = () => delete window.latentLabFirstWorker;
  window.latentLabFirstWorker = first;
})();
