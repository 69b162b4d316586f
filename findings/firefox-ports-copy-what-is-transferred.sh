#!/usr/bin/env bash
# Firefox 153.8.0esr (Debian: firefox-esr), driven with Node.js.
#
# An array buffer that is transferred between two workers is handed over when it goes by Worker.postMessage to a worker that the other one
# started, and copied when it goes through a MessageChannel: 1.6 MB there and back take some hundred times as long. Chromium 156
# and WebKitGTK 2.50.6 hand it over either way. So workers that exchange much must be each other's parent and child.
#
# Seen (ms, medians of 60; they vary with the machine, their ratio by much less):
#   to a worker of one's own: 0.12
#   through a channel: 99.12
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
cat >"$folder/page.html" <<'HTML'
<!DOCTYPE html>
<script>
  new Worker('parent.js').onmessage = ({ data }) => fetch('/seen', { method: 'POST', body: JSON.stringify(data) });
</script>
HTML
cat >"$folder/parent.js" <<'JS'
const child = new Worker('child.js');
const { port1, port2 } = new MessageChannel();
const back = (way, buffer) => new Promise((resolve) => {
  way.onmessage = ({ data }) => resolve(data);
  way.postMessage(buffer, [buffer]);
});
async function median(way) {
  let buffer = new ArrayBuffer(1_600_000);
  const times = [];
  for (let i = 0; i < 70; i += 1) {
    const began = performance.now();
    buffer = await back(way, buffer);
    if (i >= 10) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[times.length / 2];
}
child.postMessage(port2, [port2]);
(async () => postMessage([await median(child), await median(port1)]))();
JS
cat >"$folder/child.js" <<'JS'
const answer = ({ target, data }) => {
  if (data instanceof MessagePort) data.onmessage = answer;
  else target.postMessage(data, [data]);
};
onmessage = answer;
JS
cat >"$folder/see.mjs" <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
const folder = process.argv[2];
const types = { html: 'text/html', js: 'text/javascript' };
// Isolated, so that the clock tells short times.
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const server = createServer(async (request, response) => {
  if (request.method === 'POST') {
    let body = '';
    for await (const text of request) body += text;
    const [own, channel] = JSON.parse(body);
    console.log(`to a worker of one's own: ${own.toFixed(2)}\nthrough a channel: ${channel.toFixed(2)}`);
    const asSeen = channel > 10 * own;
    if (!asSeen) console.log('This has changed.');
    response.end();
    process.exit(asSeen ? 0 : 1);
  }
  const name = request.url.slice(1);
  const type = types[name.split('.').pop()];
  if (!type) return response.writeHead(404).end();
  response.writeHead(200, { ...headers, 'Content-Type': type }).end(readFileSync(`${folder}/${name}`));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
JS
mkfifo "$folder/said"
node "$folder/see.mjs" "$folder" >"$folder/said" &
node=$!
exec 3<"$folder/said"
read -r port <&3
export HOME=$folder
firefox-esr --headless --no-remote --profile "$(mktemp -d -p "$folder")" "http://127.0.0.1:$port/page.html" >/dev/null 2>&1 &
cat <&3
wait "$node"
