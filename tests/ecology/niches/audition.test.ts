/** The audition for a niche: the same tasks for all, and what it cost. */
import { expect, it } from 'vitest';
import { audition } from '../../../src/ecology/niches/audition.ts';
import { random } from '../../../src/base/random.ts';
import { founderAdapter } from '../../../src/organelles/heredity.ts';
import { TINY_SITES, tinyHost } from '../../support/tiny-host.ts';

const cell = { family: 'list.sort', depth: 'short' as const };
const adapterOf = (seed: number) => founderAdapter(TINY_SITES, 2, 0.5, random('audition', seed));

it('counts what each solved of the same tasks, and of equals names the first', async () => {
  const host = tinyHost();
  const candidates = [1, 2, 3, 1].map(adapterOf);
  const options = { host, cell, candidates, tasks: 12, maxNewTokens: 16 };
  const result = await audition({ ...options, random: random('tasks') });
  expect(result.tasks).toBe(12);
  expect(new Set(result.solved).size).toBeGreaterThan(1);
  expect(result.solved[3]).toBe(result.solved[0]);
  expect(result.best).toBe(result.solved.indexOf(Math.max(...result.solved)));
  const alone = await audition({ ...options, candidates: [candidates[1]!], random: random('tasks') });
  expect(alone.solved).toEqual([result.solved[1]]);
  expect(alone.flops).toBeLessThan(result.flops);
});

it('hears nobody without candidates', async () => {
  const nobody = audition({ host: tinyHost(), cell, candidates: [], tasks: 2, maxNewTokens: 4, random: random('x') });
  await expect(nobody).rejects.toThrow(RangeError);
});
