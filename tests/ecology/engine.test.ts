/** The engine on a host that is no model: what must hold in any world, whatever the weights do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/base/hash.ts';
import { accountOf, Ledger } from '../../src/economy/ledger.ts';
import { configSchema, type ConfigInput } from '../../src/ecology/config/config.ts';
import { Engine, type GenerationOptions } from '../../src/ecology/engine.ts';
import { entriesOf } from '../../src/ecology/events/entries.ts';
import type { Event, EventOf, EventType, GenerationRecord } from '../../src/ecology/events/events.ts';
import { eventSchema } from '../../src/ecology/events/events.ts';
import { hashWorld, worldSchema } from '../../src/ecology/world/world.ts';
import { tinyHost, type TinyHostOptions } from '../support/tiny-host.ts';

function begin(config: ConfigInput = {}, seed = '1', host: TinyHostOptions = {}) {
  return Engine.begin({ seed, name: 'test', config: configSchema.parse(config), host: tinyHost(host), lab: 'test' });
}

async function run(engine: Engine, generations: number, options: GenerationOptions = {}): Promise<GenerationRecord[]> {
  const records: GenerationRecord[] = [];
  for (let i = 0; i < generations; i++) records.push((await engine.generation(options)).record);
  return records;
}

/** A run in which somebody has a thumb on the first two answers of every generation. */
async function runWithThumbs(engine: Engine, generations: number): Promise<GenerationRecord[]> {
  const records: GenerationRecord[] = [];
  for (let i = 0; i < generations; i++) {
    const { generation = 0, events = [] } = records.at(-1) ?? {};
    const [first, second] = ofType(events, 'episode').map((event) => ({ ...event, generation }));
    const thumbs = [first && { ...first, thumb: 'up' as const }, second && { ...second, thumb: 'down' as const }];
    records.push((await engine.generation({ thumbs: thumbs.filter((thumb) => thumb !== undefined) })).record);
  }
  return records;
}

const ofType = <Type extends EventType>(events: readonly Event[], type: Type) =>
  events.filter((event): event is EventOf<Type> => event.type === type);

/** Small worlds that are rich or poor, crowded or empty, patient or not. */
const worlds = fc.record({
  population: fc.record({
    founders: fc.integer({ min: 1, max: 6 }),
    capacity: fc.integer({ min: 6, max: 9 }),
    episodes: fc.integer({ min: 9, max: 30 }),
    grace: fc.integer({ min: 1, max: 4 }),
    maxAge: fc.integer({ min: 0, max: 12 }),
  }),
  energy: fc.record({
    ticket: fc.double({ min: 0.01, max: 3, noNaN: true }),
    crowding: fc.double({ min: 0, max: 3, noNaN: true }),
    costScale: fc.double({ min: 0, max: 4, noNaN: true }),
    founderEnergy: fc.double({ min: 0, max: 20, noNaN: true }),
    maxEnergy: fc.double({ min: 1, max: 30, noNaN: true }),
  }),
  heredity: fc.record({ birthEnergy: fc.double({ min: 0.5, max: 15, noNaN: true }) }),
  attempts: fc.record({ partialCredit: fc.double({ min: 0, max: 1, noNaN: true }) }),
  measure: fc.constant({ every: 4, tasks: 8 }),
  archive: fc.constant({ minEpisodes: 2 }),
  cells: fc.constant({ mastery: 0.4 }),
  learning: fc.constantFrom({}, { rule: 'evolution' as const, trials: 4, learners: 2, threshold: 0, costShare: 1 }),
  merging: fc.constantFrom({}, { every: 1, threshold: 0, alpha: 0.4, costShare: 1 }),
  organs: fc.record({
    winterEvery: fc.integer({ min: 0, max: 4 }),
    winterLength: fc.constant(2),
    winterYield: fc.double({ min: 0, max: 1, noNaN: true }),
    catastropheEvery: fc.integer({ min: 0, max: 4 }),
    teams: fc.constantFrom(0, 0.5, 1),
    memory: fc.integer({ min: 0, max: 4 }),
    recurrence: fc.constantFrom('off', 'on'),
    feedbackEnergy: fc.double({ min: 0, max: 30, noNaN: true }),
    canariesEvery: fc.integer({ min: 0, max: 3 }),
  }),
});

describe('energy', () => {
  it('is conserved, and every balance is explained by the journal alone', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.string(), async (config, seed) => {
        const { engine, outcome } = begin(config, seed);
        const records = [outcome.record, ...(await runWithThumbs(engine, 8))];
        const ledger = new Ledger();
        for (const { generation, events } of records)
          for (const event of events)
            for (const entry of entriesOf(event, generation)) {
              ledger.post(entry);
              expect(ledger.total()).toBe(0);
            }
        const { world } = engine;
        for (const { id } of world.organelles) {
          expect(ledger.balance(accountOf(id))).toBe(world.balances[accountOf(id)] ?? 0);
          expect(ledger.balance(accountOf(id))).toBeGreaterThanOrEqual(0);
          expect(ledger.balance(accountOf(id))).toBeLessThanOrEqual(Math.max(config.energy.maxEnergy, 20) + 1e-6);
        }
        expect(ledger.balance('environment')).toBe(world.balances.environment);
        expect(ledger.balance('dissipated')).toBe(world.balances.dissipated);
      }),
      { numRuns: 25 },
    );
  });

  it('leaves nothing with the dead', async () => {
    const { engine } = begin({ energy: { ticket: 4 }, population: { grace: 1 } });
    const [first] = await run(engine, 8);
    expect(first!.generation).toBe(1);
    const living = new Set(engine.world.organelles.map(({ id }) => accountOf(id)));
    const accounts = Object.keys(engine.world.balances).filter((account) => account.startsWith('organelle:'));
    expect(accounts.filter((account) => !living.has(account))).toEqual([]);
  });
});

describe('a generation', () => {
  it('keeps the order of the world', async () => {
    const { engine } = begin({
      heredity: { birthEnergy: 4 },
      measure: { every: 1, tasks: 8 },
      archive: { minEpisodes: 2 },
    });
    const order: EventType[] = ['climate', 'ticket-paid', 'episode', 'elite', 'born', 'measured', 'generation-ended'];
    for (const { events } of await run(engine, 6)) {
      const firsts = order.map((type) => events.findIndex((event) => event.type === type)).filter((at) => at >= 0);
      expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
      expect(events.at(-1)!.type).toBe('generation-ended');
    }
  });

  it('gives everybody at least one attempt, under the cap, from the train pool', async () => {
    const { engine } = begin();
    for (const { events } of await run(engine, 5)) {
      const alive = new Set([...ofType(events, 'ticket-paid'), ...ofType(events, 'strike')].map((e) => e.organelle));
      for (const { organelle } of ofType(events, 'retired').filter(({ why }) => why === 'bankrupt'))
        alive.delete(organelle);
      const episodes = ofType(events, 'episode');
      expect(new Set(episodes.map(({ organelle }) => organelle))).toEqual(alive);
      expect(episodes.length).toBeLessThanOrEqual(64);
    }
  });

  it('writes only events that an import would accept, and a state that it would', async () => {
    const { engine, outcome } = begin({ measure: { every: 3, tasks: 8 } });
    for (const { events } of [outcome.record, ...(await run(engine, 7))])
      for (const event of events) expect(eventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
    expect(worldSchema.parse(JSON.parse(JSON.stringify(engine.world)))).toEqual(engine.world);
  });

  it('never exceeds the capacity, and displaces only those who hold less than the newborn brings', async () => {
    const { engine } = begin({ population: { founders: 6, capacity: 6, episodes: 40 }, heredity: { birthEnergy: 6 } });
    let displaced = 0;
    for (const { events } of await run(engine, 30)) {
      expect(engine.world.organelles.length).toBeLessThanOrEqual(6);
      events.forEach((event, at) => {
        if (event.type !== 'retired' || event.why !== 'displaced') return;
        const birth = events[at + 1] as EventOf<'born'>;
        expect(birth.type).toBe('born');
        expect(event.estate).toBeLessThan(birth.energy);
        displaced += 1;
      });
    }
    expect(displaced).toBeGreaterThan(0);
  });

  it('retires who cannot pay after the days of grace, and lets who earns again live on', async () => {
    const { engine } = begin({ energy: { ticket: 1, founderEnergy: 1.2 }, population: { grace: 2 } });
    const records = await run(engine, 12);
    const strikes = new Map<number, number>();
    let recovered = 0;
    for (const { events } of records)
      for (const event of events) {
        if (event.type === 'strike') {
          expect(event.strikes).toBe((strikes.get(event.organelle) ?? 0) + 1);
          strikes.set(event.organelle, event.strikes);
        } else if (event.type === 'ticket-paid') {
          if (strikes.get(event.organelle)) recovered += 1;
          strikes.set(event.organelle, 0);
        } else if (event.type === 'retired' && event.why === 'bankrupt') {
          expect(strikes.get(event.organelle)).toBe(2);
        }
      }
    expect(recovered).toBeGreaterThan(0);
    expect(records.flatMap(({ events }) => ofType(events, 'retired')).length).toBeGreaterThan(0);
  });

  it('changes nothing at all when it fails or is stopped, and can then be made again', async () => {
    let failing = false;
    const { engine } = begin({}, '1', {
      beforeDecode: () => {
        if (failing) throw new Error('the device is gone');
      },
    });
    const twin = begin().engine;
    await run(engine, 2);
    await run(twin, 2);
    const before = canonicalJson(engine.world);
    failing = true;
    await expect(engine.generation()).rejects.toThrow('the device is gone');
    expect(canonicalJson(engine.world)).toBe(before);
    failing = false;
    const stopped = new AbortController();
    stopped.abort();
    await expect(engine.generation({ signal: stopped.signal })).rejects.toThrow();
    expect(canonicalJson(engine.world)).toBe(before);
    expect((await run(engine, 1))[0]!.events).toEqual((await run(twin, 1))[0]!.events);
  });
});

describe('determinism', () => {
  it('makes the same events from the same seed, and others from another', async () => {
    const [one, two, other] = [begin({}, 'a'), begin({}, 'a'), begin({}, 'b')];
    const events = async ({ engine, outcome }: ReturnType<typeof begin>) =>
      [outcome.record, ...(await run(engine, 10))].map(({ events }) => events);
    const [first, second, third] = [await events(one), await events(two), await events(other)];
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
  });

  it('goes on from a saved state as if it had never stopped', async () => {
    const straight = begin().engine;
    const halted = begin().engine;
    await run(straight, 10);
    await run(halted, 10);
    const world = worldSchema.parse(JSON.parse(JSON.stringify(halted.world)));
    const resumed = Engine.resume({
      world,
      adapters: new Map(halted.adapters),
      memories: new Map(halted.memories),
      host: tinyHost(),
    });
    expect((await run(resumed, 10)).map(({ events }) => events)).toEqual(
      (await run(straight, 10)).map(({ events }) => events),
    );
    expect(hashWorld(resumed.world)).toBe(hashWorld(straight.world));
  });

  it('is not touched by measuring', async () => {
    const quiet = begin({ measure: { every: 0, tasks: 8 } }).engine;
    const asked = begin({ measure: { every: 0, tasks: 8 } }).engine;
    for (let i = 0; i < 6; i++) {
      await asked.evaluate({ tasks: 12 });
      const [one, two] = [(await run(quiet, 1))[0]!, (await run(asked, 1))[0]!];
      expect(two.events).toEqual(one.events);
    }
  });

  it('refuses to resume without the weights, and to change its host', () => {
    const { engine } = begin();
    expect(() =>
      Engine.resume({ world: engine.world, adapters: new Map(), memories: new Map(), host: tinyHost() }),
    ).toThrow(RangeError);
    expect(() => engine.replaceHost(tinyHost({ letter: 'b' }))).toThrow(RangeError);
  });
});

describe('a tweak', () => {
  it('is in force from its generation on, and is an event', async () => {
    const { engine } = begin();
    await run(engine, 1);
    const { record } = await engine.generation({ tweaks: { 'energy.ticket': 1.5 } });
    expect(record.events[0]).toEqual({ type: 'tweaked', path: 'energy.ticket', from: 0.3, to: 1.5 });
    const [paid] = ofType(record.events, 'ticket-paid');
    expect(paid!.energy).toBeGreaterThan(1.5);
    expect(engine.world.config.energy.ticket).toBe(1.5);
  });

  it('that cannot be leaves the world as it was', async () => {
    const { engine } = begin();
    const before = canonicalJson(engine.world);
    await expect(engine.generation({ tweaks: { 'energy.ticket': -1 } })).rejects.toMatchObject({
      code: 'parameter-impossible',
    });
    await expect(engine.generation({ tweaks: { 'heredity.rank': 8 } })).rejects.toMatchObject({
      code: 'parameter-fixed',
    });
    await expect(engine.generation({ tweaks: { 'energy.luck': 8 } })).rejects.toMatchObject({
      code: 'parameter-unknown',
    });
    expect(canonicalJson(engine.world)).toBe(before);
  });
});
