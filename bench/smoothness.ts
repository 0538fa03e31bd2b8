/**
 * How smoothly the page moves: frames while a world lives in it, frames with a crowd in the pond, and how soon all panels
 * show a moment that a person points to. The latter two on a lab without a model, so that only the page is measured.
 */
import type { Page } from 'playwright-core';
import { random } from '../src/base/random.ts';
import type { LabPage as Model } from '../src/ui/state/lab-page.ts';
import { builds, ensureBuilt } from '../scripts/lib/build.mjs';
import { openBrowser, startSite, type SiteOptions } from '../tests/browser/harness.ts';
import { median } from './median.ts';
import type { Benchmark } from './registry.ts';

const TURNS = 5;
const WATCHED_MS = 6000;
const BODIES = 10_000;
const GENERATIONS = 2000;
/** Moments pointed to in a turn. */
const MOMENTS = 20;

export const smoothness: Benchmark = {
  keys: ['page.frameMs95', 'page.pond10k', 'page.scrubMs95'],
  async run() {
    return [
      {
        key: 'page.frameMs95',
        what: `a frame while the micro host lives and the pond is in view, ms, 95th percentile, median of ${TURNS}`,
        value: await onPage('site', '', frameMs),
        toReach: { atMost: 33 },
      },
      {
        key: 'page.pond10k',
        what: `frames a second with ${BODIES.toLocaleString('en')} bodies that live on, replayed, median of ${TURNS}`,
        value: await onPage('scripted', `?crowd=${BODIES}&lived=1&play=yes&speed=0.5`, framesOfCrowd),
        toReach: { atLeast: 30 },
      },
      {
        key: 'page.scrubMs95',
        what: `from pointer to all panels, ${GENERATIONS.toLocaleString('en')} generations, ms, 95th percentile, median of ${TURNS}`,
        value: await onPage('scripted', `?crowd=60&pages=${GENERATIONS}`, scrubMs),
        toReach: { atMost: 100 },
      },
    ];
  },
};

/** The median of some turns on one page. */
async function onPage(
  build: NonNullable<SiteOptions['build']>,
  query: string,
  measure: (page: Page, turn: number) => Promise<number>,
): Promise<number> {
  if (!(await ensureBuilt(builds[build], { quiet: true }))) throw new Error('the page could not be built');
  const site = await startSite({ build });
  const browser = await openBrowser();
  try {
    await browser.context.addInitScript(() => localStorage.setItem('evolora.welcomed', 'true'));
    const { page } = await browser.openPage(`${site.url}${query}`);
    await page.locator('[data-testid=pond]').waitFor({ timeout: 180_000 });
    const values: number[] = [];
    for (let turn = 0; turn < TURNS; turn++) values.push(await measure(page, turn));
    return median(values);
  } finally {
    await browser.close();
    await site.close();
  }
}

async function frameMs(page: Page): Promise<number> {
  return percentile95(await framesOf(page));
}

async function framesOfCrowd(page: Page): Promise<number> {
  const pond = page.locator('[data-testid=pond]');
  const frames = await framesOf(page);
  const drawn = Number(await pond.getAttribute('data-bodies'));
  // Those that are about to be born are not drawn yet.
  if (drawn < 0.99 * BODIES) throw new Error(`${drawn} bodies were drawn of ${BODIES}`);
  return frames.length / (frames.reduce((sum, ms) => sum + ms, 0) / 1000);
}

/** How long each frame took, ms, for a while. */
function framesOf(page: Page): Promise<number[]> {
  return page.evaluate(async (watchedMs) => {
    const frames: number[] = [];
    const begin = await new Promise(requestAnimationFrame);
    for (let before = begin; before - begin < watchedMs;) {
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - before);
      before = now;
    }
    return frames;
  }, WATCHED_MS);
}

/** A click on the timeline, until the frame after the one in which the panels were told. */
async function scrubMs(page: Page, turn: number): Promise<number> {
  const slider = page.getByRole('slider', { name: 'Generation', exact: true });
  const box = (await slider.boundingBox())!;
  await page.evaluate(() => {
    const { page: model } = window as unknown as { page: Model };
    const times: number[] = [];
    const pointed = [0];
    addEventListener('pointerdown', (event) => pointed.unshift(event.timeStamp), { capture: true });
    model.store.subscribe((state, before) => {
      if (state.shown === before.shown || state.shown?.generation !== state.past) return;
      requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - pointed[0]!)));
    });
    Object.assign(window, { scrubTimes: times });
  });
  const draw = random('bench', 'scrub', turn);
  const times: number[] = [];
  for (let i = 0; i < MOMENTS; i++) {
    await page.evaluate(() => void (window as unknown as { scrubTimes: number[] }).scrubTimes.splice(0));
    await page.mouse.click(box.x + box.width * (0.02 + 0.95 * draw.uniform()), box.y + box.height / 2);
    const seen = await page.waitForFunction(() => (window as unknown as { scrubTimes: number[] }).scrubTimes[0]);
    times.push((await seen.jsonValue()) as number);
  }
  return percentile95(times);
}

function percentile95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1]!;
}
