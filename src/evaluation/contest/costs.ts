/** What answers cost, and what was spent until they came. */
import { mean } from '../../core/statistics.ts';
import { spentFlops } from '../../core/flops.ts';
import { readingsAt, type ReadRun } from './scores.ts';

const GIGA = 1e9;

/** So many answers are thought to follow a run, where its whole budget is shared out over what it solves. */
export const ANSWERS_AFTER = 10_000;

/** A rival's share may lie so far below an arm's and is still a share like it. */
export const LIKE_SHARE = 0.05;

export interface Cost {
  /** GFLOP of an answer, mean of a bundle with as many tasks of every cell and moment. */
  gflopPerAnswer: number;
  /** The same bundle's GFLOP by the tasks solved in it; infinite when none were. */
  gflopPerSolved: number;
  /** With the run's whole budget shared out over `ANSWERS_AFTER` answers. */
  gflopPerSolvedWithBudget: number;
  /** `gflopPerSolved` by that of the cheapest other arm whose share is at most `LIKE_SHARE` lower; null when there is none. */
  toCheapestAlike: number | null;
}

/** An arm's share and runs. */
interface Priced {
  /** name of the arm whose runs these are */
  run: string;
  runs: readonly ReadRun[];
  /** share solved at these marks; NaN where nothing was read */
  share: number;
}

/** Costs of all arms of an experiment, in their order. Two voices of the same runs are no rivals of each other. */
export function costsOf(arms: readonly Priced[], marks: readonly number[]): Cost[] {
  const costs = arms.map((arm) => costOf(arm, marks));
  return costs.map((cost, i) => {
    const { run, share } = arms[i]!;
    const alike = costs.filter((_, other) => arms[other]!.run !== run && arms[other]!.share >= share - LIKE_SHARE);
    const cheapest = Math.min(...alike.map(({ gflopPerSolved }) => gflopPerSolved));
    return { ...cost, toCheapestAlike: Number.isFinite(cheapest) ? cost.gflopPerSolved / cheapest : null };
  });
}

function costOf({ runs, share }: Priced, marks: readonly number[]): Omit<Cost, 'toCheapestAlike'> {
  const answer = mean(
    runs.flatMap(({ readings }) => {
      const parts = readingsAt(readings, marks).flatMap(({ cells }) => Object.values(cells));
      return parts.length === 0 ? [] : [mean(parts.map(({ answerFlops, tasks }) => answerFlops / tasks.length))];
    }),
  );
  const spent = mean(runs.map(({ result }) => spentFlops(result.spent)));
  return {
    gflopPerAnswer: answer / GIGA,
    gflopPerSolved: answer / share / GIGA,
    gflopPerSolvedWithBudget: (answer + spent / ANSWERS_AFTER) / share / GIGA,
  };
}
