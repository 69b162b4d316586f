// WebDriver BiDi over a web socket (https://www.w3.org/TR/webdriver-bidi/), as much of it as a tab needs. It knows no engine and no test.
import WebSocket from 'ws';

/** Connects to a browser that listens at this address. */
export async function connect(address) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map();
  let count = 0;
  socket.on('message', (text) => {
    const { id, type, result, error, message } = JSON.parse(text);
    const asker = waiting.get(id);
    waiting.delete(id);
    if (type === 'error') asker?.reject(new Error(`${error}: ${message}`));
    else asker?.resolve(result);
  });
  socket.on('close', () => waiting.forEach(({ reject }) => reject(new Error('The browser is gone.'))));
  const ask = (method, params = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++count, { resolve, reject });
      socket.send(JSON.stringify({ id: count, method, params }));
    });
  await ask('session.new', { capabilities: {} });
  return { ask, tab: () => tab(ask), close: () => ask('browser.close') };
}

/** A tab (see page.mjs) that shares no storage with any other. */
async function tab(ask) {
  const { userContext } = await ask('browser.createUserContext');
  const { context } = await ask('browsingContext.create', { type: 'tab', userContext });
  const call = (source, args, resultOwnership = 'none') =>
    ask('script.callFunction', {
      functionDeclaration: source,
      arguments: [{ type: 'string', value: JSON.stringify(args) }],
      awaitPromise: true,
      resultOwnership,
      target: { context },
      userActivation: true,
    });
  return {
    go: (url) => ask('browsingContext.navigate', { context, url, wait: 'complete' }),
    reload: () => ask('browsingContext.reload', { context, wait: 'complete' }),
    run: async (source, args) => {
      const told = await call(`async (args) => JSON.stringify(await (${source})(...JSON.parse(args)))`, args);
      if (told.type === 'exception') throw new Error(told.exceptionDetails.text);
      return told.result.value === undefined ? undefined : JSON.parse(told.result.value);
    },
    act: (actions) => ask('input.performActions', { context, actions }),
    files: async (source, args, paths) => {
      const { result } = await call(`(args) => (${source})(...JSON.parse(args))`, args, 'root');
      await ask('input.setFiles', { context, element: { sharedId: result.sharedId }, files: paths });
    },
    size: (width, height) => ask('browsingContext.setViewport', { context, viewport: { width, height } }),
    front: () => ask('browsingContext.activate', { context }),
    close: () => ask('browser.removeUserContext', { userContext }),
    context,
  };
}
