/** Worlds with novelty, immigrants, changes of rank and meta-evolution, and the controls of survival, on the host that is no model. */
import { describe, expect, it } from 'vitest';
import { accountOf, Ledger } from '../../src/economy/ledger.ts';
import { configSchema, type ConfigInput } from '../../src/ecology/config/config.ts';
import { Engine, type GenerationOptions } from '../../src/ecology/engine.ts';
import { entriesOf } from '../../src/ecology/events/entries.ts';
import { eventSchema, type EventOf, type EventType, type GenerationRecord } from '../../src/ecology/events/events.ts';
import { hashWorld, worldSchema } from '../../src/ecology/world/world.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import type { View } from '../../src/record/fold/view.ts';
import { tinyHost } from '../support/tiny-host.ts';

const EVOLVING: ConfigInput = {
  population: { founders: 5, capacity: 8, episodes: 32, maxAge: 12 },
  heredity: { rank: 2, maxRank: 4, birthEnergy: 8, novelty: 2 },
  archive: { minEpisodes: 3, immigrantsEvery: 3 },
  morphogenesis: { every: 2, saturation: 0.6, idle: 0.3 },
  meta: { window: 2, turns: 2, tasks: 12 },
  measure: { every: 0 },
};

function begin(config: ConfigInput, seed = '1') {
  const parsed = configSchema.parse(config);
  const { engine, outcome } = Engine.begin({ seed, name: 'test', config: parsed, host: tinyHost(), lab: 'test' });
  return { engine, records: [outcome.record] };
}

async function live(config: ConfigInput, generations: number, options: GenerationOptions = {}) {
  const run = begin(config);
  for (let i = 0; i < generations; i++) run.records.push((await run.engine.generation(options)).record);
  return run;
}

const ofType = <Type extends EventType>(records: readonly GenerationRecord[], type: Type) =>
  records.flatMap(({ events }) => events.filter((event): event is EventOf<Type> => event.type === type));
const foldAll = (records: readonly GenerationRecord[]) =>
  records.reduce<View | null>((view, record) => foldRecord(view, record), null)!;

/** Replay equals live: what the journal alone makes of the run is what the world is. */
function expectReplay({ engine, records }: { engine: Engine; records: GenerationRecord[] }): View {
  const view = foldAll(records);
  const { world } = engine;
  expect(view.config).toEqual(world.config);
  const told = view.living.map((id) => view.organelles.get(id)!);
  const essence = ({ id, weights, rank, lineage, depth }: Record<string, unknown>) => ({
    id,
    weights,
    rank,
    lineage,
    depth,
  });
  expect(told.map((each) => essence({ ...each }))).toEqual(world.organelles.map((each) => essence({ ...each })));
  for (const { id, energy } of told) expect(energy).toBe(world.balances[accountOf(id)] ?? 0);
  expect(view.environmentEnergy).toBe(world.balances.environment);
  expect(view.dissipatedEnergy).toBe(world.balances.dissipated);
  return view;
}

describe('a world that evolves in every way', () => {
  it('conserves energy, writes what an import accepts, and replays as it lived; every mechanism fires', async () => {
    const run = await live(EVOLVING, 40);
    const ledger = new Ledger();
    for (const { generation, events } of run.records)
      for (const event of events) {
        expect(eventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
        for (const entry of entriesOf(event, generation)) ledger.post(entry);
        expect(ledger.total()).toBe(0);
      }
    const { mechanisms, metaTrials } = expectReplay(run);
    for (const name of [
      'splits',
      'novelty',
      'immigrants',
      'growth',
      'pruning',
      'controller',
      'foraging',
      'metaTrials',
    ] as const)
      expect(mechanisms[name]?.fired, name).toBeGreaterThan(0);
    expect(mechanisms.controller!.fired + mechanisms.foraging!.fired).toBe(ofType(run.records, 'episode').length);
    expect(mechanisms.immigrants!.worth.n).toBeGreaterThan(0);
    expect(metaTrials[0]!.windows).toHaveLength(4);
  });

  it('goes on from a saved state, in the middle of a trial, as if it had never stopped', async () => {
    const straight = await live(EVOLVING, 20);
    const halted = await live(EVOLVING, 8);
    expect(halted.engine.world.meta).not.toBeNull();
    const world = worldSchema.parse(JSON.parse(JSON.stringify(halted.engine.world)));
    const { adapters, memories } = halted.engine;
    const resumed = Engine.resume({
      world,
      adapters: new Map(adapters),
      memories: new Map(memories),
      host: tinyHost(),
    });
    for (let i = 8; i < 20; i++) halted.records.push((await resumed.generation()).record);
    expect(halted.records).toEqual(straight.records);
    expect(hashWorld(resumed.world)).toBe(hashWorld(straight.engine.world));
  });

  it('brings back elites with their weights, their line and a founder’s energy', async () => {
    const { records } = await live(EVOLVING, 40);
    const elites = ofType(records, 'elite');
    for (const born of ofType(records, 'born').filter(({ operator }) => operator === 'immigrant')) {
      const elite = elites.find(({ weights }) => weights === born.weights)!;
      expect(born).toMatchObject({ parents: [], energy: 10, lineage: elite.lineage, depth: elite.lineDepth });
    }
  });

  it('changes ranks within bounds, and only says so when it did', async () => {
    const { records } = await live(EVOLVING, 40);
    for (const { why, from, to, error } of ofType(records, 'morphed')) {
      expect(to).toBeLessThanOrEqual(4);
      if (why === 'saturated') expect([to - from, error]).toEqual([1, 0]);
      else {
        expect(to).toBeLessThan(from);
        expect(error).toBeLessThan(0.3);
      }
    }
  });
});

describe('a trial of parameters', () => {
  it('ends with the winner’s values in force', async () => {
    const run = await live(EVOLVING, 40);
    const { metaTrials } = foldAll(run.records);
    for (const { end, challenger, incumbent } of metaTrials)
      if (end) expect(end.values).toEqual(end.verdict === 'accepted' ? challenger : incumbent);
    for (const { accuracy, solved, n, energySpent, score } of ofType(run.records, 'meta-window')) {
      expect(accuracy).toBe(solved / n);
      expect(score).toBe(solved / energySpent);
    }
  });

  it('is interrupted by a hand on a dial that is under test, whose value stays', async () => {
    const run = await live(EVOLVING, 4);
    const { incumbent } = run.engine.world.meta!;
    run.records.push((await run.engine.generation({ tweaks: { 'prices.base': 3.75 } })).record);
    const judged = ofType(run.records.slice(-1), 'meta-judged');
    expect(judged).toMatchObject([{ verdict: 'interrupted', values: { ...incumbent, 'prices.base': 3.75 } }]);
    expect(run.engine.world.meta).toBeNull();
    expect(run.engine.world.config.prices.base).toBe(3.75);
    expectReplay(run);
  });

  it('is not disturbed by other dials, and ends with the incumbent when it is switched off', async () => {
    const run = await live(EVOLVING, 3);
    const { incumbent } = run.engine.world.meta!;
    run.records.push((await run.engine.generation({ tweaks: { 'cells.curiosity': 1 } })).record);
    expect(run.engine.world.meta).not.toBeNull();
    run.records.push((await run.engine.generation({ tweaks: { 'meta.window': 0 } })).record);
    expect(ofType(run.records, 'meta-judged')).toMatchObject([{ verdict: 'interrupted', values: incumbent }]);
    run.records.push((await run.engine.generation()).record);
    expect(run.engine.world.meta).toBeNull();
    expectReplay(run);
  });
});

describe('survival', () => {
  const poor: ConfigInput = { energy: { ticket: 3 }, measure: { every: 0 } };

  it('by lot has the same births in every generation, and nobody goes bankrupt', async () => {
    const people = { founders: 6, capacity: 8, episodes: 20, survival: 'random', maxAge: 0 } as const;
    const run = await live({ ...poor, population: people, heredity: { birthsPerGeneration: 2 } }, 15);
    for (const { generation, events } of run.records.slice(1)) {
      const births = events.filter(({ type }) => type === 'born').length;
      expect(births, `generation ${generation}`).toBeGreaterThanOrEqual(1);
      expect(births).toBeLessThanOrEqual(2);
    }
    expect(new Set(ofType(run.records, 'retired').map(({ why }) => why))).toEqual(new Set(['displaced']));
    expect(ofType(run.records, 'strike').length).toBeGreaterThan(0);
    expect(run.engine.world.organelles).toHaveLength(8);
    expectReplay(run);
  });

  it('of everybody has neither births nor deaths', async () => {
    const people = { founders: 4, capacity: 6, episodes: 20, survival: 'all', maxAge: 3, grace: 1 } as const;
    const run = await live({ ...poor, population: people, archive: { minEpisodes: 2, immigrantsEvery: 1 } }, 12);
    expect(ofType(run.records, 'strike').length).toBeGreaterThan(0);
    expect(ofType(run.records, 'retired')).toEqual([]);
    expect(ofType(run.records, 'born')).toHaveLength(4);
    expectReplay(run);
  });
});

/** Niches whose custom changes every other generation or so, learnt by a rule that needs no gradients on a host that is no model. */
const COLONY: ConfigInput = {
  population: { survival: 'niche', founders: 2, capacity: 8, maxAge: 0 },
  energy: { founderEnergy: 60, maxEnergy: 1000 },
  heredity: { birthEnergy: 40 },
  cells: { opening: ['list.sort/short', 'string.sort/short', 'string.reverse/short', 'math/short'] },
  niches: { group: 2, stubborn: 0.5 },
  organs: { customsPeriod: 2e-6 },
  measure: { every: 0 },
};

describe('a world in which survival is by niche', () => {
  it('conserves energy, is accepted by an import, and replays as it lived, whoever takes which niche', async () => {
    const run = await live(COLONY, 60);
    const view = expectReplay(run);
    for (const { events } of run.records) for (const event of events) expect(eventSchema.parse(event)).toEqual(event);
    expect(worldSchema.parse(run.engine.world)).toEqual(run.engine.world);
    expect(ofType(run.records, 'niche-taken').filter(({ how }) => how !== 'founder').length).toBeGreaterThan(2);
    expect(ofType(run.records, 'auditioned').length).toBeGreaterThan(2);
    const { niches, organelles } = run.engine.world;
    for (const { holder } of niches!) expect(organelles.map(({ id }) => id)).toContain(holder);
    // Whoever lives holds a niche.
    expect(new Set(niches!.map(({ holder }) => holder)).size).toBe(organelles.length);
    expect(view.living.length).toBe(organelles.length);
    const again = await live(COLONY, 60);
    expect(hashWorld(again.engine.world)).toBe(hashWorld(run.engine.world));
  });

  it('refuses what cannot be there', () => {
    const faults = (config: ConfigInput) => configSchema.safeParse({ ...COLONY, ...config }).error?.issues ?? [];
    expect(faults({ merging: { every: 2 } })).toMatchObject([{ path: ['merging', 'every'] }]);
    expect(faults({ archive: { immigrantsEvery: 2 } })).toMatchObject([{ path: ['archive', 'immigrantsEvery'] }]);
  });
});
