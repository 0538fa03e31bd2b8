/** Merging with proof: who is proposed, how the child is tested, who pays, and what becomes of it. */
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { evidenceWeights } from '../../../src/ecology/acts/merge.ts';
import { drawEqually, prove } from '../../../src/ecology/judging/assimilation.ts';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { Engine } from '../../../src/ecology/engine.ts';
import { entriesOf } from '../../../src/ecology/events/entries.ts';
import type { EventOf } from '../../../src/ecology/events/events.ts';
import { promiseOf, proposePair, tradeOf } from '../../../src/ecology/judging/proposal.ts';
import type { Organelle } from '../../../src/ecology/world/world.ts';
import type { Adapter, DecodeRequest } from '../../../src/host/index.ts';
import { tinyHost } from '../../support/tiny-host.ts';
import { solve } from '../../support/solver.ts';

/** An organelle of which only records matter: cell → [solved, episodes]. */
function withRecords(id: number, records: Record<string, [number, number]>): Organelle {
  const all = Object.entries(records).map(([cell, [solved, n]]) => [
    cell,
    { solved, costSum: n, standardRoi: { n, mean: 0, squares: 0 } },
  ]);
  return { id, weights: String(id), records: Object.fromEntries(all) } as unknown as Organelle;
}

describe('a proposal', () => {
  const coder = withRecords(1, { 'code.format/short': [12, 12], 'word.count/short': [2, 8] });
  const counter = withRecords(2, { 'code.format/short': [0, 8], 'word.count/short': [12, 12] });
  const allRounder = withRecords(3, { 'code.format/short': [12, 12], 'word.count/short': [11, 12] });

  it('is for two of whom each has a trade that the other lacks', () => {
    // Shrunk skills: 12 of 16 and 2 of 12 against 0 and 12 of 16.
    expect(promiseOf(coder, counter)).toBeCloseTo(1.5 - (0.75 + 2 / 12), 12);
    expect(tradeOf(coder, counter)).toBe('code.format/short');
    expect(tradeOf(counter, coder)).toBe('word.count/short');
    expect(tradeOf(coder, allRounder)).toBeNull();
    const proposal = proposePair([coder, counter, allRounder], new Set())!;
    expect(proposal.parents.map(({ id }) => id)).toEqual([1, 2]);
    expect(proposal.cells).toEqual(['code.format/short', 'word.count/short']);
  });

  it('is made once', () => {
    expect(proposePair([coder, counter], new Set(['1 2']))).toBeNull();
  });

  it('leaves out cells whose select pool is too small to prove anything', () => {
    const logician = withRecords(4, { 'logic.bool/short': [12, 12] });
    expect(tradeOf(logician, coder)).toBeNull();
  });
});

it('weights follow what each parent solved, shrunk, and sum to the strength', () => {
  expect(evidenceWeights([4, 4], 1.4)).toEqual([0.7, 0.7]);
  const [first, second] = evidenceWeights([8, 0], 1.2);
  expect(first).toBeCloseTo(0.9, 12);
  expect(first + second).toBeCloseTo(1.2, 12);
});

describe('a proof', () => {
  const cells = (['code.format', 'word.count'] as const).map((family) => ({ family, depth: 'short' as const }));
  const adapter = (rank: number): Adapter => ({ rank, scale: 2, weights: new Float32Array(rank) });
  /** Solves a task when `knows` says so for the adapter's rank. */
  const hostWhere = (knows: (rank: number, task: string) => boolean) => ({
    ...tinyHost(),
    decode: async (requests: readonly DecodeRequest[]) =>
      requests.map(({ prompt, adapter: who }) => {
        const text = String.fromCodePoint(...prompt);
        const right = solve(text);
        const said = knows(who!.rank, text) ? (typeof right === 'string' ? right : JSON.stringify(right)) : 'no idea';
        return { tokens: [...said].map((c) => c.codePointAt(0)!), finish: 'eos' as const, promptTokens: prompt.length };
      }),
  });
  const options = { cells, seen: new Set<string>(), alpha: 0.1, maxTasks: 96, batch: 8, maxNewTokens: 64 };
  const keyed = (...key: (string | number)[]) => random('test', ...key);
  const streams = {
    tasks: (look: number) => keyed('assimilation-tasks', look),
    answer: (who: number, task: string) => keyed('assimilation-answer', who, task),
  };

  it('is given by a child that solves what its parent does not', async () => {
    const host = hostWhere((rank) => rank === 2);
    const proof = await prove({ ...options, host, child: adapter(2), parent: adapter(1), random: streams });
    expect(proof.test.verdict).toBe('passed');
    expect(proof.samples.every(({ child, parent }) => child && !parent)).toBe(true);
    expect(new Set(proof.samples.map(({ task }) => task)).size).toBe(proof.samples.length);
    expect(new Set(proof.samples.map(({ cell }) => cell)).size).toBe(2);
    expect(proof.flops).toBeGreaterThan(0);
  });

  it('is not given by a child that is its parent, however long it is tested', async () => {
    const host = hostWhere((_, task) => task.length % 2 === 0);
    const proof = await prove({ ...options, host, child: adapter(1), parent: adapter(1), random: streams });
    expect(proof.test.verdict).not.toBe('passed');
    expect(proof.test.sum).toBe(0);
  });

  it('takes fresh tasks only, equally from every cell', () => {
    const seen = new Set(drawEqually(cells, 5, keyed('a'), new Set()).map(({ id }) => id));
    const fresh = drawEqually(cells, 5, keyed('a'), seen);
    expect(fresh.length).toBe(10);
    expect(fresh.some(({ id }) => seen.has(id))).toBe(false);
    expect(fresh.every(({ pool }) => pool === 'select')).toBe(true);
  });
});

it('in a world is paid for by its parents, whatever comes of it, and a child that passes lives beside them', async () => {
  const config = configSchema.parse({
    population: { founders: 8, capacity: 12, episodes: 64, maxAge: 0 },
    merging: { every: 1, threshold: 0.5, alpha: 0.4 },
    energy: { ticket: 0.05 },
  });
  const { engine } = Engine.begin({ seed: '3', name: 'test', config, host: tinyHost(), lab: 'test' });
  const tests: EventOf<'assimilated'>[] = [];
  for (let i = 0; i < 25; i++) {
    const { record } = await engine.generation();
    for (const event of record.events) {
      if (event.type !== 'assimilated') continue;
      tests.push(event);
      const entries = entriesOf(event, record.generation);
      expect(entries.map(({ kind }) => kind)).toEqual(event.paid.filter((paid) => paid > 0).map(() => 'trial'));
      expect(event.paid[0] + event.paid[1]).toBeLessThanOrEqual(event.cost + 1e-6);
      expect(event.child !== null).toBe(event.verdict === 'passed');
      const born = record.events.find((each) => each.type === 'born' && each.organelle === event.child);
      if (event.child !== null) expect(born).toMatchObject({ operator: 'merge', rank: event.rank });
    }
  }
  const verdicts = new Set(tests.map(({ verdict }) => verdict));
  expect(tests.length).toBeGreaterThan(3);
  expect(verdicts.has('passed')).toBe(true);
  expect(verdicts.size).toBeGreaterThan(1);
});
