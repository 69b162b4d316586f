// Keys by their names in the DOM, as WebDriver codes them (https://www.w3.org/TR/webdriver2/#keyboard-actions).
const codes = {
  Backspace: '\uE003', Tab: '\uE004', Enter: '\uE007', Shift: '\uE008', Control: '\uE009', ControlOrMeta: '\uE009', Escape: '\uE00C', Space: ' ',
  PageUp: '\uE00E', PageDown: '\uE00F', End: '\uE010', Home: '\uE011', ArrowLeft: '\uE012', ArrowUp: '\uE013', ArrowRight: '\uE014',
  ArrowDown: '\uE015', Delete: '\uE017',
};

/** The actions that press a chord such as "Shift+Tab". */
export function chord(keys) {
  const all = keys.split('+').map((key) => codes[key] ?? key);
  return [...all.map((value) => ({ type: 'keyDown', value })), ...all.toReversed().map((value) => ({ type: 'keyUp', value }))];
}

/** The actions that type a text. */
export const typed = (text) => [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
