/** Many adapters as one: the mean of what they do, held against the sum over their own matrices, and what PEFT is given of it. */
import { describe, expect, it } from 'vitest';
import { evaluateRun, testTasksOf } from '../../../src/evaluation/tasks/evaluate.ts';
import { carriedAdapters } from '../../../src/exchange/adapters/chosen.ts';
import { adaptersIn } from '../../../src/exchange/adapters/given.ts';
import { mergedAdapter, mergedFiles } from '../../../src/exchange/adapters/merged.ts';
import { siteMatrices, type Adapter } from '../../../src/host/index.ts';
import { random } from '../../../src/base/random.ts';
import { mergeAdapters } from '../../../src/organelles/merging/merge.ts';
import { foldRecord } from '../../../src/record/fold/fold.ts';
import type { View } from '../../../src/record/fold/view.ts';
import { realRun } from '../../support/real-runs.ts';
import { tinyHost, TINY_SITES } from '../../support/tiny-host.ts';

/** scale · A · B of every site, entry by entry. */
function change(adapter: Adapter): number[] {
  return siteMatrices(TINY_SITES, adapter).flatMap(({ site, a, b }) =>
    Array.from({ length: site.inputs * site.outputs }, (_, at) => {
      const [i, j] = [Math.floor(at / site.outputs), at % site.outputs];
      let sum = 0;
      for (let r = 0; r < adapter.rank; r++) sum += a[i * adapter.rank + r]! * b[r * site.outputs + j]!;
      return adapter.scale * sum;
    }),
  );
}

const run = await realRun();
const view = run.records.reduce<View | null>(foldRecord, null)!;
const whole = { ...run, view };
const parts = carriedAdapters(whole, 'living').slice(0, 3);

describe('one adapter of many', () => {
  it('is the mean of what they do where its rank can hold that', async () => {
    const merged = change(await mergedAdapter(whole, parts, TINY_SITES, 4));
    const own = parts.map(({ weights }) => change(run.engine.adapters.get(weights)!));
    expect(parts.length).toBe(3);
    merged.forEach((value, at) => {
      const mean = own.reduce((sum, values) => sum + values[at]! / own.length, 0);
      expect(Math.abs(value - mean)).toBeLessThan(1e-6);
    });
  });

  it('of a lower rank has that rank, and is what all sites at once give', async () => {
    const merged = await mergedAdapter(whole, parts, TINY_SITES, 1);
    expect(merged.rank).toBe(1);
    const own = parts.map(({ weights }) => ({ adapter: run.engine.adapters.get(weights)!, weight: 1 / 3 }));
    expect(merged).toEqual(mergeAdapters(TINY_SITES, own, { method: 'svd', rank: 1, random: random('merge') }));
  });

  it('takes two at least', async () => {
    await expect(mergedAdapter(whole, parts.slice(0, 1), TINY_SITES, 4)).rejects.toMatchObject({ code: 'merge-few' });
  });

  it('can be given up between two sites', async () => {
    const abort = new AbortController();
    const shares: number[] = [];
    const breathe = async () => {
      if (shares.length === 2) abort.abort();
    };
    const onProgress = (share: number) => shares.push(share);
    const merging = mergedAdapter(whole, parts, TINY_SITES, 4, { signal: abort.signal, breathe, onProgress });
    await expect(merging).rejects.toMatchObject({ name: 'AbortError' });
    expect(shares).toEqual([0, 1 / TINY_SITES.length]);
  });

  it('leaves as a directory that says from whom it is and what it reached, and comes back bit for bit', async () => {
    const adapter = await mergedAdapter(whole, parts, TINY_SITES, 4);
    const guests = [{ name: 'merged', adapter }];
    const tasks = testTasksOf(run.world, 20);
    const scores = await evaluateRun(
      { world: run.world, adapters: run.engine.adapters, host: tinyHost(), guests },
      tasks,
    );
    const base = { repository: 'some/model' };
    const files = mergedFiles(whole, { adapter, sites: TINY_SITES, parts, base, scores, tasks: 20 });
    expect(adaptersIn(files, TINY_SITES, 'one')).toEqual([{ name: 'one', adapter }]);
    const said = JSON.parse(new TextDecoder().decode(files.get('export.json'))) as unknown;
    expect(said).toMatchObject({
      rank: 4,
      parts: parts.map(({ slug, weights }) => ({ name: slug, weights })),
      scores: scores.map(({ name, solved }) => ({ name, solved })),
    });
    const card = new TextDecoder().decode(files.get('README.md'));
    expect(card).toContain(`| adapter merged | ${scores.at(-1)!.solved.mean.toFixed(3)} (`);
  });
});
