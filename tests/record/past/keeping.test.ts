/** What is kept of a run's past: within the budget, densely where it fits, the ends last. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEAST_STRIDE, packState, unpackState, whatToKeep, type KeptState } from '../../../src/record/past/keeping.ts';
import { beginPast, liveTo, pastOf } from '../../support/forks.ts';

function keepAll(sizes: readonly number[], budgetBytes: number, began = 0): KeptState[] {
  let kept: KeptState[] = [];
  sizes.forEach((bytes, generation) => {
    const choice = whatToKeep(kept, { generation, bytes }, { budgetBytes, anchors: [0, began] });
    if (choice) kept = [...kept.filter((one) => !choice.drop.includes(one.generation)), { generation, bytes }];
  });
  return kept;
}

describe('what is kept of a past', () => {
  it('stays within its budget, and leaves no gap much longer than states of that size must', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 4, max: 40 }), (generations, room) => {
        const kept = keepAll(new Array<number>(generations).fill(10), room * 10);
        expect(kept.length).toBeLessThanOrEqual(room);
        const at = [...kept.map(({ generation }) => generation), generations];
        const gap = Math.max(...at.slice(1).map((generation, i) => generation - at[i]!));
        expect(at[0]).toBe(0);
        expect(gap).toBeLessThanOrEqual(Math.max(LEAST_STRIDE, (4 * generations) / (room - 1)));
      }),
      { numRuns: 60 },
    );
  });

  it('of a fork keeps the beginning too, wherever it lies, and nothing at all where nothing fits', () => {
    const kept = keepAll(new Array<number>(300).fill(10), 50, 37);
    expect(kept.map(({ generation }) => generation)).toEqual(expect.arrayContaining([0, 37]));
    expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(50);
    expect(keepAll(new Array<number>(40).fill(10), 9)).toEqual([]);
  });

  it('is the state to the bit, and anything else is none', async () => {
    const run = await liveTo(await beginPast(), 5);
    const { newest } = await pastOf(run);
    const packed = packState(newest);
    expect(packState(newest)).toEqual(packed);
    const { stateHash, ...state } = unpackState(packed)!;
    expect(state.world).toEqual(newest.world);
    expect(new Map(state.blobs)).toEqual(new Map(newest.blobs));
    const ended = run.records[5]!.events.at(-1)!;
    expect(ended).toMatchObject({ type: 'generation-ended', stateHash });
    for (const bytes of [packed.subarray(0, 200), new Uint8Array(40), new Uint8Array()])
      expect(unpackState(bytes)).toBeNull();
  });
});
