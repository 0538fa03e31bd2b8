/** The charts of a chosen line: held against the world's own series, and against the sums of a line and the rest. */
import { describe, expect, it } from 'vitest';
import type { GenerationRecord } from '../../src/ecology/events/events.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import type { View } from '../../src/record/fold/view.ts';
import { chooseGroup } from '../../src/ui/state/choosing.ts';
import { LineFollower } from '../../src/ui/state/following/line-follower.ts';
import { extendedLine, linePoint, NO_LINE, type LineSeries } from '../../src/record/fold/line.ts';
import { createPageStore } from '../../src/ui/state/state.ts';
import { makeJournal } from '../support/journal-maker.ts';

const { records } = makeJournal(5, 40);
const viewOf = (pages: readonly GenerationRecord[]): View =>
  pages.reduce<View | null>((view, page) => foldRecord(view, page), null)!;
const whole = viewOf(records);
const everybody = new Set(whole.organelles.keys());

function lineOver(pages: readonly GenerationRecord[], members: ReadonlySet<number>): LineSeries {
  let view: View | null = null;
  let line = NO_LINE;
  for (const page of pages) {
    view = foldRecord(view, page);
    line = extendedLine(line, [linePoint(view, page, members)]);
  }
  return line;
}

const near = (one: readonly number[], other: readonly number[]) => {
  expect(one).toHaveLength(other.length);
  one.forEach((value, at) =>
    Number.isNaN(other[at]) ? expect(value).toBeNaN() : expect(value).toBeCloseTo(other[at]!, 9),
  );
};

describe('the series of a line', () => {
  it('of everybody are those of the world', () => {
    const line = lineOver(records, everybody);
    for (const column of ['population', 'energy', 'roi', 'episodes', 'coverage', 'qdScore'] as const)
      near(line[column], whole.series[column]);
    expect(Object.keys(line.solvedByFamily).sort()).toEqual(Object.keys(whole.series.solvedByFamily).sort());
    for (const [family, shares] of Object.entries(whole.series.solvedByFamily))
      near(line.solvedByFamily[family]!, shares);
  });

  it('and of all others together make the world', () => {
    const members = new Set([...everybody].filter((id) => id % 3 === 1));
    const rest = new Set([...everybody].filter((id) => !members.has(id)));
    const [own, others] = [lineOver(records, members), lineOver(records, rest)];
    expect(Math.max(...own.population)).toBeGreaterThan(0);
    for (const column of ['population', 'energy', 'episodes', 'coverage', 'qdScore'] as const)
      near(
        own[column].map((value, at) => value + others[column][at]!),
        whole.series[column],
      );
  });
});

describe('the follower', () => {
  const settled = async (isSo: () => boolean) => {
    for (let turn = 0; turn < 100 && !isSo(); turn++) await new Promise((resolve) => setTimeout(resolve));
    expect(isSo()).toBe(true);
  };

  it('reads a chosen line from the journal, goes on with the run, and lets go of it', async () => {
    const store = createPageStore();
    new LineFollower(store, { records: async (from, to) => records.slice(from, to + 1) });
    store.setState({ live: viewOf(records.slice(0, 21)) });
    chooseGroup(store, everybody);
    await settled(() => store.getState().line?.population.length === 21);
    store.setState({ live: whole });
    await settled(() => store.getState().line?.population.length === records.length);
    near(store.getState().line!.energy, whole.series.energy);
    chooseGroup(store, []);
    expect(store.getState().line).toBeNull();
  });

  it('begins anew after a reading that failed', async () => {
    const store = createPageStore();
    let isBroken = false;
    const read = async (from: number, to: number) => {
      if (isBroken) throw new Error('gone');
      return records.slice(from, to + 1);
    };
    new LineFollower(store, { records: read });
    store.setState({ live: viewOf(records.slice(0, 21)) });
    chooseGroup(store, everybody);
    await settled(() => store.getState().line?.population.length === 21);
    isBroken = true;
    store.setState({ live: viewOf(records.slice(0, 31)) });
    await settled(() => store.getState().problem !== null);
    isBroken = false;
    store.setState({ live: whole });
    await settled(() => (store.getState().line?.population.length ?? 0) > 0);
    near(store.getState().line!.population, whole.series.population);
  });

  it('tells when the journal cannot be read', async () => {
    const store = createPageStore();
    new LineFollower(store, { records: () => Promise.reject(new Error('gone')) });
    store.setState({ live: whole });
    chooseGroup(store, [1]);
    await settled(() => store.getState().problem !== null);
    expect(store.getState().line).toBeNull();
  });
});
