/** What the dialog of a fork says, and what it asks of the lab. */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/ecology/config/config.ts';
import { withValue } from '../../src/ecology/config/parameters.ts';
import { changeWords, fateOptions, tweaksBetween } from '../../src/ui/forks/changes.ts';
import { bitsWords, gapWords, keptWords } from '../../src/ui/forks/past-words.ts';
import { started } from '../support/journal-maker.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';

const MB = 1e6;
const KEPT = {
  states: [
    { generation: 0, bytes: 2 * MB },
    { generation: 80, bytes: 3 * MB },
  ],
  budgetBytes: 64 * MB,
};

describe('what is kept of a past', () => {
  it('is said with its budget, and what has to be lived again', () => {
    expect(keptWords(KEPT)).toBe('2 states of its past are kept, 5 MB of 64 MB.');
    expect(keptWords({ ...KEPT, states: [] })).toBe('Nothing of its past is kept.');
    expect(gapWords(KEPT, 84, 128)).toBe('4 generations will be lived again, from the state after generation 80.');
    expect(gapWords(KEPT, 80, 128)).toBe('This one is among them.');
    expect(gapWords(KEPT, 128, 128)).toBe('This is the newest moment: nothing has to be lived again.');
    expect(gapWords({ states: [] }, 1, 9)).toBe('1 generation will be lived again, from its founding.');
  });

  it('says when bits may differ, of a fork by what it was lived on last', () => {
    const { run } = foldRecord(null, { generation: 0, events: [started()], telemetry: null });
    expect(bitsWords({ backend: 'node' }, run)).toBeNull();
    expect(bitsWords({ backend: 'wasm' }, run)).toMatch(/lived on node and the fork goes on on wasm/);
    const parent = { run: 'a', name: 'A', stateHash: '', generation: 0, backend: 'wasm' };
    expect(bitsWords({ backend: 'wasm' }, { ...run, parent })).toBeNull();
  });
});

describe('what is to be another', () => {
  it('is what was turned and chosen, and said in one line', () => {
    const before = defaultConfig();
    const after = withValue(before, 'energy.ticket', 0.9);
    expect(tweaksBetween(before, after)).toEqual({ 'energy.ticket': 0.9 });
    expect(tweaksBetween(before, before)).toEqual({});
    const fates = fateOptions(
      new Map([
        [3, 'remove'],
        [4, 'freeze'],
        [7, 'remove'],
      ] as const),
    );
    expect(fates).toEqual({ remove: [3, 7], clone: [], freeze: [4] });
    expect(changeWords({ tweaks: { 'energy.ticket': 0.9 }, ...fates })).toBe(
      '1 parameter turned, 2 organelles removed, 1 organelle frozen',
    );
    expect(changeWords({})).toBe('Nothing is changed: it will live as this run did.');
  });
});
