// WebKitGTK, the engine of Safari, by its driver under a display of its own. A session shares nothing with another.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { session } from './webdriver.mjs';

/** Debian keeps the browser that the driver starts among the libraries of the machine's kind. */
function browser() {
  const folders = readdirSync('/usr/lib').map((name) => `/usr/lib/${name}/webkit2gtk-4.1`);
  return process.env.WEBKIT ?? path.join(folders.find((folder) => has(folder)), 'MiniBrowser');
}

function has(folder) {
  try {
    return readdirSync(folder).includes('MiniBrowser');
  } catch {
    return false;
  }
}

/** Starts the display and the driver; gives new tabs, and the folder that downloads go to. */
export async function launch() {
  const home = mkdtempSync(path.join(tmpdir(), 'latent-lab-webkit-'));
  mkdirSync(path.join(home, '.config/gtk-3.0'), { recursive: true });
  // What a person who wants little motion has set.
  writeFileSync(path.join(home, '.config/gtk-3.0/settings.ini'), '[Settings]\ngtk-enable-animations=0\n');
  // The display chooses its own number, and tells it when it listens.
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const display = await new Promise((resolve, reject) => {
    xvfb.stdio[3].once('data', (number) => resolve(`:${String(number).trim()}`));
    xvfb.once('exit', () => reject(new Error('Xvfb did not start.')));
  });
  const drivers = [];
  /** A driver has one session. */
  async function tab() {
    const port = await freePort();
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
      stdio: 'ignore',
      env: {
        ...process.env,
        HOME: home,
        XDG_CONFIG_HOME: path.join(home, '.config'),
        DISPLAY: display,
        LIBGL_ALWAYS_SOFTWARE: '1',
        WEBKIT_DISABLE_COMPOSITING_MODE: '1',
        // As root, as in a container, its sandbox cannot start.
        ...(process.getuid() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }),
      },
    });
    drivers.push(driver);
    const address = `http://127.0.0.1:${port}`;
    for (let tries = 0; !(await fetch(`${address}/status`).catch(() => null)); tries += 1) {
      if (tries > 100) throw new Error('WebKitWebDriver did not start.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return session(address, { 'webkitgtk:browserOptions': { binary: browser(), args: ['--automation'] } });
  }
  return {
    tab,
    // It saves files in the person's home.
    downloads: home,
    display,
    close: async () => {
      const children = [...drivers, xvfb];
      for (const child of children) child.kill();
      await Promise.all(children.map((child) => child.exitCode ?? new Promise((resolve) => child.once('exit', resolve))));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
