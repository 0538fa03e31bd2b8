/**
 * Who might merge with whom: two organelles whose trades complement each other. What an organelle can do in a cell is its
 * shrunk share of solved episodes there; a pair promises what the better of the two can do in each cell, less what the
 * better one alone already does.
 */
import type { CellRecord, Organelle } from './world.ts';

/** Imagined failures mixed into a record, so that one lucky episode promises little. */
const DOUBT = 4;
/** A trade is a cell in which at least this share is solved, so shrunk. */
const LEAST_SKILL = 0.2;
/** A child is tested in its parents' best trades, at most so many of each. */
const MOST_TRADES = 2;

export interface Proposal {
  parents: [Organelle, Organelle];
  /** What the pair promises beyond its better half, in solved shares summed over cells. */
  promise: number;
  /** Names of the cells in which the child is to be tested. */
  cells: string[];
}

/** The most promising pair that was not tried before; null when none promises anything. */
export function proposePair(candidates: readonly Organelle[], tried: ReadonlySet<string>): Proposal | null {
  let best: Proposal | null = null;
  candidates.forEach((one, i) => {
    for (const other of candidates.slice(i + 1)) {
      if (one.weights === other.weights || tried.has(pairKey(one, other))) continue;
      const promise = promiseOf(one, other);
      if (promise > (best?.promise ?? 0)) best = { parents: [one, other], promise, cells: tradesOf(one, other) };
    }
  });
  return best;
}

/** A pair of weights, whichever comes first. */
export function pairKey(one: Pick<Organelle, 'weights'>, other: Pick<Organelle, 'weights'>): string {
  return [one.weights, other.weights].sort().join(' ');
}

export function promiseOf(one: Organelle, other: Organelle): number {
  const cells = new Set([...Object.keys(one.records), ...Object.keys(other.records)]);
  let [together, first, second] = [0, 0, 0];
  for (const cell of cells) {
    const [a, b] = [skill(one.records[cell]), skill(other.records[cell])];
    together += Math.max(a, b);
    first += a;
    second += b;
  }
  return together - Math.max(first, second);
}

/** The best trades of both, by name, in order. */
export function tradesOf(...parents: readonly Organelle[]): string[] {
  const trades = parents.flatMap(({ records }) =>
    Object.entries(records)
      .map(([cell, record]) => ({ cell, skill: skill(record) }))
      .filter((trade) => trade.skill >= LEAST_SKILL)
      .sort((a, b) => b.skill - a.skill || (a.cell < b.cell ? -1 : 1))
      .slice(0, MOST_TRADES)
      .map(({ cell }) => cell),
  );
  return [...new Set(trades)].sort();
}

/** Share of solved episodes with imagined failures mixed in. */
function skill(record: CellRecord | undefined): number {
  return record ? record.solved / (record.standardRoi.n + DOUBT) : 0;
}
