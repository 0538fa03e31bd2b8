/** A world as a contender: what it spent, who answers, and that a resumed one tells the same. */
import { expect, it } from 'vitest';
import type { ConfigInput } from '../../../src/ecology/config/config.ts';
import { Engine } from '../../../src/ecology/engine.ts';
import type { GenerationRecord } from '../../../src/ecology/events/events.ts';
import { WorldContender } from '../../../src/evaluation/contest/world-contender.ts';
import { begin } from '../../support/worlds.ts';

const OPENING = ['math/short', 'string.sort/short'];

/** A contender with its engine and journal. */
function contend(config: ConfigInput) {
  const { engine, outcome } = begin({ cells: { opening: OPENING }, ...config });
  const records: GenerationRecord[] = [outcome.record];
  const contender = new WorldContender(engine, [outcome.record], (_engine, { record }) => {
    records.push(record);
  });
  return { engine, contender, records };
}

it('counts every purpose but measurement, from the journal', async () => {
  const { contender, records } = contend({ measure: { every: 1, tasks: 8 } });
  await contender.advance();
  await contender.advance();
  const told = records.flatMap(({ events }) =>
    events.flatMap((event) => (event.type === 'generation-ended' ? [event.flops] : [])),
  );
  expect(told.slice(1).map(({ measure }) => measure)).not.toContain(undefined);
  const attempts = told.reduce((sum, { attempt = 0 }) => sum + attempt, 0);
  expect(contender.spent).toEqual({ attempt: attempts });
  expect(attempts).toBeGreaterThan(0);
});

it('tells the same when it goes on from what was kept', async () => {
  const { engine, contender, records } = contend({});
  for (let i = 0; i < 4; i++) await contender.advance();
  const { world, adapters, memories, host } = engine;
  const resumed = new WorldContender(Engine.resume({ world, adapters, memories, host }), records);
  expect(resumed.spent).toEqual(contender.spent);
  expect(resumed.facts()).toEqual(contender.facts());
  expect(resumed.voices()).toEqual(contender.voices());
});

it('charges what was paid for in energy: all of it at the true price, half of it at half the price', async () => {
  const shares = await Promise.all(
    [1, 0.5].map(async (costScale) => {
      const { contender } = contend({ energy: { costScale, ticket: 0.01 } });
      await contender.advance();
      return contender.facts().chargedFlops / contender.spent.attempt!;
    }),
  );
  expect(shares[0]).toBeCloseTo(1, 3);
  expect(shares[1]).toBeCloseTo(0.5, 3);
});

it('names the cells that were open at the start, with what is wanted there and when it changed', async () => {
  const config = { cells: { opening: ['string.sort/short', 'math/short'], openEvery: 1 } };
  const { contender, engine, records } = contend({ ...config, organs: { customsPeriod: 5e-7 } });
  const due: (string | undefined)[] = [];
  const noticed: (string | undefined)[] = [];
  const spent: number[] = [];
  for (let i = 0; i < 8; i++) {
    expect(contender.cells.map(({ family }) => family)).toEqual(['string.sort', 'math']);
    due.push(contender.cells[0]!.custom);
    spent.push(contender.spent.attempt ?? 0);
    await contender.advance();
    noticed.push(engine.world.cells.find(({ family, depth }) => family === 'string.sort' && depth === 'short')!.custom);
  }
  expect(engine.world.cells.filter(({ open }) => open).length).toBeGreaterThan(2);
  expect(noticed).toEqual(due);
  const events = records.slice(2).flatMap(({ events }, i) =>
    events.flatMap((event) => {
      if (event.type !== 'custom-changed' || event.cell !== 'string.sort/short') return [];
      return [{ cell: event.cell, at: spent[i + 1]!, to: event.to }];
    }),
  );
  expect(events.length).toBeGreaterThan(1);
  expect(contender.changes.filter(({ at }) => at <= spent.at(-1)!)).toEqual(events);
});

it('answers, of one that never dies, with its present weights, and apart with its checkpoints', async () => {
  const { contender, engine } = contend({
    population: { founders: 1, survival: 'all', episodes: 40 },
    energy: { founderEnergy: 1000, maxEnergy: 1000 },
  });
  await contender.advance();
  const voices = contender.voices();
  expect(Object.keys(voices)).toEqual(['', 'checkpoints']);
  const [only] = engine.world.organelles;
  for (const voice of Object.values(voices)) expect([...voice.keys()]).toEqual(OPENING);
  expect([...voices['']!.values()]).toEqual(OPENING.map(() => engine.adapters.get(only!.weights)));
});

it('leaves the bare host when it has died out', async () => {
  const { contender } = contend({ energy: { ticket: 20, founderEnergy: 1 }, population: { grace: 1 } });
  expect(contender.ended).toBe(false);
  for (let i = 0; i < 3; i++) await contender.advance();
  expect(contender.ended).toBe(true);
  expect(contender.voices()).toEqual({ '': new Map(OPENING.map((cell) => [cell, null])) });
});

it('stops at an abort, and is then where it was', async () => {
  const { contender, records } = contend({});
  await expect(contender.advance({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  expect(contender.spent).toEqual({});
  expect(records).toHaveLength(1);
});
