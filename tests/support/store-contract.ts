/** What every store promises, as tests that run on each of them. */
import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/record/store/store.ts';
import { measuredEvent, pageOf, ended } from './journal-maker.ts';
import { blobsOf, bytesOf, hashOf, newRun, stepOf, worldOf } from './stored-runs.ts';

export interface StoreUnderTest {
  store: RunStore;
  /** Closes it and opens it again on what is kept; for a store without anything kept, the same store. */
  reopen(): Promise<RunStore>;
}

export function describeStore(
  name: string,
  make: () => Promise<StoreUnderTest>,
  options: { runs: 'one' | 'many' },
): void {
  describe(name, () => {
    it('begins empty and gives back what was created', async () => {
      const { store, reopen } = await make();
      expect(await store.listRuns()).toEqual([]);
      await store.createRun(newRun('one'));
      const again = await reopen();
      expect(await again.listRuns()).toEqual([newRun('one').summary]);
      expect(await again.readRecords('one', 0, 99)).toEqual(newRun('one').records);
      const { world, blobs } = await again.readWorld('one');
      expect(world).toEqual(worldOf(0, ['a', 'b']));
      expect(new Map([...blobs].map(([hash, bytes]) => [hash, [...bytes]]))).toEqual(
        new Map([...blobsOf('a', 'b')].map(([hash, bytes]) => [hash, [...bytes]])),
      );
    });

    it('appends page, state and weights, and drops weights that nobody needs', async () => {
      const { store, reopen } = await make();
      await store.createRun(newRun('one'));
      await store.append('one', stepOf(1, ['a', 'b', 'c'], ['c']));
      await store.append('one', stepOf(2, ['b', 'c', 'd'], ['d', 'never-needed']));
      const again = await reopen();
      const { world, blobs } = await again.readWorld('one');
      expect(world).toEqual(worldOf(2, ['b', 'c', 'd']));
      expect([...blobs.keys()].sort()).toEqual(['b', 'c', 'd'].map(hashOf).sort());
      expect([...blobs.get(hashOf('d'))!]).toEqual([...bytesOf('d')]);
      expect(await again.listRuns()).toMatchObject([{ id: 'one', generations: 2, savedAt: 1002 }]);
      expect(await again.readRecords('one', 1, 2)).toEqual([pageOf(1, [ended(1)]), pageOf(2, [ended(2)])]);
      expect(await again.readRecords('one', 2, 1)).toEqual([]);
      expect(await again.readRecords('one', 7, 9)).toEqual([]);
    });

    it('refuses a page that does not follow, and holds what it held', async () => {
      const { store } = await make();
      await store.createRun(newRun('one'));
      await store.append('one', stepOf(1, ['a']));
      for (const generation of [1, 3]) {
        await expect(store.append('one', stepOf(generation, ['b']))).rejects.toMatchObject({ code: 'run-conflict' });
      }
      expect((await store.readWorld('one')).world.generation).toBe(1);
      expect(await store.readRecords('one', 0, 9)).toHaveLength(2);
    });

    it('adds events to a page that is there', async () => {
      const { store, reopen } = await make();
      await store.createRun(newRun('one'));
      await store.append('one', stepOf(1, ['a']));
      await store.amend('one', 1, [measuredEvent()]);
      await expect(store.amend('one', 5, [measuredEvent()])).rejects.toMatchObject({ code: 'run-unknown' });
      await store.append('one', stepOf(2, ['a']));
      const again = await reopen();
      expect(await again.readRecords('one', 1, 1)).toEqual([pageOf(1, [ended(1), measuredEvent()])]);
      expect(await again.readRecords('one', 0, 9)).toHaveLength(3);
    });

    it('renames and deletes', async () => {
      const { store, reopen } = await make();
      await store.createRun(newRun('one'));
      await store.rename('one', 'Another name');
      expect(await (await reopen()).listRuns()).toMatchObject([{ name: 'Another name' }]);
    });

    it('forgets a deleted run wholly and keeps the others', async () => {
      const { store, reopen } = await make();
      await store.createRun(newRun('one', 1));
      if (options.runs === 'many') {
        await store.createRun(newRun('two', 2));
        await store.createRun(newRun('on', 3));
        expect((await store.listRuns()).map(({ id }) => id)).toEqual(['on', 'two', 'one']);
      }
      await store.delete('one');
      const again = await reopen();
      await expect(again.readWorld('one')).rejects.toMatchObject({ code: 'run-unknown' });
      await expect(again.readRecords('one', 0, 9)).rejects.toMatchObject({ code: 'run-unknown' });
      if (options.runs === 'many') {
        expect((await again.readWorld('two')).blobs.size).toBe(2);
        expect(await again.readRecords('on', 0, 9)).toHaveLength(1);
      } else expect(await again.listRuns()).toEqual([]);
      await again.createRun(newRun('one'));
      expect((await again.readWorld('one')).blobs.size).toBe(2);
    });

    it('knows no run that is not there', async () => {
      const { store } = await make();
      const unknown = { code: 'run-unknown' };
      await expect(store.readWorld('x')).rejects.toMatchObject(unknown);
      await expect(store.readRecords('x', 0, 1)).rejects.toMatchObject(unknown);
      await expect(store.append('x', stepOf(1, ['a']))).rejects.toMatchObject(unknown);
      await expect(store.amend('x', 0, [measuredEvent()])).rejects.toMatchObject(unknown);
      await expect(store.rename('x', 'y')).rejects.toMatchObject(unknown);
      await expect(store.delete('x')).rejects.toMatchObject(unknown);
    });

    it('takes only whole runs', async () => {
      const { store } = await make();
      const run = newRun('one');
      await expect(store.createRun({ ...run, blobs: blobsOf('a') })).rejects.toThrow(/missing/);
      await expect(store.createRun({ ...run, records: [] })).rejects.toThrow(/generations/);
      expect(await store.listRuns()).toEqual([]);
    });
  });
}
