// The built page as its host would send it, with what a test wants changed on the way: other answers, scripts before the page's own.
// So no engine has to be able to do that itself. It knows no test.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { serve } from '../../../scripts/server.mjs';

const [finder, faults] = ['finder.js', 'faults.js'].map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'));
// What a test changes on the way to the page, a service worker would not see.
const alone = "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });";
// How a worker is made to end as one does whose program traps.
const trap = `self.addEventListener('message', (event) => {
  if (event.data !== 'trap, says the test') return;
  event.stopImmediatePropagation();
  setTimeout(() => { throw new Error('trapped'); });
});
`;

/** Serves `root` under `prefix`. `changes` says what the test at hand wants: { scripts, routes, asked(url), told(text) }. */
export async function site({ root, prefix }) {
  const host = await serve({ root, prefix });
  const changes = { scripts: [], routes: [], asked: () => {}, told: () => {} };

  /** What the host answers to this request. */
  const fetched = (request) =>
    new Promise((resolve, reject) => {
      http.get(new URL(request.url, host.url), (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part)).on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: () => Buffer.concat(parts) }));
      }).on('error', reject);
    });

  async function answer(request, response) {
    const url = new URL(request.url, address);
    const fulfill = ({ status = 200, headers = {}, body = '' }) => {
      const { 'content-length': _, ...others } = headers;
      response.writeHead(status, others);
      response.end(body);
    };
    if (url.pathname.endsWith('/fault-of-the-page')) {
      let text = '';
      for await (const part of request) text += part;
      changes.told(text);
      return fulfill({ status: 204 });
    }
    if (url.pathname.endsWith('/before-the-page.js')) {
      return fulfill({ headers: { 'content-type': 'text/javascript' }, body: [finder, faults, alone, ...changes.scripts].join('\n') });
    }
    changes.asked(url.href);
    const route = changes.routes.findLast(({ pattern }) => pattern.test(url.href));
    const asked = { fetch: () => fetched(request), fulfill, continue: async () => fulfill(await plain(request)), abort: () => response.destroy() };
    if (route) await route.handler(asked);
    else await asked.continue();
  }

  async function plain(request) {
    const found = await fetched(request);
    let body = found.body();
    if (/text\/html/.test(found.headers['content-type'])) body = String(body).replace('<head>', '<head><script src="before-the-page.js"></script>');
    if (/\/worker-start\.js/.test(request.url)) body = trap + body;
    return { ...found, body };
  }

  const server = http.createServer((request, response) => answer(request, response).catch(() => response.destroy()));
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}${prefix}`;
  return {
    url: address,
    changes,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await host.close();
    },
  };
}
