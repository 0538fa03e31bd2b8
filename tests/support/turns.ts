/**
 * A turn in the hands of a test: the first generation of a small world on the tiny host, before any act, so that one act
 * can be tried alone. What it wrote is in `turn.events`.
 */
import type { ConfigInput } from '../../src/ecology/config/config.ts';
import { Turn } from '../../src/ecology/world/turn.ts';
import type { Organelle, World } from '../../src/ecology/world/world.ts';
import type { Attempt } from '../../src/ecology/world/turn.ts';
import { cellName } from '../../src/economy/cells.ts';
import { accountOf, ENVIRONMENT } from '../../src/economy/ledger.ts';
import type { Cell } from '../../src/tasks/task.ts';
import { drawTask } from '../../src/tasks/pools.ts';
import { begin } from './worlds.ts';
import type { TinyHostOptions } from './tiny-host.ts';

export interface TurnSetting {
  config?: ConfigInput;
  host?: TinyHostOptions;
  /** Changes the committed world before the turn begins. */
  change?: (world: World) => void;
}

export function turnOf({ config = {}, host, change }: TurnSetting = {}): Turn {
  const { engine } = begin(config, host);
  const world = structuredClone(engine.world);
  world.generation += 1;
  change?.(world);
  return new Turn(world, engine.host, new Map(engine.adapters), new Map(engine.memories));
}

/** Sets what an organelle owns, E; the environment makes up the difference, so the sum stays 0. */
export function giveEnergy({ balances }: World, id: number, energy: number): void {
  const account = accountOf(id);
  balances[ENVIRONMENT]! += (balances[account] ?? 0) - energy;
  balances[account] = energy;
}

/** A record of so many episodes at one standard ROI each. */
export function recordOf(n: number, meanRoi: number, costEach = 0.5): Organelle['records'][string] {
  return { solved: n, costSum: n * costEach, standardRoi: { n, mean: meanRoi, squares: 0 } };
}

/** An attempt that has been answered and graded, in the first open cell. */
export function attemptOf(turn: Turn, organelle: Organelle, more: Partial<Attempt> = {}): Attempt {
  const cell = turn.world.cells.find(({ open }) => open)!;
  return {
    organelle,
    cell: cellName(cell),
    choice: 'foraging',
    task: drawTask(
      { family: cell.family, depth: cell.depth as 'short' },
      'train',
      turn.random('task', organelle.id, 0),
    ),
    promptTokens: 10,
    newTokens: 2,
    prompt: [],
    tokens: [],
    answer: '1',
    grade: 1,
    solved: true,
    why: 'right',
    flops: turn.host.cost.flops(64, 16, 0),
    ...more,
  };
}

/** Puts an organelle's present weights into the archive as the elite of a cell. */
export function makeElite(world: World, organelle: Organelle, cell: Cell): void {
  world.archive.entries.push({
    family: cell.family,
    depth: cell.depth,
    costBin: 0,
    organelle: organelle.id,
    weights: organelle.weights,
    quality: 0.5,
    n: 8,
    meanRoi: 0.6,
    meanCost: 0.4,
    generation: 0,
    lineage: organelle.lineage,
    lineDepth: organelle.depth,
  });
  world.archive.entries.sort((a, b) => (`${a.family} ${a.depth}` < `${b.family} ${b.depth}` ? -1 : 1));
}
