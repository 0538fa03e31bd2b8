/**
 * What the world knows of each cell: how often it is solved, whether that is changing, what it pays, and whether it is
 * open. Few cells are open at first, so that there are enough episodes in each to tell organelles apart.
 */
import { z } from 'zod';
import { DEPTHS, isDepth, type Depth } from '../core/depth.ts';

export const cellStateSchema = z.strictObject({
  family: z.string().min(1),
  depth: z.enum(DEPTHS),
  open: z.boolean(),
  /** Running share of solved episodes. Before the first attempt: the success that is assumed, see `newCells`. */
  successEma: z.number().min(0).max(1),
  /** Learning progress: running mean of |change of successEma| per generation. */
  progressEma: z.number().min(0).max(1),
  /** What a solved task pays now, E. */
  priceEnergy: z.number().min(0),
  attempts: z.int().min(0),
  solved: z.int().min(0),
  /** The form of answer that is wanted there now; the family's usual one where none is named. */
  custom: z.string().optional(),
  /** What salts its pools: the world's `cells.salt`; none where that is empty. */
  salt: z.string().optional(),
});
/** What tasks are drawn by: family, depth, custom and salt. */
type Place = Pick<CellState, 'family' | 'depth' | 'custom' | 'salt'>;
export type CellState = z.infer<typeof cellStateSchema>;

/** A cell's name in files and events: `family/depth`. */
export function cellName({ family, depth }: { family: string; depth: string }): string {
  return `${family}/${depth}`;
}

/** Family and depth of a cell's name. Throws a RangeError on what is no name. */
export function cellParts(name: string): { family: string; depth: Depth } {
  const slash = name.lastIndexOf('/');
  const depth = name.slice(slash + 1);
  if (slash < 1 || !isDepth(depth)) throw new RangeError(`${JSON.stringify(name)} does not name a cell`);
  return { family: name.slice(0, slash), depth };
}

/** A cell of a world by its name, with the custom and the salt that hold there now. Throws a RangeError when the world has no such cell. */
export function cellIn(cells: readonly CellState[], name: string): Place {
  const found = cells.find((cell) => cellName(cell) === name);
  if (!found) throw new RangeError(`no such cell: ${name}`);
  return placeOf(found);
}

/** What tasks of a cell are drawn by. */
export function placeOf({ family, depth, custom, salt }: CellState): Place {
  return { family, depth, custom, ...(salt === undefined ? {} : { salt }) };
}

/** Places as a world with this salt has them: an empty one is left out, so that worlds without it stay as they were. */
export function salted<P extends { family: string; depth: Depth }>(
  places: readonly P[],
  salt: string,
): (P & { salt?: string })[] {
  return places.map((place) => (salt === '' ? place : { ...place, salt }));
}

/**
 * All cells of a world, those named in `opening` open.
 * @param opening  names of the cells that are open from the start
 * @param all  every cell, in the order in which closed ones open: shallow before deep
 * @param assumedSuccess  taken for the success of a cell until its first attempts; the target, so that it pays the base
 * @param salt  of their pools
 */
export function newCells(
  opening: readonly string[],
  all: readonly { family: string; depth: Depth }[],
  assumedSuccess: number,
  salt = '',
): CellState[] {
  const names = new Set(all.map(cellName));
  const unknown = opening.filter((name) => !names.has(name));
  if (unknown.length > 0) throw new RangeError(`no such cell: ${unknown.join(', ')}`);
  return salted(all, salt).map(({ family, depth, salt }) => ({
    family,
    depth,
    open: opening.includes(`${family}/${depth}`),
    successEma: assumedSuccess,
    progressEma: 0,
    priceEnergy: 0,
    attempts: 0,
    solved: 0,
    ...(salt === undefined ? {} : { salt }),
  }));
}

/**
 * A cell after a generation's outcomes. The generation's mean moves the running success by the weight `smoothing`,
 * however many episodes it had; a generation without episodes changes nothing.
 */
export function withOutcomes(cell: CellState, outcomes: readonly boolean[], smoothing: number): CellState {
  if (outcomes.length === 0) return cell;
  const solved = outcomes.filter(Boolean).length;
  const change = smoothing * (solved / outcomes.length - cell.successEma);
  return {
    ...cell,
    successEma: clip(cell.successEma + change),
    progressEma: clip(cell.progressEma + smoothing * (Math.abs(change) - cell.progressEma)),
    attempts: cell.attempts + outcomes.length,
    solved: cell.solved + solved,
  };
}

interface OpeningRule {
  /** A closed cell opens every so many generations; 0 opens none by the clock. */
  openEvery: number;
  /** The running success from which an open cell counts as mastered. */
  mastery: number;
  /** Attempts before which nothing counts as mastered. */
  masteryAttempts?: number;
}

interface Opening {
  cell: string;
  why: 'schedule' | 'mastered';
}

/** Whether a cell's running success counts as mastery. */
export function isMastered(
  cell: CellState,
  { mastery, masteryAttempts = 20 }: Omit<OpeningRule, 'openEvery'>,
): boolean {
  return cell.attempts >= masteryAttempts && cell.successEma >= mastery;
}

/**
 * The cells that open now, by name. A mastered cell opens the next depth of its family; when every open cell is
 * mastered and that opens nothing, the next closed cell opens; and one more by the clock.
 * @param cells  all cells, in the order in which closed ones open
 */
export function openingsDue(cells: readonly CellState[], generation: number, rule: OpeningRule): Opening[] {
  const { openEvery } = rule;
  const mastered = (cell: CellState) => isMastered(cell, rule);
  const open = cells.filter((cell) => cell.open);
  const due = new Map<string, Opening['why']>();
  for (const cell of open.filter(mastered)) {
    const deeper = cells.slice(cells.indexOf(cell) + 1).find(({ family }) => family === cell.family);
    if (deeper && !deeper.open) due.set(cellName(deeper), 'mastered');
  }
  const next = () => cells.find((cell) => !cell.open && !due.has(cellName(cell)));
  if (due.size === 0 && open.every(mastered) && next()) due.set(cellName(next()!), 'mastered');
  const onSchedule = openEvery > 0 && generation > 0 && generation % openEvery === 0;
  if (onSchedule && next()) due.set(cellName(next()!), 'schedule');
  return [...due].map(([cell, why]) => ({ cell, why }));
}

function clip(share: number): number {
  return Math.min(1, Math.max(0, share));
}
