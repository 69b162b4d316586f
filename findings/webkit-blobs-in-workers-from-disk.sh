#!/usr/bin/env bash
# WebKitGTK 2.50.6 (Debian: webkit2gtk-driver, libwebkit2gtk-4.1-0, xvfb), driven with Node.js.
#
# A worker of a page that is opened from a disk can be sent a Blob or a File, and make one, but read none of them: the read is rejected
# with NotReadableError. The page reads the same blob, and Chromium 156 and Firefox 153 read it in the worker too. So a page in one
# file must read a person's files for its workers.
#
# Seen:
#   page, its own blob: 5 bytes
#   worker, a blob of the page: NotReadableError
#   worker, its own blob: NotReadableError
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT
cat >"$folder/page.html" <<'HTML'
<!DOCTYPE html>
<script>
  const said = (blob) => blob.arrayBuffer().then(({ byteLength }) => `${byteLength} bytes`, ({ name }) => name);
  const inWorker = `const said = ${said}; onmessage = async ({ data }) => postMessage([await said(data), await said(new Blob(['seven']))]);`;
  window.seen = new Promise(async (resolve) => {
    const blob = new Blob(['seven']);
    const worker = new Worker(URL.createObjectURL(new Blob([inWorker])));
    worker.onmessage = async ({ data: [sent, own] }) => resolve([await said(blob), sent, own]);
    worker.postMessage(blob);
  });
</script>
HTML
cat >"$folder/see.mjs" <<'JS'
const [port, page, binary] = process.argv.slice(2);
const ask = async (path, body) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()).value;
};
for (let tries = 0; tries < 100 && !(await fetch(`http://127.0.0.1:${port}/status`).catch(() => null)); tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
const browser = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
const { sessionId } = await ask('/session', { capabilities: { alwaysMatch: browser } });
await ask(`/session/${sessionId}/url`, { url: `file://${page}` });
const seen = await ask(`/session/${sessionId}/execute/async`, { script: 'seen.then(arguments[0])', args: [] });
await fetch(`http://127.0.0.1:${port}/session/${sessionId}`, { method: 'DELETE' });
for (const [i, who] of ['page, its own blob', 'worker, a blob of the page', 'worker, its own blob'].entries()) console.log(`${who}: ${seen[i]}`);
process.exitCode = seen.join() === '5 bytes,NotReadableError,NotReadableError' ? 0 : 1;
if (process.exitCode) console.log('This has changed.');
JS
export HOME=$folder LIBGL_ALWAYS_SOFTWARE=1 WEBKIT_DISABLE_COMPOSITING_MODE=1
# As root, as in a container, its sandbox cannot start.
if [ "$(id -u)" = 0 ]; then export WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1; fi
Xvfb -displayfd 3 -screen 0 800x600x24 -nolisten tcp 3>"$folder/display" 2>/dev/null &
until [ -s "$folder/display" ]; do sleep 0.1; done
export DISPLAY=:$(cat "$folder/display")
port=$(node -e 'const server = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); });')
WebKitWebDriver --port="$port" &
node "$folder/see.mjs" "$port" "$folder/page.html" "$(compgen -G '/usr/lib/*/webkit2gtk-4.1/MiniBrowser' | head -1)"
