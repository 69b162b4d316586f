// A static file server for dist/, for scripts/serve, the end-to-end tests and the benchmarks.
// It knows nothing of the page: it compresses as public hosts do, and sets no header that they would not.
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import zlib from 'node:zlib';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/plain; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
};
const compressible = new Set(['.css', '.html', '.js', '.json', '.md', '.mjs', '.svg', '.wasm']);

/** Serves the folder `root` under the path `prefix` ("/", "/some/repo/"); resolves to { url, close }. */
export async function serve({ root, prefix = '/', port = 0, host = '127.0.0.1', headers = {} }) {
  const compressed = new Map();

  async function answer(request, response) {
    const { pathname } = new URL(request.url, 'http://localhost');
    let name = decodeURIComponent(pathname);
    if (!name.startsWith(prefix)) return fail(response);
    if (name.endsWith('/')) name += 'index.html';
    const file = path.join(root, name.slice(prefix.length - 1));
    if (!file.startsWith(path.resolve(root) + path.sep)) return fail(response);
    const extension = path.extname(file);
    let body = await fs.readFile(file);
    response.setHeader('Content-Type', types[extension] ?? 'application/octet-stream');
    response.setHeader('Cache-Control', 'no-cache');
    for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
    if (compressible.has(extension) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
      const known = compressed.get(file);
      if (!known?.body.equals(body)) compressed.set(file, { body, gzip: zlib.gzipSync(body, { level: 9 }) });
      body = compressed.get(file).gzip;
      response.setHeader('Content-Encoding', 'gzip');
      response.setHeader('Vary', 'Accept-Encoding');
    }
    response.setHeader('Content-Length', body.length);
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  function fail(response) {
    response.writeHead(404, { 'Content-Type': 'text/plain' });
    response.end('Not found\n');
  }

  root = path.resolve(root);
  const server = http.createServer((request, response) => answer(request, response).catch(() => fail(response)));
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    url: `http://${host}:${server.address().port}${prefix}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function main() {
  let options;
  try {
    options = parseArgs({
      options: {
        port: { type: 'string', default: '8080' },
        host: { type: 'string', default: '127.0.0.1' },
        probe: { type: 'boolean', default: false },
      },
    }).values;
  } catch {
    options = { port: 'none' };
  }
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    console.error('Usage: scripts/serve [--port N] [--host ADDRESS], N from 1 to 65535');
    process.exit(2);
  }
  const root = fileURLToPath(new URL('../dist', import.meta.url));
  try {
    const server = await serve({ root, port, host: options.host });
    if (options.probe) await server.close();
    else console.log(`Latent Lab: ${server.url} (Ctrl-C ends it)`);
  } catch (error) {
    const why = {
      EADDRINUSE: `Port ${port} is already in use. Choose another: scripts/serve --port ${port < 65535 ? port + 1 : port - 1}`,
      EACCES: `Port ${port} may not be used without special rights. Choose one above 1023: scripts/serve --port 8080`,
    };
    console.error(why[error.code] ?? `The server could not start: ${error.message}`);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
