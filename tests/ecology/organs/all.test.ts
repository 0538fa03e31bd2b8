/** All organs at once: books, journals, replay and resumption hold as in a plain world; off, nothing is told or computed. */
import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/ecology/engine.ts';
import { entriesOf } from '../../../src/ecology/events/entries.ts';
import { eventSchema } from '../../../src/ecology/events/events.ts';
import { worldSchema } from '../../../src/ecology/world/world.ts';
import { accountOf, Ledger } from '../../../src/economy/ledger.ts';
import { statementOf } from '../../../src/record/fold/statement.ts';
import { tinyHost } from '../../support/tiny-host.ts';
import { ALL_ORGANS, allOf, foldAll, live, ofType } from '../../support/worlds.ts';

const CONFIG = { organs: ALL_ORGANS, cells: { mastery: 0.4 }, energy: { ticket: 0.1, costScale: 0.3 } };

describe('a world with every organ', () => {
  it('sees each of them fire within twenty generations', async () => {
    const { records } = await live(CONFIG, 20);
    const { mechanisms } = foldAll(records);
    for (const organ of ['winter', 'catastrophe', 'teams', 'memory', 'recurrence', 'feedback', 'canaries'] as const)
      expect(mechanisms[organ]?.fired ?? 0, organ).toBeGreaterThan(0);
  });

  it('keeps its books to the last unit, live, by the journal and in the fold', async () => {
    const { engine, records } = await live(CONFIG, 20);
    const ledger = new Ledger();
    for (const { generation, events } of records)
      for (const event of events) for (const entry of entriesOf(event, generation)) ledger.post(entry);
    const view = foldAll(records);
    expect(ledger.total()).toBe(0);
    expect(view.environmentEnergy).toBe(engine.world.balances.environment);
    expect(view.dissipatedEnergy).toBe(engine.world.balances.dissipated);
    for (const { id } of engine.world.organelles) {
      const balance = engine.world.balances[accountOf(id)] ?? 0;
      expect(ledger.balance(accountOf(id))).toBe(balance);
      expect(view.organelles.get(id)!.energy).toBe(balance);
      expect(statementOf(id, records).at(-1)?.balanceEnergy).toBe(balance);
    }
  });

  it('has a fold whose cells are those that are open', async () => {
    const { engine, records } = await live(CONFIG, 20);
    const view = foldAll(records);
    const open = engine.world.cells.filter((cell) => cell.open);
    expect(new Set(view.cells.keys())).toEqual(new Set(open.map(({ family, depth }) => `${family}/${depth}`)));
    for (const { family, depth, priceEnergy, attempts, solved } of open)
      expect(view.cells.get(`${family}/${depth}`)).toMatchObject({ priceEnergy, attempts, solved });
    for (const id of view.closedCells.keys()) expect(view.cells.has(id)).toBe(false);
  });

  it('writes events and a state that an import accepts, and goes on from them as if it had never stopped', async () => {
    const { engine, records } = await live(CONFIG, 12);
    for (const { events } of records)
      for (const event of events) expect(eventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
    const world = worldSchema.parse(JSON.parse(JSON.stringify(engine.world)));
    const { adapters, memories } = engine;
    const parts = { world, adapters: new Map(adapters), memories: new Map(memories), host: tinyHost() };
    const resumed = Engine.resume(parts);
    for (let i = 0; i < 6; i++)
      expect((await resumed.generation()).record.events).toEqual((await engine.generation()).record.events);
  });

  it('streams the first answers and those that count', async () => {
    const { engine } = await live({ organs: { recurrence: 'on' } }, 1);
    const told: string[] = [];
    const { record } = await engine.generation({ onStream: (texts) => told.push(...texts.map(({ text }) => text)) });
    const episodes = ofType(record.events, 'episode');
    expect(told).toEqual([...episodes.map(({ draft }) => draft!.answer), ...episodes.map(({ answer }) => answer)]);
    expect(record.telemetry!.newTokens).toBe(episodes.reduce((sum, { newTokens }) => sum + newTokens, 0));
  });
});

describe('a world without organs', () => {
  it('decodes once a generation and tells of none', async () => {
    let decoded = 0;
    const { records } = await live({}, 6, {
      beforeDecode: () => {
        decoded += 1;
      },
    });
    expect(decoded).toBe(6);
    for (const episode of allOf(records, 'episode'))
      for (const organ of ['draft', 'team', 'examples']) expect(episode).not.toHaveProperty(organ);
    for (const climate of allOf(records, 'climate')) expect(climate).not.toHaveProperty('winterYield');
    const everybodyHas = ['splits', 'controller', 'foraging'];
    expect(Object.keys(foldAll(records).mechanisms).filter((name) => !everybodyHas.includes(name))).toEqual([]);
  });

  it('loads from a state that knows nothing of them', async () => {
    const { engine } = await live({}, 2);
    const { mastered: _, organelles, ...rest } = structuredClone(engine.world);
    const old = { ...rest, organelles: organelles.map(({ examples: _e, thumbs: _t, ...organelle }) => organelle) };
    expect(worldSchema.parse(old)).toEqual(engine.world);
  });
});
