/** Tablets and phones: what is in sight, that no label lies on another, and that a finger finds everything it can press. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, query, SMALL_WORLD } from './lab-page.ts';
import { overlaps, smallTargets, watchLabels } from './labels.ts';

const PHONE = { width: 390, height: 844 };
const TABLET = { width: 820, height: 1180 };

let site: Site;
let browser: LabBrowser;
let lab: LabPage;
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), openBrowser({ touch: true, viewport: TABLET })]);
  await browser.context.addInitScript(watchLabels);
  lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
  await lab.reach(6);
  await lab.pause();
});
afterEach(() => expect(lab.troubles).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Lets panels find their size and pictures be drawn. */
async function resize(size: { width: number; height: number }, page = lab.page): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(
    () => new Promise((drawn) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(drawn)), 400)),
  );
}

const tab = (name: string) => lab.page.getByRole('tab', { name, exact: true });
const region = (name: string) => lab.page.getByRole('region', { name, exact: true });

describe('a tablet', () => {
  it('shows the world and its charts together', async () => {
    await resize(TABLET);
    const [world, charts] = [await region('Pond').boundingBox(), await region('Charts').boundingBox()];
    expect(charts!.y).toBeGreaterThanOrEqual(world!.y + world!.height - 1);
    expect(Math.min(world!.height, charts!.height)).toBeGreaterThan(300);
    expect(charts!.y + charts!.height).toBeLessThanOrEqual(TABLET.height);
    expect(await tab('Charts').count()).toBe(0);
  });
});

describe('a phone', () => {
  it('watches and goes back in time by a finger', async () => {
    await resize(PHONE);
    const slider = (await lab.page.getByRole('slider', { name: 'Generation' }).boundingBox())!;
    expect(slider.width).toBeGreaterThan(PHONE.width / 2);
    const now = await lab.generation();
    await lab.page.touchscreen.tap(slider.x + slider.width / 3, slider.y + slider.height - 12);
    await expect.poll(() => lab.generation()).toBeLessThan(now);
    await lab.button('Live').tap();
    await expect.poll(() => lab.generation()).toBe(now);
  });

  it('is as wide as its page', async () => {
    for (const name of ['World', 'Charts', 'People', 'Parameters']) {
      await tab(name).tap();
      expect(await lab.page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    }
    await tab('World').tap();
  });
});

describe('two fingers', () => {
  it('bring the pond and the lineage closer', async () => {
    await resize(PHONE);
    for (const [view, id] of [
      ['Pond', 'pond'],
      ['Lineage', 'lineage'],
    ] as const) {
      await lab.button(view).tap();
      const picture = lab.page.getByTestId(id);
      const seen = () => picture.evaluate(({ dataset }) => dataset.closer ?? dataset.sight);
      await expect.poll(seen).toBeDefined();
      const whole = await seen();
      const { x, y, width, height } = (await picture.boundingBox())!;
      const touch = await lab.page.context().newCDPSession(lab.page);
      const fingers = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...places: number[]) =>
        touch.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: places.map((at, finger) => ({ x: x + width / 2 + at, y: y + height / 2, id: finger })),
        });
      await fingers('touchStart', -20);
      await fingers('touchStart', -20, 20);
      for (const half of [30, 45, 60]) await fingers('touchMove', -half, half);
      await fingers('touchEnd');
      await touch.detach();
      await expect.poll(seen).not.toBe(whole);
    }
    await lab.button('Pond').tap();
  });
});

describe('labels', () => {
  it.each([390, 600, 820, 1280])('lie on no other, %i px wide', async (width) => {
    await resize({ width, height: width < 700 ? 844 : 1180 });
    for (const view of ['Pond', 'Niche map'] as const) {
      await lab.button(view).click();
      await region(view).waitFor();
      await resize({ width, height: width < 700 ? 844 : 1180 });
      const { labels, pairs } = await lab.page.evaluate(overlaps);
      expect(pairs).toEqual([]);
      expect(labels.length).toBeGreaterThan(8);
    }
  });

  it('lie on no other in a world that dies out', async () => {
    const dying = query({ ...Object.fromEntries(new URLSearchParams(SMALL_WORLD)), 'energy.ticket': 4 });
    const other = await openBrowser({ viewport: { width: 1280, height: 800 } });
    try {
      await other.context.addInitScript(watchLabels);
      const { page } = await LabPage.open(other, `${site.url}?${dying}`);
      await page.getByText('0 organelles').first().waitFor({ timeout: 60_000 });
      for (const size of [{ width: 1280, height: 800 }, { width: 1440, height: 900 }, TABLET]) {
        await resize(size, page);
        const { labels, pairs } = await page.evaluate(overlaps);
        expect(pairs).toEqual([]);
        expect(labels).toEqual(expect.arrayContaining(['organelles', 'energy']));
      }
    } finally {
      await other.close();
    }
  });
});

describe('a finger', () => {
  it('finds whatever can be pressed to be 44 px at least', async () => {
    for (const size of [PHONE, TABLET]) {
      await resize(size);
      for (const name of ['Pond', 'Niche map', 'Lineage', 'Diary']) {
        await lab.button(name).tap();
        expect([name, await lab.page.evaluate(smallTargets)]).toEqual([name, []]);
      }
      for (const name of size === PHONE
        ? ['Charts', 'People', 'Parameters', 'World']
        : ['People', 'Parameters', 'World']) {
        await tab(name).tap();
        expect([name, await lab.page.evaluate(smallTargets)]).toEqual([name, []]);
      }
    }
  });
});
