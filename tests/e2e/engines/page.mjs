// A page and its context, as far as the tests use those of Playwright, on top of a tab of any engine:
//   go(url), reload(), run(source, arguments), act(actions of WebDriver), files(source, arguments, paths), size(width, height), close()
import { copyFileSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { chord } from './keys.mjs';
import { Locator } from './locator.mjs';

const finder = readFileSync(new URL('finder.js', import.meta.url), 'utf8');

class Page extends Locator {
  constructor(tab, context) {
    super(null);
    this.page = this;
    Object.assign(this, { tab, context: () => context });
    let at = { x: 0, y: 0 };
    const pointer = (actions) => tab.act([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }]);
    const to = (x, y, steps = 1) => {
      const from = at;
      at = { x: Math.round(x), y: Math.round(y) };
      const part = (a, b, step) => Math.round(a + ((b - a) * step) / steps);
      return Array.from({ length: steps }, (_, i) => ({ type: 'pointerMove', duration: 0, x: part(from.x, at.x, i + 1), y: part(from.y, at.y, i + 1) }));
    };
    const [down, up] = ['pointerDown', 'pointerUp'].map((type) => ({ type, button: 0 }));
    this.mouse = {
      move: (x, y, { steps } = {}) => pointer(to(x, y, steps)),
      down: () => pointer([down]),
      up: () => pointer([up]),
      click: (x, y) => pointer([...to(x, y), down, up]),
    };
    this.keyboard = { press: (keys) => this.keys(chord(keys)) };
  }
  run = (source, given) => this.tab.run(source, given);
  keys = (actions) => this.tab.act([{ type: 'key', id: 'keyboard', actions }]);
  /** A finger goes down at the first place, by way of the others, and up. */
  touch = ([first, ...others]) => {
    const move = ({ x, y }) => ({ type: 'pointerMove', duration: 20, x: Math.round(x), y: Math.round(y) });
    const actions = [move(first), { type: 'pointerDown', button: 0 }, ...others.map(move), { type: 'pointerUp', button: 0 }];
    return this.tab.act([{ type: 'pointer', id: 'finger', parameters: { pointerType: 'touch' }, actions }]);
  };
  evaluate = (what, ...given) => this.run(`(...given) => (${what})(...given)`, given);
  async goto(url) {
    await this.tab.go(url);
    await this.meet();
    // WebKit goes to what the address names once more after all is loaded, whatever has been scrolled to meanwhile.
    if (new URL(url).hash) await this.waitForTimeout(300);
  }
  /** Where the host did not send it with the page. */
  meet = () => this.run(`() => { if (!globalThis.finder) { ${finder} } }`, []);
  async reload() {
    await this.tab.reload();
    await this.meet();
  }
  waitForTimeout = (time) => new Promise((resolve) => setTimeout(resolve, time));
  /** Only downloads are waited for: the next file in the folder that they go to, once it has stopped growing. */
  async waitForEvent(_, { timeout }) {
    const { downloads } = this.context();
    const names = () => readdirSync(downloads).filter((name) => !/^\.|\.(part|wkdownload)$/.test(name));
    const before = new Set(names());
    let size = 0;
    for (const end = Date.now() + timeout; Date.now() < end; await this.waitForTimeout(200)) {
      const name = names().find((name) => !before.has(name));
      const now = name ? statSync(path.join(downloads, name)).size : 0;
      if (now > 0 && now === size) {
        return { suggestedFilename: () => name, path: () => path.join(downloads, name), saveAs: (to) => copyFileSync(path.join(downloads, name), to) };
      }
      size = now;
    }
    throw new Error('No file was saved.');
  }
}

/** A browser whose contexts are those of Playwright; `site` (see site.mjs) makes what the engine cannot. */
export function browserOf(engine, site) {
  return {
    close: () => engine.close(),
    async newContext({ viewport: { width, height } }) {
      const { changes } = site;
      Object.assign(changes, { scripts: [], routes: [], asked: () => {}, told: () => {} });
      const pages = [];
      const context = {
        downloads: engine.downloads,
        route: (pattern, handler) => changes.routes.push({ pattern, handler }),
        addInitScript: (script, given) => changes.scripts.push(`(${script})(${JSON.stringify(given) ?? ''});`),
        on(what, hear) {
          if (what === 'request') changes.asked = (url) => hear({ url: () => url });
          if (what === 'console') changes.told = (text) => hear({ type: () => 'error', text: () => text });
        },
        async newPage() {
          const tab = await engine.tab();
          pages.push(tab);
          await tab.size(width, height);
          return new Page(tab, context);
        },
        close: async () => {
          for (const tab of pages) await tab.close();
        },
      };
      return context;
    },
  };
}
