// Runs in the page before anything else of it: tells the host of faults. Served by site.mjs.
(() => {
  const tell = (text) => fetch('fault-of-the-page', { method: 'POST', body: text, keepalive: true }).catch(() => {});
  addEventListener('error', (event) => tell(event.message ?? `${event.target.localName} did not load`), true);
  addEventListener('unhandledrejection', ({ reason }) => tell(String(reason?.message ?? reason)));
  addEventListener('securitypolicyviolation', (event) => tell(`The policy forbids ${event.blockedURI} (${event.violatedDirective}).`));
  const { error } = console;
  console.error = (...all) => {
    tell(all.join(' '));
    error.apply(console, all);
  };
})();
