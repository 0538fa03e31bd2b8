/** Learning as an act of the world, on a host that is no model: who learns, what it costs, what is remembered, what is dropped. */
import { describe, expect, it } from 'vitest';
import { configSchema, type ConfigInput } from '../../../src/ecology/config/config.ts';
import { Engine } from '../../../src/ecology/engine.ts';
import type { EventOf, GenerationRecord } from '../../../src/ecology/events/events.ts';
import { worldSchema } from '../../../src/ecology/world/world.ts';
import { HostError, type Host, type RowGradient, type Training, type TrainingRow } from '../../../src/host/index.ts';
import { readPools, writePools } from '../../../src/record/store/pools.ts';
import { tinyHost } from '../../support/tiny-host.ts';
import { sumOf } from '../../support/row-gradients.ts';

const SMALL: ConfigInput = {
  population: { founders: 4, capacity: 6, episodes: 24 },
  learning: { rule: 'evolution', learners: 2, trials: 8, youth: 3, threshold: 2, probes: 2 },
};

function begin(config: ConfigInput = SMALL, host: Host = tinyHost()): Engine {
  return Engine.begin({ seed: '1', name: 'test', config: configSchema.parse(config), host, lab: 'test' }).engine;
}

async function run(engine: Engine, generations: number): Promise<GenerationRecord[]> {
  const records: GenerationRecord[] = [];
  for (let i = 0; i < generations; i++) records.push((await engine.generation()).record);
  return records;
}

function lessons(records: readonly GenerationRecord[]): (EventOf<'learned'> & { generation: number })[] {
  return records.flatMap(({ generation, events }) =>
    events.flatMap((event) => (event.type === 'learned' ? [{ ...event, generation }] : [])),
  );
}

/** A tiny host that can be trained: its gradients are what `gradientOf` says. */
function trainable(gradientOf: (row: TrainingRow) => RowGradient): Host {
  const training = {
    trainer: {
      sum: async (rows: readonly TrainingRow[]) => sumOf(rows.map(gradientOf)),
      release: async () => undefined,
    },
    cost: { flops: (tokens: number) => ({ forward: 100 * tokens, backward: 200 * tokens }) },
    answerTokens: (text: string) => [...text].map((letter) => letter.codePointAt(0)!),
  } as unknown as Training;
  const host = tinyHost();
  return { ...host, learning: { ...host.learning, training: async () => training } };
}

describe('learning', () => {
  it('is for the young, at most so many in a generation, those that learnt least first', async () => {
    const engine = begin();
    const records = await run(engine, 8);
    const events = lessons(records);
    expect(events.length).toBeGreaterThan(4);
    for (const { generation } of records)
      expect(events.filter((event) => event.generation === generation).length).toBeLessThanOrEqual(2);
    const bornIn = new Map(
      records.flatMap(({ generation, events: all }) =>
        all.flatMap((event) => (event.type === 'born' ? [[event.organelle, generation] as const] : [])),
      ),
    );
    for (const { organelle, generation } of events)
      expect(generation - (bornIn.get(organelle) ?? 0)).toBeLessThanOrEqual(3);
    // Four founders share two places by turns: nobody has a second lesson before everybody had the first.
    const firstTwo = events.filter(({ generation }) => generation <= 2).map(({ organelle }) => organelle);
    expect(new Set(firstTwo).size).toBe(firstTwo.length);
  });

  it('changes weights, begins a new record, and keeps what was learnt', async () => {
    const engine = begin();
    const events = lessons(await run(engine, 2));
    for (const event of events) {
      expect(event).toMatchObject({ rule: 'evolution', dropped: false, update: 1, trials: 8 });
      expect(event.weights !== event.weightsBefore).toBe(event.changeNorm > 0);
      expect(event.probes.length).toBe(2);
      const organelle = engine.world.organelles.find(({ id }) => id === event.organelle);
      if (!organelle || organelle.updates !== 1) continue;
      expect(organelle.weights).toBe(event.weights);
      expect(engine.memories.get(organelle.memory!)).toMatchObject({ updates: 1, dropped: 0 });
    }
    const changed = events.filter(({ changeNorm }) => changeNorm > 0);
    expect(changed.length).toBeGreaterThan(0);
    const last = changed.filter(({ generation }) => generation === 2).map(({ organelle }) => organelle);
    for (const id of last) expect(engine.world.organelles.find((one) => one.id === id)!.records).toEqual({});
  });

  it('is charged for a share of its computation, and counted under its own name', async () => {
    const [cheap, dear] = await Promise.all(
      [0.05, 0.1].map(
        async (costShare) => (await run(begin({ ...SMALL, learning: { ...SMALL.learning, costShare } }), 1))[0]!,
      ),
    );
    const [one, two] = [lessons([cheap!])[0]!, lessons([dear!])[0]!];
    expect(two.cost).toBeCloseTo(2 * one.cost, 4);
    expect(one.paid).toBe(one.cost);
    const ended = cheap!.events.at(-1) as EventOf<'generation-ended'>;
    const spent = lessons([cheap!]).reduce((sum, { flops }) => sum + flops.trials + flops.training, 0);
    expect(ended.flops['learn']).toBe(spent);
  });

  it('trains on answers of its own where the rule asks for gradients', async () => {
    const host = trainable(({ adapter }) => ({ loss: 1, gradient: adapter.weights.map(() => 0.5) }));
    const events = lessons(await run(begin({ ...SMALL, learning: { ...SMALL.learning, rule: 'backprop' } }, host), 4));
    const trained = events.filter(({ flops }) => flops.training > 0);
    expect(trained.length).toBeGreaterThan(0);
    for (const event of trained) expect(event.loss).not.toBeNull();
  });

  it.each([NaN, Infinity])('drops an update with %s in its gradient, counts it, and the run goes on', async (bad) => {
    const host = trainable(({ adapter }) => ({ loss: 1, gradient: adapter.weights.map(() => bad) }));
    const engine = begin({ ...SMALL, learning: { ...SMALL.learning, rule: 'supervised' } }, host);
    const events = lessons(await run(engine, 3));
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect(event).toMatchObject({ dropped: true, changeNorm: 0, probes: [] });
      expect(event.weights).toBe(event.weightsBefore);
    }
    const learner = engine.world.organelles.find(({ memory }) => memory !== null)!;
    expect(engine.memories.get(learner.memory!)!.dropped).toBe(learner.updates);
    expect(engine.world.generation).toBe(3);
  });

  it.each(['host-too-large', 'operator-without-rule'] as const)(
    'that this host cannot (%s) is told once, and the run goes on',
    async (code) => {
      const refusal = new HostError(code, 'This model is too large to be trained here.', 'Choose another rule.');
      const host = { ...tinyHost(), learning: { ...tinyHost().learning, training: () => Promise.reject(refusal) } };
      const engine = begin({ ...SMALL, learning: { ...SMALL.learning, rule: 'backprop', youth: 0 } }, host);
      const records = await run(engine, 4);
      const told = records.flatMap(({ events }) => events.filter(({ type }) => type === 'learning-refused'));
      expect(told).toEqual([expect.objectContaining({ rule: 'backprop', nextStep: 'Choose another rule.' })]);
      expect(lessons(records)).toEqual([]);
      const { record } = await engine.generation({ tweaks: { 'learning.rule': 'evolution' } });
      expect(lessons([record]).length).toBeGreaterThan(0);
    },
  );

  it('that fails otherwise leaves the world as it was', async () => {
    const engine = begin({ ...SMALL, learning: { ...SMALL.learning, rule: 'hebbian' } });
    const before = engine.world;
    await expect(engine.generation()).rejects.toThrow('no taps');
    expect(engine.world).toBe(before);
  });

  it('goes on from a saved state, memories and all, as if it had never stopped', async () => {
    const host = trainable(({ adapter }) => ({ loss: 1, gradient: adapter.weights.map((weight) => weight - 0.1) }));
    const config: ConfigInput = { ...SMALL, learning: { ...SMALL.learning, rule: 'supervised', youth: 0 } };
    const [straight, halted] = [begin(config, host), begin(config, host)];
    await run(straight, 4);
    await run(halted, 4);
    const blobs = writePools(halted.world, halted, host.sites);
    const world = worldSchema.parse(JSON.parse(JSON.stringify(halted.world)));
    const resumed = Engine.resume({ world, ...readPools(world, blobs, host.sites), host });
    expect([...resumed.memories.values()].some(({ moments }) => moments !== null)).toBe(true);
    const after = await run(resumed, 4);
    expect(after.map(({ events }) => events)).toEqual((await run(straight, 4)).map(({ events }) => events));
    expect(lessons(after).some(({ update }) => update > 1)).toBe(true);
  });

  it('can be switched on, changed and off again while the run goes on', async () => {
    const engine = begin({ ...SMALL, learning: { ...SMALL.learning, rule: 'none' } });
    const quiet = (await engine.generation()).record;
    const loud = (await engine.generation({ tweaks: { 'learning.rule': 'evolution' } })).record;
    const again = (await engine.generation({ tweaks: { 'learning.rule': 'none' } })).record;
    expect([quiet, loud, again].map((record) => lessons([record]).length > 0)).toEqual([false, true, false]);
  });
});
