/** Asking the colony: who answers and why, beside the bare host, without any effect on the run. */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { nearestCell } from '../../src/ecology/judging/ask.ts';
import type { RouterName } from '../../src/lab/contract.ts';
import { drawTask } from '../../src/tasks/pools.ts';
import { OPEN, testLab } from './test-lab.ts';

const PROMPT = drawTask({ family: 'math', depth: 'short' }, 'test', random('ask')).prompt;
const ROUTERS: readonly RouterName[] = ['single', 'family', 'cell', 'bandit'];

describe('asking', () => {
  it.each(ROUTERS)('leaves it to the bare host while nobody has proved anything (%s)', async (router) => {
    const { lab } = testLab();
    await lab.open(OPEN);
    const { answer, by, why, bare } = await lab.ask(PROMPT, router);
    expect(by).toBeNull();
    expect(answer).toBe(bare);
    expect(why).toContain('bare host answers');
  });

  it('names an elite, says why, and changes nothing', async () => {
    const [asked, quiet] = [testLab(), testLab()];
    for (const { lab } of [asked, quiet]) {
      await lab.open({ ...OPEN, config: { ...OPEN.config, archive: { minEpisodes: 2 } } });
      for (let i = 0; i < 6; i++) await lab.step();
    }
    const answers = [];
    for (const router of ROUTERS) answers.push(await asked.lab.ask(PROMPT, router));
    expect(answers[0]!.by).toMatchObject({ organelle: expect.any(Number), cell: expect.stringContaining('/') });
    expect(answers[1]!.why).toContain('nearest to ');
    expect(answers[2]!.why).toContain('nearest to ');
    expect(answers[3]!.why).toContain('has learnt nothing');
    await Promise.all([asked.lab.step(), quiet.lab.step()]);
    const told = async ({ lab }: typeof asked) => (await lab.records(0, 99)).map(({ events }) => events);
    expect(await told(asked)).toEqual(await told(quiet));
  });

  it('refuses nothing at all and far too much', async () => {
    const { lab } = testLab();
    await expect(lab.ask(PROMPT, 'cell')).rejects.toMatchObject({ code: 'not-open' });
    await lab.open(OPEN);
    await expect(lab.ask(' \n', 'cell')).rejects.toMatchObject({ code: 'prompt-empty' });
    await expect(lab.ask('x'.repeat(1001), 'cell')).rejects.toMatchObject({ code: 'prompt-too-long' });
  });
});

it('the nearest cell is the one of the most similar direction from the centre, however far', () => {
  const [a, b] = (['math', 'list.sort'] as const).map((family) => ({ family, depth: 'short' as const }));
  const cells = [
    { cell: a!, mean: Float32Array.of(11, 10) },
    { cell: b!, mean: Float32Array.of(10, 11) },
  ];
  const places = { cells, centre: Float32Array.of(10.5, 10.5) };
  expect(nearestCell(places, Float32Array.of(10.6, 10.4))).toEqual(a);
  expect(nearestCell(places, Float32Array.of(2, 9))).toEqual(b);
});
