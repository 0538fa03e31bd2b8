/**
 * Who might merge with whom: two organelles each of which has a trade that the other lacks. What an organelle can do in a
 * cell is its shrunk share of solved episodes there; a pair promises what the better of the two can do in each cell, less
 * what the better one alone already does. Its child is tested where the parents differ: in a trade that both have, a child
 * has nothing to win, and its tasks would only hide what it wins elsewhere.
 */
import { compareTexts } from '../../base/order.ts';
import { cellParts, salted } from '../../economy/cells.ts';
import { drawTasks } from '../../tasks/pools.ts';
import { randomEverywhere } from '../world/purposes.ts';
import type { CellRecord, Organelle } from '../world/world.ts';

/** Imagined failures mixed into a record, so that one lucky episode promises little. */
const DOUBT = 4;
/** An organelle has a trade that the other lacks where its skill is at least so much higher. */
const LEAST_LEAD = 0.15;
/** A cell with fewer select prompts cannot prove anything: a test would end before it has begun. */
const LEAST_PROMPTS = 20;

export interface Proposal {
  parents: [Organelle, Organelle];
  /** What the pair promises beyond its better half, in solved shares summed over cells. */
  promise: number;
  /** The trade of the one and the trade of the other: where the child is to be tested. */
  cells: string[];
}

/**
 * The most promising pair that was not tried before; null when none promises anything.
 * @param salt  of the world's pools, since a trade must be one that can be tested
 */
export function proposePair(candidates: readonly Organelle[], tried: ReadonlySet<string>, salt = ''): Proposal | null {
  let best: Proposal | null = null;
  candidates.forEach((one, i) => {
    for (const other of candidates.slice(i + 1)) {
      if (one.weights === other.weights || tried.has(pairKey(one, other))) continue;
      const trades = [tradeOf(one, other, salt), tradeOf(other, one, salt)];
      const promise = promiseOf(one, other);
      if (trades.every((trade) => trade !== null) && promise > (best?.promise ?? 0))
        best = { parents: [one, other], promise, cells: [...trades].sort() };
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

/** The cell in which one leads the other by most, by name; null when it leads by too little everywhere. */
export function tradeOf(one: Organelle, other: Organelle, salt = ''): string | null {
  const testable = Object.entries(one.records).filter(([cell]) => canProve(cell, salt));
  const leads = testable.map(([cell, record]) => ({
    cell,
    lead: skill(record) - skill(other.records[cell]),
  }));
  const best = leads.sort((a, b) => b.lead - a.lead || compareTexts(a.cell, b.cell))[0];
  return best && best.lead >= LEAST_LEAD ? best.cell : null;
}

/** What was found out about cells: it is the same for every world of a salt. */
const provable = new Map<string, boolean>();

/** Whether a cell's select pool is large enough for a test. */
function canProve(cell: string, salt: string): boolean {
  const key = `${cell} ${salt}`;
  const known = provable.get(key);
  if (known !== undefined) return known;
  const places = salted([cellParts(cell)], salt);
  const tasks = drawTasks(places, 'select', LEAST_PROMPTS, randomEverywhere('select-pool', cell));
  provable.set(key, tasks.length === LEAST_PROMPTS);
  return tasks.length === LEAST_PROMPTS;
}

/** Share of solved episodes with imagined failures mixed in. */
function skill(record: CellRecord | undefined): number {
  return record ? record.solved / (record.standardRoi.n + DOUBT) : 0;
}
