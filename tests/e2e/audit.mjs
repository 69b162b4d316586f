// What a lecturer would not put on a screen: found in the page as it stands, for the test of the talk.

/** Runs in the page: what is clipped, scrolls, overlaps or is too small to read, each as a sentence. `least` is in px. */
export function audit(least) {
  const problems = [];
  const shown = document.querySelector('[data-shown]');
  if (!shown) return ['no figure is shown'];
  const called = (element) => `${element.localName}${element.id ? `#${element.id}` : ''}.${element.className}`;
  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.visually-hidden');
  const stage = shown.closest('.chapter').getBoundingClientRect();
  const parts = [shown, document.getElementById('talk-head'), document.getElementById('talk-foot')];
  const inside = (rect, frame) => rect.left >= frame.left - 1 && rect.right <= frame.right + 1 && rect.top >= frame.top - 1 && rect.bottom <= frame.bottom + 1;
  const whole = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };

  const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
  if (scrollWidth > clientWidth || scrollHeight > clientHeight) problems.push('the page scrolls');
  const leaves = [];
  for (const part of parts) {
    const frame = part === shown ? stage : whole;
    for (const element of [part, ...part.querySelectorAll('*')]) {
      if (!visible(element) || element.closest('math, canvas')) continue;
      const rect = element.getBoundingClientRect();
      if (rect.width < 2 || rect.height < 2) continue;
      if (!inside(rect, frame)) problems.push(`${called(element)} is clipped`);
      const { overflowX, overflowY } = getComputedStyle(element);
      const wide = element.scrollWidth > element.clientWidth + 1 && overflowX !== 'visible' && element.localName !== 'input' && element.localName !== 'select';
      const high = element.scrollHeight > element.clientHeight + 1 && overflowY !== 'visible' && element.localName !== 'input' && element.localName !== 'select';
      if (wide || high) problems.push(`${called(element)} scrolls or clips what is in it`);
      const control = element.matches('button, input, select, textarea, progress, .plot');
      const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      // Indices are as small as they are in any text.
      if (words.length && !element.closest('sub, sup, option')) {
        const size = parseFloat(getComputedStyle(element).fontSize);
        if (size < least - 0.01) problems.push(`${called(element)} has text of ${size.toFixed(1)} px: ${words[0].data.trim().slice(0, 30)}`);
      }
      if (control && !element.closest('.pill')) leaves.push([element, rect]);
      else if (words.length && !element.closest('button, select')) {
        for (const word of words) {
          const range = document.createRange();
          range.selectNodeContents(word);
          for (const line of range.getClientRects()) if (line.width > 1) leaves.push([element, line]);
        }
      }
    }
  }
  for (const [i, [one, a]] of leaves.entries()) {
    for (const [other, b] of leaves.slice(i + 1)) {
      if (one === other || one.contains(other) || other.contains(one)) continue;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // Lines of text may touch by the room above and below their letters.
      if (across > 2 && down > 0.3 * Math.min(a.height, b.height)) problems.push(`${called(one)} and ${called(other)} overlap`);
    }
  }
  return [...new Set(problems)];
}
