/** Forks: without a change the same run, with one another, and either way a whole run of its own that replays to its hash. */
import { describe, expect, it } from 'vitest';
import { founderAdapter } from '../../../src/organelles/heredity.ts';
import { random } from '../../../src/base/random.ts';
import type { ForkChanges } from '../../../src/ecology/world/fork.ts';
import { hashWorld } from '../../../src/ecology/world/world.ts';
import type { ConfigInput } from '../../../src/ecology/config/config.ts';
import { exportRun } from '../../../src/record/file/evolora-file.ts';
import { engineAt, stateHashOf } from '../../../src/record/past/relive.ts';
import { writePools } from '../../../src/record/store/pools.ts';
import { beginPast, forkAt, liveTo, pastOf, type PastRun } from '../../support/forks.ts';
import { importRun } from '../../support/import-run.ts';
import { tinyHost, TINY_SITES } from '../../support/tiny-host.ts';
import { ALL_ORGANS, allOf, foldAll, thumbsOn } from '../../support/worlds.ts';

const hashes = ({ records }: PastRun) => records.map(stateHashOf);

/** What its file holds, read as from anybody: its journal must fold to its state to the last unit of energy. */
function carried({ engine, records }: PastRun) {
  const { world, host } = engine;
  const blobs = writePools(world, engine, host.sites);
  return importRun(exportRun({ summary: { name: 'carried' }, world, blobs, records }), host);
}

const adapter = () => founderAdapter(TINY_SITES, 2, 0.5, random('brought'));

describe('a fork without a change', () => {
  it('lives to the same state, whatever was kept and lived again in between', async () => {
    const run = await liveTo(await beginPast({ organs: ALL_ORGANS }), 11, (last) => ({
      thumbs: thumbsOn(last),
      ...(last.generation === 4 && { tweaks: { 'energy.ticket': 0.35 } }),
    }));
    for (const at of [0, 5, 8, 10, 11]) {
      const fork = await forkAt(run, at);
      expect(stateHashOf(fork.records[at]!)).toBe(stateHashOf(run.records[at]!));
      await liveTo(fork, 11, (last) => ({
        thumbs: thumbsOn(last),
        ...(last.generation === 4 && { tweaks: { 'energy.ticket': 0.35 } }),
      }));
      expect(hashes(fork)).toEqual(hashes(run));
      expect(fork.created.summary.parent).toEqual({ run: 'one', name: 'forked', generation: at });
      expect(foldAll(fork.records).run.parent).toMatchObject({ run: 'one', generation: at, backend: 'wasm' });
    }
  });
});

const CHANGES: [name: string, changes: (ids: number[]) => ForkChanges, types: string[]][] = [
  ['a dial turned', () => ({ tweaks: { 'energy.ticket': 0.9 } }), ['tweaked']],
  ['one removed', ([first]) => ({ remove: [first!] }), ['retired']],
  ['one cloned', ([first]) => ({ remove: [first!], clone: [first! + 1] }), ['retired', 'born']],
  ['one frozen', ([first]) => ({ freeze: [first!] }), ['frozen']],
  ['one brought in', ([first]) => ({ remove: [first!], bring: [{ adapter: adapter() }] }), ['retired', 'born']],
];

describe.each(CHANGES)('a fork with %s', (_, changesFor, types) => {
  it('is another run, which replays to its own state and is believed by itself', async () => {
    const run = await liveTo(await beginPast(), 9);
    const living = (await engineAt(await pastOf(run), 6)).world.organelles.map(({ id }) => id);
    const fork = await forkAt(run, 6, changesFor(living));
    const page = fork.records[6]!.events;
    expect(page.slice(run.records[6]!.events.length).map(({ type }) => type)).toEqual([...types, 'forked']);
    await liveTo(fork, 9);
    expect(hashes(fork).slice(0, 6)).toEqual(hashes(run).slice(0, 6));
    expect(hashes(fork)[6]).not.toBe(hashes(run)[6]);
    expect(hashes(fork)[9]).not.toBe(hashes(run)[9]);
    const file = await carried(fork);
    expect(hashWorld(file.world)).toBe(hashes(fork)[9]);
    const total = Object.values(file.world.balances).reduce((sum, energy) => sum + energy, 0);
    expect(total).toBe(0);
  });

  it('can be lived again from the very beginning, its change with it', async () => {
    const run = await liveTo(await beginPast({}, { budgetBytes: 0 }), 7);
    const living = (await engineAt(await pastOf(run), 5)).world.organelles.map(({ id }) => id);
    const fork = await forkAt(run, 5, changesFor(living));
    await liveTo(fork, 8);
    const past = await pastOf(fork);
    const brought = fork.created.blobs;
    const newest = { ...past.newest, blobs: new Map([...brought, ...past.newest.blobs]) };
    const engine = await engineAt({ ...past, newest }, 7);
    expect(hashWorld(engine.world)).toBe(hashes(fork)[7]);
  });
});

describe('a fork of a fork', () => {
  it('at a later generation or at the same one knows the nearer parent, and holds all before', async () => {
    const run = await liveTo(await beginPast(), 6);
    const first = await liveTo(await forkAt(run, 4, { tweaks: { 'energy.ticket': 0.8 } }), 7);
    for (const at of [4, 6]) {
      const second = await liveTo(await forkAt(first, at, { tweaks: { 'prices.base': 2 } }), 8);
      const view = foldAll(second.records);
      expect(view.run.parent).toMatchObject({ run: first.id, generation: at });
      expect(allOf(second.records, 'forked').map(({ parent }) => parent.run)).toEqual(['one', first.id]);
      expect(view.config.energy.ticket).toBe(0.8);
      expect(hashWorld((await carried(second)).world)).toBe(hashes(second)[8]);
      const again = await engineAt(await pastOf({ ...second, id: 'nothing kept' }), 7);
      expect(hashWorld(again.world)).toBe(hashes(second)[7]);
    }
  });
});

describe('one that is frozen', () => {
  const WORLDS: [name: string, config: ConfigInput][] = [
    ['by energy', { energy: { ticket: 3 }, population: { founders: 6, capacity: 6, episodes: 12, maxAge: 3 } }],
    ['by lot', { population: { founders: 6, capacity: 6, episodes: 12, survival: 'random' } }],
    [
      'with learning, merging and morphogenesis',
      {
        learning: { rule: 'evolution', trials: 4, learners: 6, threshold: 0, youth: 0 },
        merging: { every: 1, threshold: 0 },
        morphogenesis: { every: 1, idle: 0.2 },
        heredity: { birthEnergy: 2 },
      },
    ],
    [
      'by niche',
      {
        population: { founders: 3, capacity: 8, episodes: 60, survival: 'niche' },
        merging: { every: 0 },
        archive: { immigrantsEvery: 0 },
        heredity: { birthEnergy: 2 },
      },
    ],
  ];
  it.each(WORLDS)('neither dies, changes nor breeds where survival is %s', async (_, config) => {
    const run = await liveTo(await beginPast(config), 2);
    const { organelles } = run.engine.world;
    const fork = await forkAt(run, 2, { freeze: organelles.map(({ id }) => id) });
    await liveTo(fork, 12);
    for (const { id, weights, rank } of organelles) {
      const now = fork.engine.world.organelles.find((one) => one.id === id);
      expect(now).toMatchObject({ weights, rank, frozen: true });
    }
    const later = fork.records.slice(3);
    expect(allOf(later, 'born').filter(({ parents }) => parents.length > 0)).toEqual([]);
    expect(allOf(later, 'learned')).toEqual([]);
    expect(allOf(later, 'episode').length).toBeGreaterThan(0);
    // Left as they were, at least one of them dies, changes or breeds.
    await liveTo(run, 12);
    const changed = allOf(run.records.slice(3), 'retired').length + allOf(run.records.slice(3), 'learned').length;
    expect(changed + allOf(run.records.slice(3), 'born').length).toBeGreaterThan(0);
    expect(hashWorld((await carried(fork)).world)).toBe(hashes(fork)[12]);
  });
});

describe('where survival is by niche', () => {
  const NICHES: ConfigInput = {
    population: { founders: 2, capacity: 6, episodes: 40, survival: 'niche' },
    cells: { opening: ['math/short', 'list.sort/short', 'logic.bool/short'] },
    merging: { every: 0 },
    archive: { immigrantsEvery: 0 },
  };
  it('a clone takes one niche of several, one brought in takes what it is given, and one removed leaves its own vacant', async () => {
    const run = await liveTo(await beginPast(NICHES), 3);
    const fork = await forkAt(run, 3, { clone: [1], bring: [{ adapter: adapter(), cells: ['list.sort/short'] }] });
    const holders = new Map(fork.engine.world.niches!.map(({ cell, holder }) => [cell, holder]));
    expect(holders.get('list.sort/short')).toBe(3);
    expect([...holders.values()].sort()).toEqual([1, 3, 4]);
    expect(allOf(fork.records.slice(3, 4), 'retired').map(({ organelle, why }) => [organelle, why])).toEqual([
      [2, 'displaced'],
    ]);
    await liveTo(fork, 5);
    expect(hashWorld((await carried(fork)).world)).toBe(hashes(fork)[5]);
    const bare = await liveTo(await forkAt(run, 3, { remove: [1] }), 4);
    expect(allOf(bare.records.slice(4), 'auditioned').map(({ why }) => why)).toContain('vacant');
    await expect(forkAt(run, 3, { clone: [2] })).rejects.toMatchObject({ code: 'fork-unfit' });
  });
});

describe('what cannot be changed', () => {
  it('is said, and nothing is: nobody of that number, no room, a rank too high, a dial that is fixed', async () => {
    const run = await liveTo(await beginPast({ population: { founders: 6, capacity: 6, episodes: 12 } }), 2);
    const before = hashWorld(run.engine.world);
    const large = founderAdapter(TINY_SITES, 64, 0.5, random('large'));
    for (const [changes, code] of [
      [{ remove: [99] }, 'fork-unfit'],
      [{ clone: [1] }, 'fork-unfit'],
      [{ remove: [1], bring: [{ adapter: large }] }, 'fork-unfit'],
      [{ tweaks: { 'heredity.rank': 3 } }, 'parameter-fixed'],
      [{ tweaks: { 'energy.ticket': -1 } }, 'parameter-impossible'],
    ] as const)
      await expect(forkAt(run, 2, changes)).rejects.toMatchObject({ code });
    expect(hashWorld(run.engine.world)).toBe(before);
  });
});

describe('a past that cannot be lived again', () => {
  it('says why: other bits, given founders, other rules; and where one can go instead', async () => {
    const run = await liveTo(await beginPast(), 7);
    const past = await pastOf(run);
    const none = { ...past, kept: [] };
    const odd = tinyHost();
    const decode: typeof odd.decode = async (requests, options) =>
      (await odd.decode(requests, options)).map((result) => ({ ...result, tokens: [...result.tokens, 33] }));
    const other = { ...odd, backend: { ...odd.backend, kind: 'webgpu' as const }, decode };
    await expect(engineAt({ ...past, host: other }, 6)).rejects.toMatchObject({
      code: 'past-bits',
      sentence: expect.stringMatching(/generation 5 .* began on wasm, this is webgpu/) as string,
      nextStep: expect.stringContaining('one of 0, 4, 7') as string,
    });
    const given = run.records.map((record) => ({
      ...record,
      events: record.events.map((event) =>
        event.type === 'generation-ended' ? { ...event, stateHash: 'b'.repeat(64) } : event,
      ),
    }));
    await expect(engineAt({ ...none, records: given }, 2)).rejects.toMatchObject({ code: 'past-gone' });
    const [started, ...events] = run.records[0]!.events;
    if (started?.type !== 'run-started') throw new Error('no start');
    const older = [{ ...run.records[0]!, events: [{ ...started, rules: 2 }, ...events] }, ...run.records.slice(1)];
    await expect(engineAt({ ...none, records: older }, 2)).rejects.toMatchObject({ code: 'past-rules' });
    await expect(engineAt({ ...past, records: older }, 6)).rejects.toMatchObject({ code: 'past-rules' });
    expect((await engineAt({ ...past, records: older }, 4)).world.generation).toBe(4);
  });

  it('passes over a kept state that is damaged', async () => {
    const run = await liveTo(await beginPast(), 9);
    const past = await pastOf(run);
    const kept = past.kept.map((state) => ({
      ...state,
      read: async () => ({ ...(await state.read())!, ...(state.generation === 8 && { stateHash: 'c'.repeat(64) }) }),
    }));
    const lived: number[] = [];
    const engine = await engineAt({ ...past, kept }, 8, { onLived: (generation) => lived.push(generation) });
    expect(lived).toEqual([5, 6, 7, 8]);
    expect(hashWorld(engine.world)).toBe(hashes(run)[8]);
  });
});
