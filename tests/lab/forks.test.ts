/** What if, as the page asks it: a fork is kept, opened and lived, from states that are kept or by living again. */
import 'fake-indexeddb/auto';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import { stateHashOf } from '../../src/record/past/relive.ts';
import { Pasts } from '../../src/record/past/keeper-of-pasts.ts';
import { IdbPasts } from '../../src/record/past/past-idb.ts';
import { MemoryPasts } from '../../src/record/past/past-memory.ts';
import { foldAll } from '../support/worlds.ts';
import { FailingStore, FULL, OPEN, testLab, type TestLab } from './test-lab.ts';

async function lived(generations: number, change: Parameters<typeof testLab>[0] = {}): Promise<TestLab> {
  const test = testLab(change);
  await test.lab.open(OPEN);
  for (let i = 0; i < generations; i++) await test.lab.step();
  return test;
}

const hashes = async ({ lab }: TestLab) => (await lab.records(0, 99)).map(stateHashOf);

describe('a fork from the page', () => {
  it('without a change lives on to the same hashes; both runs stay, and the fork knows its parent', async () => {
    const test = await lived(7);
    const { lab, status } = test;
    const parent = status().runId!;
    const before = await hashes(test);
    expect(await lab.fork({ generation: 5, name: ' Another  ' })).toBe(true);
    expect(status()).toMatchObject({ activity: null, error: null });
    expect(await hashes(test)).toEqual(before.slice(0, 6));
    await lab.step();
    await lab.step();
    expect(await hashes(test)).toEqual(before);
    const runs = await lab.runs();
    expect(runs.find(({ id }) => id === status().runId)).toMatchObject({
      name: 'Another',
      generations: 7,
      parent: { run: parent, generation: 5 },
    });
    // Its file tells whose it is wherever it goes.
    const { bytes, fileName } = await lab.exportRun();
    const elsewhere = await lived(0);
    await elsewhere.lab.importRun(new File([bytes as BlobPart], fileName));
    expect((await elsewhere.lab.runs())[0]!.parent).toMatchObject({ run: parent, generation: 5 });
    await lab.openRun(parent);
    expect(await hashes(test)).toEqual(before);
  });

  it('with dials and organelles changed goes another way, and can be forked again before and after it began', async () => {
    const test = await lived(6);
    const { lab, status } = test;
    const parent = status().runId!;
    const before = await hashes(test);
    const { living } = foldAll(await lab.records(0, 4));
    const [first, second, third] = living;
    const options = { tweaks: { 'energy.ticket': 0.7 }, remove: [first!], clone: [second!], freeze: [third!] };
    await lab.fork({ generation: 4, ...options });
    await lab.step();
    const view = foldAll(await lab.records(0, 5));
    expect(view.config.energy.ticket).toBe(0.7);
    expect(view.organelles.get(first!)!.diedWhy).toBe('removed');
    expect(view.organelles.get(third!)!.frozenGeneration).toBe(4);
    expect(
      [...view.organelles.values()].some(({ operator, parents }) => operator === 'clone' && parents[0] === second),
    ).toBe(true);
    const own = await hashes(test);
    expect(own[5]).not.toBe(before[5]);
    const fork = status().runId!;
    await lab.fork({ generation: 5 });
    expect(await hashes(test)).toEqual(own);
    await lab.openRun(fork);
    // Before its own beginning the states of its parent serve it too.
    await lab.deleteRun(parent);
    await lab.fork({ generation: 2 });
    expect(await hashes(test)).toEqual(before.slice(0, 3));
  });

  it('takes adapters in as elites of the cells in which they prove better', async () => {
    const { lab } = await lived(4);
    const { bytes } = await lab.exportRun({ format: 'peft', which: 'living' });
    const few = Object.entries(unzipSync(bytes))
      .filter(([path]) => path.endsWith('.safetensors'))
      .slice(0, 1);
    const adapters = few.map(([path, content]) => ({ path, file: new File([content as BlobPart], 'one.safetensors') }));
    const before = (await lab.records(3, 3))[0]!.events.length;
    const [first] = foldAll(await lab.records(0, 3)).living;
    await lab.fork({ generation: 3, remove: [first!], adapters, asElites: true });
    const told = (await lab.records(3, 3))[0]!.events.slice(before);
    const [born] = told.flatMap((event) => (event.type === 'born' ? [event] : []));
    expect(born).toMatchObject({ operator: 'brought' });
    const elites = told.flatMap((event) => (event.type === 'elite' ? [event] : []));
    expect(elites.length).toBeGreaterThan(0);
    for (const elite of elites) expect(elite).toMatchObject({ organelle: born!.organelle, weights: born!.weights });
    await lab.step();
  });

  it('says what is kept of the past, and from how far it would be lived again', async () => {
    const { lab } = await lived(9);
    const { states, budgetBytes, backend } = await lab.past();
    expect(states.map(({ generation }) => generation)).toEqual([0, 4, 8]);
    expect(states.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(budgetBytes);
    expect(backend).toBe('wasm');
    await lab.fork({ generation: 6 });
    expect((await lab.past()).states.map(({ generation }) => generation)).toEqual([0, 4, 6]);
  });

  it('that cannot be leaves the open run as it was, and so does one that is stopped', async () => {
    const pasts = new Pasts(new MemoryPasts(), 0);
    const test = await lived(5, { pasts });
    const { lab, status } = test;
    const [run, before] = [status().runId, await hashes(test)];
    for (const [options, code] of [
      [{ generation: 9 }, 'generation-missing'],
      [{ generation: 2, remove: [99] }, 'fork-unfit'],
      [{ generation: 2, tweaks: { 'heredity.rank': 2 } }, 'parameter-fixed'],
      [{ generation: 2, adapters: [{ path: 'a.txt', file: new File(['?'], 'a.txt') }] }, 'adapters-none'],
    ] as const)
      await expect(lab.fork(options)).rejects.toMatchObject({ code });
    const forking = lab.fork({ generation: 4 });
    await test.until(({ activity }) => activity?.text.startsWith('Living generation') ?? false);
    await lab.stopFork();
    expect(await forking).toBe(false);
    expect(status()).toMatchObject({ runId: run, activity: null, error: null });
    expect(await hashes(test)).toEqual(before);
    expect(await lab.runs()).toHaveLength(1);
    await lab.step();
    expect(await hashes(test)).toHaveLength(7);
  });

  it('goes back no further than it can where kept states gave way to the present one', async () => {
    const store = new FailingStore();
    const pasts = new Pasts(new MemoryPasts(), 2 ** 26);
    const { lab } = await lived(5, { store, pasts });
    expect((await lab.past()).states).toHaveLength(2);
    store.broken = FULL;
    await lab.step();
    expect((await lab.past()).states).toEqual([]);
    store.broken = null;
    await lab.step();
    expect((await lab.past()).states.map(({ generation }) => generation)).toEqual([7]);
    await expect(lab.fork({ generation: 3 })).resolves.toBe(true);
  });
});

describe('past states in the browser', () => {
  it('are kept, listed, read and forgotten, and a store that refuses keeps none while the run lives on', async () => {
    const store = new IdbPasts('past-test');
    await store.keep('a', 0, new Uint8Array([1]), []);
    await store.keep('a', 4, new Uint8Array([1, 2]), []);
    await store.keep('b', 4, new Uint8Array(3), []);
    await store.keep('a', 8, new Uint8Array(3), [4]);
    expect(await store.kept('a')).toEqual([
      { generation: 0, bytes: 1 },
      { generation: 8, bytes: 3 },
    ]);
    expect(await store.read('a', 0)).toEqual(new Uint8Array([1]));
    expect(await store.read('a', 4)).toBeNull();
    await store.close();
    await store.forget('a');
    expect(await store.kept('a')).toEqual([]);
    expect(await store.kept('b')).toHaveLength(1);
    await store.clear();
    expect(await store.kept('b')).toEqual([]);
    const refused = () => Promise.reject(new LabError('storage-full', 'Full.', 'Free some.'));
    const refusing = { kept: refused, keep: refused, read: refused, forget: refused, clear: refused };
    const { lab, status } = await lived(5, { pasts: new Pasts(refusing, 2 ** 26) });
    expect(status().error).toBeNull();
    await lab.fork({ generation: 3 });
    expect(await lab.records(0, 99)).toHaveLength(4);
  });
});
