// Where the files are of the page that is one file: inside it, in elements of its own, as scripts/single.mjs stored them. It answers to what
// static/files.js and, in a worker, static/worker-start.js answer to in the page that has its files beside it.
window.latentLabFiles = (() => {
  const text = (id) => document.getElementById(`inside-${id}`).textContent;
  /** [path, kind, bytes stored, whether they are packed, where the bytes of numbers lie apart if they do] */
  const contents = JSON.parse(text('contents'));

  /** The stored bytes. Each is a character, which only a page that is read as windows-1252 keeps apart; a host may have said another encoding. */
  async function stored() {
    if (document.characterSet === 'windows-1252') return decoded(text('files'));
    if (!location.protocol.startsWith('http')) throw new Error(`the browser reads it as ${document.characterSet}, not as windows-1252: choose that encoding`);
    const again = await fetch(location.href).catch(() => {
      throw new Error(`the host names ${document.characterSet} as its encoding, and does not let the frame read it once more: it must send Access-Control-Allow-Origin: *`);
    });
    const whole = new TextDecoder('windows-1252').decode(await again.arrayBuffer());
    return decoded(/ id=["]inside-files["]>([^]*?)<\/script/.exec(whole)[1]);
  }

  function decoded(characters) {
    const codes = new Uint8Array(1 << 16);
    const all = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
    for (let byte = 0; byte < 256; byte += 1) codes[all.charCodeAt(byte)] = byte;
    const bytes = new Uint8Array(contents.reduce((sum, [, , length]) => sum + length, 0));
    let filled = 0;
    for (let at = 0; at < characters.length; at += 1) {
      const byte = codes[characters.charCodeAt(at)];
      // What HTML would not keep as it is comes after an equals sign.
      bytes[filled++] = byte === 61 ? codes[characters.charCodeAt(++at)] ^ 64 : byte;
    }
    return bytes;
  }

  const files = stored().then((bytes) => {
    // The text, twice as large, is not needed any more.
    document.getElementById('inside-files').remove();
    let at = 0;
    return new Map(contents.map(([path, type, length, packed, apart]) => [path, { bytes: bytes.slice(at, (at += length)), type, packed, apart }]));
  });
  // Whoever wants a file is told why it is not there.
  files.catch(() => {});

  /** A stored file as if a host had sent it. Workers have a copy of this function, so it knows nothing but what it is given. */
  async function answer({ bytes, type, packed, apart }) {
    if (packed && typeof DecompressionStream !== 'function') throw new Error('this browser cannot unpack it; one of the last two years can');
    const body = packed ? new Response(bytes).body.pipeThrough(new DecompressionStream('deflate')) : bytes;
    if (apart === null) return new Response(body, { headers: { 'Content-Type': type } });
    const stored = new Uint8Array(await new Response(body).arrayBuffer());
    // The first bytes of all numbers, then the second ones …: so they are packed more tightly.
    const mixed = stored.slice();
    const count = (stored.length - apart) >> 2;
    for (let i = 0; i < count; i += 1) for (let k = 0; k < 4; k += 1) mixed[apart + 4 * i + k] = stored[apart + k * count + i];
    return new Response(mixed, { headers: { 'Content-Type': type } });
  }

  /** What a worker runs before static/worker-start.js: its first message is the line on which it asks the page for files. */
  function inWorker(name, first, answer) {
    const waiting = [];
    const line = new Promise((resolve) => {
      const take = (event) => {
        event.stopImmediatePropagation();
        const [port] = event.ports;
        port.onmessage = ({ data }) => waiting.shift()(data);
        resolve(port);
      };
      self.addEventListener('message', take, { once: true });
    });
    const ask = async (what) => {
      const port = await line;
      const { found, why } = await new Promise((resolve) => {
        waiting.push(resolve);
        port.postMessage(what);
      });
      if (why) throw new Error(why);
      return found;
    };
    const file = async (path) => answer(await ask(path));
    const read = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = function () {
      return read.call(this).catch(() => ask(this));
    };
    // The script that defines wasm_bindgen stands above.
    self.latentLabFiles = { name, first, file, load: () => {}, wasm: (program) => file(`${program}_bg.wasm`) };
  }

  /** Answers what a worker asks for: a file by its path, or the bytes of a blob, which WebKit lets no worker of a page without an origin read. */
  function attend(worker) {
    const { port1, port2 } = new MessageChannel();
    let last = Promise.resolve();
    port1.onmessage = ({ data: what }) => {
      const found = what instanceof Blob ? what.arrayBuffer() : files.then((all) => all.get(what));
      const said = found.then((found) => ({ found }), (error) => ({ why: error.message }));
      // In the order of the questions.
      last = last.then(async () => port1.postMessage(await said));
    };
    worker.postMessage(null, [port2]);
  }

  /** Program and first file → the address of the script of such a worker. */
  const scripts = {};

  // Texts that the page links to open in a tab of their own, as they do from a host.
  files.then(async (all) => {
    for (const link of document.querySelectorAll('a[href$=".md"]')) {
      const text = await (await answer(all.get(link.getAttribute('href')))).text();
      link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
      link.target = '_blank';
    }
  });

  files.then(async (all) => {
    for (const image of document.querySelectorAll('img[data-inside]')) {
      image.src = URL.createObjectURL(await (await answer(all.get(image.dataset.inside))).blob());
    }
  }, () => {});

  const file = async (path) => answer((await files).get(path));
  return {
    obstacle: () => null,
    // It is kept already.
    keep: async () => {},
    file,
    program: async (name) => {
      await window.latentLabPrograms[name]().default({ module_or_path: file(`${name}_bg.wasm`) });
    },
    worker(name, first = null) {
      const begin = `(${inWorker})(${JSON.stringify(name)}, ${JSON.stringify(first)}, ${answer});\n`;
      const script = () => new Blob([text(name), begin, text('worker-start')], { type: 'text/javascript' });
      const worker = new Worker((scripts[[name, first]] ??= URL.createObjectURL(script())));
      attend(worker);
      return worker;
    },
  };
})();
