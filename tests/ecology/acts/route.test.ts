/** The bandit as the portfolio's router: it learns on select tasks, free of charge, and is part of the world's state. */
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { Engine } from '../../../src/ecology/engine.ts';
import { eventSchema, type GenerationRecord } from '../../../src/ecology/events/events.ts';
import { hashWorld, worldSchema } from '../../../src/ecology/world/world.ts';
import { foldRecord } from '../../../src/record/fold/fold.ts';
import type { View } from '../../../src/record/fold/view.ts';
import { tinyHost } from '../../support/tiny-host.ts';

type Router = 'single' | 'family' | 'cell' | 'bandit';

async function live(router: Router, generations: number) {
  const config = configSchema.parse({ archive: { minEpisodes: 2 }, measure: { every: 3, tasks: 8, router } });
  const { engine, outcome } = Engine.begin({ seed: '1', name: 'test', config, host: tinyHost(), lab: 'test' });
  const records = [outcome.record];
  for (let i = 0; i < generations; i++) records.push((await engine.generation()).record);
  return { engine, records };
}

const eventsOf = (records: readonly GenerationRecord[]) => records.flatMap(({ events }) => events);
const living = (records: readonly GenerationRecord[]) =>
  eventsOf(records).filter(({ type }) => !['run-started', 'routed', 'measured', 'generation-ended'].includes(type));

describe('the bandit', () => {
  it('chooses, is rewarded, and is counted; it holds no weights that the archive has dropped', async () => {
    const { engine, records } = await live('bandit', 12);
    const routed = eventsOf(records).filter((event) => event.type === 'routed');
    expect(routed.length).toBeGreaterThan(5);
    for (const event of routed) {
      expect(eventSchema.parse(event)).toEqual(event);
      expect(event.n).toBe(8);
    }
    const view = records.reduce<View | null>(foldRecord, null)!;
    expect(view.mechanisms.bandit).toMatchObject({ fired: routed.length, worth: { n: 8 * routed.length } });
    const elites = new Set(engine.world.archive.entries.map(({ weights }) => weights));
    const arms = Object.keys(engine.world.bandit!.state.arms);
    expect(arms.length).toBeGreaterThan(0);
    expect(arms.filter((weights) => !elites.has(weights))).toEqual([]);
  });

  it('goes on from a saved state as if it had never stopped', async () => {
    const straight = await live('bandit', 10);
    const halted = await live('bandit', 6);
    const world = worldSchema.parse(JSON.parse(JSON.stringify(halted.engine.world)));
    const { adapters, memories } = halted.engine;
    const parts = { adapters: new Map(adapters), memories: new Map(memories), host: tinyHost() };
    const resumed = Engine.resume({ world, ...parts });
    for (let i = 6; i < 10; i++) halted.records.push((await resumed.generation()).record);
    expect(halted.records).toEqual(straight.records);
    expect(hashWorld(resumed.world)).toBe(hashWorld(straight.engine.world));
  });

  it('and the other routers leave the life of the world alone', async () => {
    const byCell = await live('cell', 8);
    for (const router of ['single', 'family', 'bandit'] as const) {
      const other = await live(router, 8);
      expect(living(other.records)).toEqual(living(byCell.records));
      if (router !== 'bandit') expect(other.engine.world.bandit).toBeNull();
    }
  });
});

it('a single router makes the portfolio the best elite', async () => {
  const { records } = await live('single', 9);
  const measured = eventsOf(records).filter((event) => event.type === 'measured');
  for (const event of measured) expect(event.portfolio).toEqual(event.elite);
});
