// What a person feels on the built page: from a slider's input to the pixels that it decodes to, idle and while the lab trains,
// and how long the page's main thread is busy at a time meanwhile.
import { serve } from '../scripts/server.mjs';

const inputs = 60;
const trainingFor = 15_000;
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const rounded = (value) => Math.round(value * 100) / 100;
const spread = (name, values) => ({
  [`${name}_median_ms`]: rounded(median(values)),
  [`${name}_max_ms`]: rounded(Math.max(...values)),
  [`${name}_over_16_ms`]: values.filter((value) => value > 16).length,
});
const summary = (values) => ({ median_ms: rounded(median(values)), max_ms: rounded(Math.max(...values)) });

export async function live(browser, root) {
  const server = await serve({ root });
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  try {
    // Notes when a canvas of the hero's digit receives its pixels.
    await page.addInitScript(() => {
      const put = CanvasRenderingContext2D.prototype.putImageData;
      CanvasRenderingContext2D.prototype.putImageData = function (...all) {
        put.apply(this, all);
        if (this.canvas.closest('#hero-digit')) globalThis.drawn?.(performance.now());
      };
    });
    await page.goto(server.url);
    await page.locator('#hero-still').waitFor({ state: 'hidden', timeout: 60_000 });
    const idle = await latencies(page);
    await page.locator('#mnist').scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'Train', exact: true }).and(page.locator(':enabled')).click({ timeout: 60_000 });
    await page.waitForTimeout(1500);
    const tasks = await mainThreadTasks(page);
    // The hero has a worker of its own; its sliders answer while the other one trains.
    const training = await latencies(page);
    return {
      slider_idle: summary(idle),
      slider_training: summary(training),
      tasks: tasks.length,
      ...spread('task', tasks.map(({ wall }) => wall)),
      // Of the processor's time alone: what a task waits for others, as on two cores it must for the training, is no work of its own.
      ...spread('task_cpu', tasks.map(({ cpu }) => cpu)),
    };
  } finally {
    await page.close();
    await server.close();
  }
}

/** Moves the hero's slider again and again; ms until each decoded digit is drawn. */
function latencies(page) {
  return page.evaluate(async (inputs) => {
    const slider = document.querySelector('#hero-sliders input');
    const times = [];
    for (let i = 0; i < inputs; i++) {
      slider.value = String(Math.sin(i) * 2);
      const start = performance.now();
      const end = await new Promise((resolve) => {
        globalThis.drawn = resolve;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      });
      times.push(end - start);
      await new Promise((resolve) => setTimeout(resolve, 20 + (i % 7)));
    }
    globalThis.drawn = undefined;
    return times;
  }, inputs);
}

/** Lengths, ms, by the clock and by the processor, of the tasks on the page's main thread while it trains with everything on the screen. */
async function mainThreadTasks(page) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', '__metadata', 'devtools.timeline'] } });
  await page.waitForTimeout(trainingFor);
  const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await ended;
  const main = events.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => `${e.pid}:${e.tid}`);
  const painting = new Set(events.filter((e) => e.name === 'FunctionCall').map((e) => `${e.pid}:${e.tid}`));
  return events
    .filter((e) => /RunTask$/.test(e.name) && e.dur && main.includes(`${e.pid}:${e.tid}`) && painting.has(`${e.pid}:${e.tid}`))
    .map((e) => ({ wall: e.dur / 1000, cpu: (e.tdur ?? e.dur) / 1000 }));
}
