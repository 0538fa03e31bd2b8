/** What every store that takes in runs piece by piece promises, whatever it keeps them in. */
import { describe, expect, it } from 'vitest';
import type { IntakeStore } from '../../src/record/store/intake.ts';
import { ended, pageOf } from './journal-maker.ts';
import { blobsOf, newRun, worldOf } from './stored-runs.ts';

const [first] = newRun('in').records;
/** A run of two generations in two pieces. */
const pieces = [
  { records: [first!], blobs: blobsOf('a'), bytes: 100 },
  { records: [pageOf(1, [ended(1)])], blobs: blobsOf('b'), bytes: 100 },
];
const end = { summary: { ...newRun('in').summary, generations: 1 }, world: worldOf(1, ['a', 'b']) };

export function describeIntake(name: string, make: () => Promise<IntakeStore>): void {
  describe(`${name}, as runs come in`, () => {
    it('shows nothing of a run before it is whole, and all of it then', async () => {
      const store = await make();
      for (const piece of pieces) {
        await store.stage('in', piece);
        expect(await store.listRuns()).toEqual([]);
        await expect(store.readRecords('in', 0, 9)).rejects.toMatchObject({ code: 'run-unknown' });
        await expect(store.readWorld('in')).rejects.toMatchObject({ code: 'run-unknown' });
      }
      await store.commit(end);
      expect(await store.listRuns()).toEqual([end.summary]);
      expect(await store.readRecords('in', 0, 9)).toEqual(pieces.flatMap(({ records }) => records));
      expect(await store.readWorld('in')).toEqual({ world: end.world, blobs: blobsOf('a', 'b') });
    });

    it('makes no run of which a piece is missing', async () => {
      for (const piece of pieces) {
        const store = await make();
        await store.stage('in', piece);
        await expect(store.commit(end)).rejects.toMatchObject({ code: 'run-conflict' });
        expect(await store.listRuns()).toEqual([]);
      }
    });

    it('forgets what is given up or was left, and no run', async () => {
      const store = await make();
      await store.createRun(newRun('i'));
      await store.createRun(newRun('in2'));
      for (const forget of [() => store.abandon('in'), () => store.sweep()]) {
        await store.stage('in', pieces[0]!);
        await forget();
        await store.stage('in', pieces[1]!);
        await expect(store.commit(end)).rejects.toMatchObject({ code: 'run-conflict' });
      }
      await store.sweep();
      for (const id of ['i', 'in2']) {
        expect(await store.readRecords(id, 0, 9)).toHaveLength(1);
        expect((await store.readWorld(id)).blobs).toEqual(blobsOf('a', 'b'));
      }
    });

    it('adds no pieces to a run that is there', async () => {
      const store = await make();
      await store.createRun(newRun('in'));
      await expect(store.stage('in', pieces[1]!)).rejects.toMatchObject({ code: 'run-conflict' });
      expect(await store.readRecords('in', 0, 9)).toHaveLength(1);
    });
  });
}
