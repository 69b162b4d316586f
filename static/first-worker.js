// Starts the first worker while the page is still being read, since it loads longest; the page's program takes it over when it is there,
// and hears what it has said so far. Trunk writes this into the page. A build without a name has no address for its worker.
(() => {
  if (!document.documentElement.dataset.build || typeof WebAssembly !== 'object' || latentLabFiles.obstacle()) return;
  const first = { worker: latentLabFiles.worker('worker', 'pretrained/mnist-vae.safetensors'), said: [] };
  first.worker.onmessage = (event) => first.said.push(event.data);
  // One that cannot be loaded is left to the program, which starts it again and says why it fails.
  first.worker.onerror = () => delete window.latentLabFirstWorker;
  window.latentLabFirstWorker = first;
})();
