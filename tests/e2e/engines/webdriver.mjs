// WebDriver's plain form over HTTP (https://www.w3.org/TR/webdriver2/), as much of it as a tab needs. It knows no engine and no test.

const element = 'element-6066-11e4-a52e-4f735466cecf';

/** Starts a session with a driver at this address; gives a tab (see page.mjs) and what ends the session. */
export async function session(driver, capabilities) {
  const { sessionId } = await ask(`${driver}/session`, 'POST', { capabilities: { alwaysMatch: capabilities } });
  const at = `${driver}/session/${sessionId}`;
  const post = (path, body = {}) => ask(`${at}/${path}`, 'POST', body);
  const inside = () => post('execute/sync', { script: 'return { width: innerWidth, height: innerHeight };', args: [] });
  await post('timeouts', { script: 120_000, pageLoad: 60_000 });
  return {
    go: (url) => post('url', { url }),
    reload: () => post('refresh'),
    /** Runs the source of a function in the page, with arguments that JSON can hold, and gives what it resolves to. */
    run: async (source, args) => {
      const { value, error } = await post('execute/async', {
        script: `const done = arguments[arguments.length - 1];
          Promise.resolve().then(() => (${source})(...arguments[0])).then((value) => done({ value }), (error) => done({ error: String(error?.stack ?? error) }));`,
        args: [args],
      });
      if (error) throw new Error(error);
      return value ?? undefined;
    },
    act: (actions) => post('actions', { actions }),
    /** Gives files to the input that the source of a function finds. */
    files: async (source, args, paths) => {
      const found = await post('execute/sync', { script: `return (${source})(...arguments[0]);`, args: [args] });
      await post(`element/${found[element]}/value`, { text: paths.join('\n') });
    },
    /** Makes the page as large as this: the window has bars besides. */
    size: async (width, height) => {
      const outside = await post('window/rect', { x: 0, y: 0, width, height });
      const page = await inside();
      await post('window/rect', { x: 0, y: 0, width: outside.width + width - page.width, height: outside.height + height - page.height });
    },
    close: () => ask(at, 'DELETE'),
  };
}

async function ask(address, method, body) {
  const response = await fetch(address, { method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message} (${address.slice(address.lastIndexOf("/") + 1)} ${JSON.stringify(body)})`);
  return value;
}
