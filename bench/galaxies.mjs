// How long until a student has a two-dimensional model of galaxies that is of use: from the press of Train, at the notebook's own settings.
// Of use: the held-out ELBO is within so many nats an image of where this run ends.
import { serve } from '../scripts/server.mjs';

const within = [20, 10, 5];
const rounded = (value) => Math.round(value * 100) / 100;

export async function galaxies(browser, root) {
  const server = await serve({ root });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    await page.goto(server.url);
    await page.locator('#hero-still').waitFor({ state: 'hidden', timeout: 60_000 });
    await page.locator('#galaxies-train').scrollIntoViewIfNeeded();
    await page.locator('#galaxies-train:enabled').waitFor({ timeout: 60_000 });
    const course = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const number = (name) => Number(document.getElementById(`galaxies-out-${name}`).textContent.replaceAll('−', '-') || NaN);
          const [train, pause] = ['train', 'pause'].map((name) => document.getElementById(`galaxies-${name}`));
          const course = [];
          const start = performance.now();
          train.click();
          const look = setInterval(() => {
            const point = { ms: performance.now() - start, epoch: number('epoch'), elbo: number('held-out-elbo') };
            if (Number.isFinite(point.elbo) && Number.isFinite(point.epoch)) course.push(point);
            if (course.length > 20 && pause.disabled) {
              clearInterval(look);
              resolve(course);
            }
          }, 50);
        }),
    );
    const [first, last] = [course[0], course.at(-1)];
    const near = (nats) => course.find(({ elbo }) => elbo >= last.elbo - nats);
    return {
      first_elbo: first.elbo,
      ...Object.fromEntries(within.map((nats) => [`within_${nats}_nats_s`, rounded(near(nats).ms / 1000)])),
      end_s: rounded(last.ms / 1000),
      end_epoch: last.epoch,
      end_elbo: last.elbo,
    };
  } finally {
    await page.close();
    await server.close();
  }
}
