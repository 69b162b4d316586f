// Asks for the small decoder while the page is still being read: the first figure draws with it, and has the worker started after
// that. The page's program takes the answer when it is there. Trunk writes this into the page.
(() => {
  if (!document.documentElement.dataset.build || latentLabFiles.obstacle()) return;
  window.latentLabFirstFile = latentLabFiles.file('pretrained/mnist-decoder.f16');
  // Without it the first figure waits for the worker.
  window.latentLabFirstFile.catch(() => {});
})();
