// What a figure lets you take away: a picture, its numbers, and the lines that show it in slides. One button at each figure, put there
// here, and one dialog in index.html. It knows no figure by name: those with a plot answer to two events (src/ui/figures/take.rs),
// and what is written beside them is read from the page. Trunk writes it into the page.
(() => {
  /** A picture has this many pixels for each of the screen's. */
  const FINENESS = 2;
  /** What every browser draws on, and a phone. */
  const MOST = 16_777_216;
  /** CSS pixels of paper around a picture. */
  const PAPER = 12;
  /** What a picture leaves out: what is there to be pressed or read, not to be looked at. */
  const LEFT_OUT = 'figcaption, .caption, details, form, dialog, input, select, textarea, progress, .sliders, .choices, .actions, .take, .hint, .visually-hidden, [data-spoken], .plot-cursor';
  const UNREADABLE = 'This browser does not let the page read its own drawings (protection against fingerprinting), so a picture would hold noise and none is saved. Allow this page to use canvas data and reload it, which ends a run; or save the numbers.';
  const part = (id) => document.getElementById(id);
  /** The figure that the dialog is open for. */
  let chosen = null;

  const words = (element) => element?.textContent.trim().replace(/\s+/g, ' ') ?? '';
  const plots = (figure) => [...figure.querySelectorAll('.plot')].filter((plot) => plot.checkVisibility?.() ?? plot.offsetParent);
  const stop = (figure) => figure.closest('[data-stop]')?.dataset.stop.split(' ')[0];
  const name = (figure) => figure.querySelector('.plot')?.id || figure.querySelector('table')?.id || stop(figure) || figure.closest('[id]').id;
  const says = (sentence) => { part('take-words').textContent = sentence; };

  function ask(plot, kind, detail) {
    plot.dispatchEvent(new CustomEvent(kind, { detail }));
    return detail;
  }

  // ── Pictures ──

  const clear = (colour) => !colour || colour === 'transparent' || /rgba\(.*, 0\)$/.test(colour);

  /** What a figure shows, as [box in the window, how to draw it] from the bottom to the top. */
  function pieces(figure, paper) {
    const found = [];
    const visit = (node, alpha) => {
      if (node.nodeType === Node.TEXT_NODE) return written(node, alpha, found);
      if (node.nodeType !== Node.ELEMENT_NODE || node.matches(LEFT_OUT)) return;
      if (node.matches('button') && !node.closest('.legend')) return;
      if (node.matches('label') && node.querySelector('input, select')) return;
      const style = getComputedStyle(node);
      if (style.display === 'none' || style.visibility === 'hidden') return;
      const box = node.getBoundingClientRect();
      const opacity = alpha * style.opacity;
      if (box.width > 0 && box.height > 0) {
        if (node !== figure) ground(node, style, box, opacity, found, paper);
        if (node.matches('canvas, img')) image(node, style, box, opacity, found);
      }
      for (const child of node.childNodes) visit(child, opacity);
    };
    visit(figure, 1);
    return found;
  }

  const outline = (to, { left, top, width, height }, radius) => {
    to.beginPath();
    if (to.roundRect) to.roundRect(left, top, width, height, Math.min(radius, width / 2, height / 2));
    else to.rect(left, top, width, height);
  };

  /** A polygon that the style sheet cuts out of an element, in shares of its box. */
  const cutOut = (to, { left, top, width, height }, path) => {
    to.beginPath();
    for (const [, x, y] of path.matchAll(/(-?[\d.]+)% (-?[\d.]+)%/g)) to.lineTo(left + (width * x) / 100, top + (height * y) / 100);
    to.closePath();
  };

  /** An element's own colour and its borders. */
  function ground(node, style, box, alpha, found) {
    const round = style.borderTopLeftRadius;
    const radius = round.endsWith('%') ? (parseFloat(round) / 100) * box.width : parseFloat(round) || 0;
    if (!clear(style.backgroundColor)) {
      found.push([box, (to) => {
        to.globalAlpha = alpha;
        to.fillStyle = style.backgroundColor;
        if (style.clipPath.startsWith('polygon(')) cutOut(to, box, style.clipPath);
        else outline(to, box, radius);
        to.fill();
      }]);
    }
    for (const side of ['Top', 'Right', 'Bottom', 'Left']) {
      const [width, colour, kind] = ['Width', 'Color', 'Style'].map((property) => style[`border${side}${property}`]);
      const thick = parseFloat(width);
      if (!thick || kind === 'none' || clear(colour)) continue;
      found.push([box, (to) => {
        to.globalAlpha = alpha;
        to.fillStyle = to.strokeStyle = colour;
        to.lineWidth = thick;
        if (radius > thick) {
          // Alike on all sides; drawn once.
          if (side !== 'Top') return;
          outline(to, { left: box.left + thick / 2, top: box.top + thick / 2, width: box.width - thick, height: box.height - thick }, radius);
          to.stroke();
          return;
        }
        const upright = side === 'Left' || side === 'Right';
        const left = side === 'Right' ? box.right - thick : box.left;
        const top = side === 'Bottom' ? box.bottom - thick : box.top;
        to.fillRect(left, top, upright ? thick : box.width, upright ? box.height : thick);
      }]);
    }
  }

  function image(node, style, box, alpha, found) {
    const [wide, high] = [node.naturalWidth ?? node.width, node.naturalHeight ?? node.height];
    if (!wide || !high) return;
    let [width, height] = [box.width, box.height];
    if (style.objectFit === 'contain') {
      const scale = Math.min(width / wide, height / high);
      [width, height] = [wide * scale, high * scale];
    }
    found.push([box, (to) => {
      to.globalAlpha = alpha;
      to.imageSmoothingEnabled = style.imageRendering !== 'pixelated';
      to.drawImage(node, box.left + (box.width - width) / 2, box.top + (box.height - height) / 2, width, height);
    }]);
  }

  /** A text, word by word where the browser put each. */
  function written(text, alpha, found) {
    const style = getComputedStyle(text.parentElement);
    for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const box = range.getBoundingClientRect();
      if (!box.width || !box.height) continue;
      found.push([box, (to) => {
        to.globalAlpha = alpha;
        to.fillStyle = style.color;
        to.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = to.measureText(word);
        to.fillText(style.textTransform === 'uppercase' ? word.toUpperCase() : word, box.left, box.top + (box.height - up - down) / 2 + up);
      }]);
    }
  }

  /** A canvas with the figure on white, or null where the browser does not give back what is drawn. */
  function portrait(figure) {
    const shown = plots(figure);
    figure.classList.add('portrait');
    try {
      const answers = shown.map((plot) => ask(plot, 'latent-lab-picture', { fineness: FINENESS }));
      // Any plot of the page tells whether canvases can be read.
      const [other] = shown.length ? [] : document.querySelectorAll('.plot');
      const asked = other ? [ask(other, 'latent-lab-picture', { fineness: 1 })] : answers;
      if (asked.some(({ readable }) => readable === false)) return null;
      const found = pieces(figure);
      if (found.length === 0) throw new Error('it shows nothing yet');
      const edge = (side, pick) => pick(...found.map(([box]) => box[side]));
      const [left, top] = [edge('left', Math.min) - PAPER, edge('top', Math.min) - PAPER];
      const [width, height] = [edge('right', Math.max) + PAPER - left, edge('bottom', Math.max) + PAPER - top];
      const scale = Math.min(FINENESS * devicePixelRatio, Math.sqrt(MOST / (width * height)));
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width * scale, height * scale].map(Math.floor);
      const to = canvas.getContext('2d');
      to.fillStyle = '#ffffff';
      to.fillRect(0, 0, canvas.width, canvas.height);
      to.scale(scale, scale);
      to.translate(-left, -top);
      for (const [, draw] of found) draw(to);
      return canvas;
    } finally {
      figure.classList.remove('portrait');
      for (const plot of shown) ask(plot, 'latent-lab-picture', { fineness: 1 });
    }
  }

  async function savePicture() {
    const canvas = portrait(chosen);
    if (!canvas) return says(UNREADABLE);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error('the browser made no picture');
    save(`latent-lab-${name(chosen)}.png`, blob);
  }

  // ── Numbers ──

  const cell = (text) => {
    const safe = /^[=+@]|^-(?![\d.])/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = (rows) => rows.map((row) => `${row.map(cell).join(',')}\n`).join('');

  /** The tables of a figure: what each plot draws, then what is written in tables and lists of numbers. */
  function tables(figure) {
    const found = [];
    for (const plot of plots(figure)) {
      const { csv } = ask(plot, 'latent-lab-numbers', {});
      const title = plot.querySelector('canvas')?.getAttribute('aria-label') ?? plot.id;
      if (csv) found.push([title.split(':')[0], csv]);
    }
    for (const table of figure.querySelectorAll('table')) {
      const rows = [...table.rows].map((row) => [...row.cells].map(words));
      if (rows.length > 0) found.push([words(table.caption) || 'Table', lines(rows)]);
    }
    const listed = [...figure.querySelectorAll('dl > div')].filter((row) => row.getClientRects().length > 0).map((row) => {
      const value = row.querySelector('output') ?? row.querySelector('dd');
      const unit = words(row.querySelector('dd')).slice(words(value).length).trim();
      return [words(row.querySelector('dt')), words(value).replace('−', '-'), unit];
    });
    if (listed.length > 0) found.push(['Readings', lines([['name', 'value', 'unit'], ...listed])]);
    return found;
  }

  function saveNumbers() {
    const found = tables(chosen);
    if (found.length === 0) return says('This figure has no numbers yet: it shows nothing.');
    // One table is a plain file; of several, each stands under its name.
    const text = found.length === 1 ? found[0][1] : found.map(([title, csv]) => `# ${title}\n${csv}`).join('\n');
    save(`latent-lab-${name(chosen)}.csv`, new Blob([text], { type: 'text/csv;charset=utf-8' }));
  }

  // ── Files and the clipboard ──

  function save(file, blob) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    says(`Handed to your browser's downloads: ${file}.`);
  }

  /** The lines that show the figure in a slide, as it is set now (static/alone.js answers to them). */
  function frame(figure) {
    const address = new URL(location.href);
    address.hash = '';
    for (const gone of ['hide', 'run']) address.searchParams.delete(gone);
    address.searchParams.set('figure', stop(figure));
    const { width, height } = figure.closest('[data-stop]').getBoundingClientRect();
    const title = words(document.getElementById('talk-stops').content.querySelector(`[data-stop="${stop(figure)}"] > b`));
    const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return `<iframe src="${quoted(address.href)}" title="${quoted(title)}" width="${Math.ceil(width)}" height="${Math.ceil(height + 40)}" style="border: 0"></iframe>`;
  }

  async function copyFrame() {
    const field = part('take-frame');
    field.value = frame(chosen);
    field.hidden = false;
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      says('Copied. Paste it into a slide or page of HTML.');
    } catch {
      says('The browser does not let the page copy: the lines are selected, copy them with Ctrl+C.');
    }
  }

  function open(figure) {
    chosen = figure;
    says('');
    part('take-frame').hidden = true;
    part('take-slides').hidden = !stop(figure);
    part('take').showModal();
  }

  addEventListener('DOMContentLoaded', () => {
    for (const figure of document.querySelectorAll('main figure')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'take quiet';
      button.textContent = 'Save';
      button.title = 'Save this figure: picture, numbers, or a frame for slides';
      button.addEventListener('click', () => open(figure));
      figure.append(button);
    }
    const tell = (act) => async () => {
      try {
        await act();
      } catch (error) {
        says(`It could not be saved: ${error.message}.`);
      }
    };
    const presses = { 'take-picture': savePicture, 'take-numbers': saveNumbers, 'take-slides': copyFrame };
    for (const [id, act] of Object.entries(presses)) part(id).addEventListener('click', tell(act));
    part('take-close').addEventListener('click', () => part('take').close());
  });
})();
