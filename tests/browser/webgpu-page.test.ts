/**
 * The page on WebGPU, through the software adapter: right, but so slow that the world is the smallest there is. What the
 * logits are worth there is held against PyTorch elsewhere; here a whole generation goes through the page,
 * and nothing in it asks for what the content security policy refuses.
 */
import { expect, it } from 'vitest';
import { openBrowser, startSite } from './harness.ts';
import { LabPage, query } from './lab-page.ts';
import { hearViolations } from './violations.ts';

const WORLD = query({
  seed: 'gpu',
  preset: 'default',
  backend: 'webgpu',
  'population.founders': 4,
  'population.capacity': 4,
  'population.episodes': 4,
  'attempts.maxNewTokens': 8,
  'cells.opening': 'logic.bool/short',
  'measure.every': 0,
});

it('finishes two generations of four organelles with a task each', async () => {
  const site = await startSite();
  const browser = await openBrowser({ webgpu: true });
  try {
    const violations = await hearViolations(browser);
    const lab = await LabPage.open(browser, `${site.url}?${WORLD}`);
    await lab.reach(2, 280_000);
    expect((await lab.backend()).label).toMatch(/^Backend: micro · WebGPU\b.* · [\d,.]+ tok\/s$/);
    const { records } = await lab.newestKept();
    for (const { events } of records.slice(1, 3)) {
      const episodes = events.filter(({ type }) => type === 'episode');
      expect(new Set(episodes.map(({ organelle }) => organelle)).size).toBe(4);
      expect(episodes.length).toBe(4);
      for (const { newTokens } of episodes) expect(newTokens).toBeLessThanOrEqual(8);
    }
    expect(await violations(lab.page)).toEqual([]);
    expect(lab.troubles).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
}, 300_000);
