// Firefox as it is installed, spoken to by WebDriver BiDi: no driver beside it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from './bidi.mjs';

const quiet = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.disable_open_during_load': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

/** Starts Firefox with these preferences besides; gives new tabs, and the folder that downloads go to. */
export async function launch({ preferences = {} } = {}) {
  const home = mkdtempSync(path.join(tmpdir(), 'latent-lab-firefox-'));
  const downloads = path.join(home, 'downloads');
  mkdirSync(downloads);
  const all = { ...quiet, 'browser.download.dir': downloads, 'browser.download.folderList': 2, 'ui.prefersReducedMotion': 1, ...preferences };
  writeFileSync(path.join(home, 'user.js'), Object.entries(all).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''));
  const firefox = spawn(
    process.env.FIREFOX ?? 'firefox-esr',
    ['--headless', '--no-remote', '--profile', home, '--remote-debugging-port', '0', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: home } },
  );
  const gone = new Promise((resolve) => firefox.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    let said = '';
    firefox.stderr.on('data', (text) => {
      said += text;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (found) resolve(`${found[1]}/session`);
    });
    gone.then(() => reject(new Error(`Firefox did not start: ${said}`)));
  });
  const browser = await connect(address);
  return {
    tab: browser.tab,
    downloads,
    close: async () => {
      await browser.close();
      await gone;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
