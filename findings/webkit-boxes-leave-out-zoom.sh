#!/usr/bin/env bash
# WebKitGTK 2.50.6 (Debian: webkit2gtk-driver, libwebkit2gtk-4.1-0, xvfb), driven with Node.js.
#
# Of an element under the style sheet's `zoom`, getBoundingClientRect leaves the zoom out of its size, and divides its corner's place in the
# document by it, before it takes off how far the window is scrolled; elementFromPoint and a pointer's clientX are where the element is
# seen. There is no `currentCSSZoom` to ask. Chromium 156 and Firefox 153 give the box as it is seen (100, 60, 200 × 100; scrolled,
# 100, 10), and have it. So a figure in a page that zooms finds the pointer only after it has multiplied the box by the `zoom` of all
# around it, and its corner only with the window's scrolling added before and taken off after.
#
# Seen, of a box of 400 × 200 at (100, 60), zoom: 0.5:
#   its box: 200, 120, 400 × 200; currentCSSZoom: undefined
#   at (150, 80): inside; at (350, 80): outside
#   scrolled by 50: 200, 70
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT
cat >"$folder/page.html" <<'HTML'
<!DOCTYPE html>
<meta charset="utf-8">
<body style="margin: 0; height: 3000px">
<div style="position: absolute; left: 100px; top: 60px"><div id="half" style="width: 400px; height: 200px; zoom: 0.5"></div></div>
<script>
  const half = document.getElementById('half');
  const { x, y, width, height } = half.getBoundingClientRect();
  const hit = (x, y) => (document.elementFromPoint(x, y) === half ? 'inside' : 'outside');
  window.seen = [`its box: ${x}, ${y}, ${width} × ${height}; currentCSSZoom: ${half.currentCSSZoom}`, `at (150, 80): ${hit(150, 80)}; at (350, 80): ${hit(350, 80)}`];
  scrollTo(0, 50);
  const scrolled = half.getBoundingClientRect();
  window.seen.push(`scrolled by ${scrollY}: ${scrolled.x}, ${scrolled.y}`);
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
const seen = await ask(`/session/${sessionId}/execute/sync`, { script: 'return seen', args: [] });
await fetch(`http://127.0.0.1:${port}/session/${sessionId}`, { method: 'DELETE' });
seen.forEach((line) => console.log(line));
const before = ['its box: 200, 120, 400 × 200; currentCSSZoom: undefined', 'at (150, 80): inside; at (350, 80): outside', 'scrolled by 50: 200, 70'];
process.exitCode = seen.join() === before.join() ? 0 : 1;
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
