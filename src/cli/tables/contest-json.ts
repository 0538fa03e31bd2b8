/** What a contest found, for programs: `primaries` and `arms`, every figure by its name; null where there is none. */
import type { ClusteredEstimate } from '../../core/clustered.ts';
import type { Judgement } from '../../evaluation/contest/judge.ts';

/** As text, one object. Keys are only ever added. */
export function contestJson({ contest, experiments, primaries }: Judgement): string {
  const whole = {
    contest: contest.name,
    primaries: primaries.map(({ experiment, primary, against, hardest, p, holm, verdict }) => {
      const { name, arm, above, at } = primary;
      return {
        name,
        ...boundsOf('difference', hardest.difference),
        holm,
        p,
        verdict,
        experiment,
        arm,
        above,
        at: at ?? null,
        hardest: hardest.name,
        against: against.map((one) => ({ name: one.name, ...boundsOf('difference', one.difference), p: one.p })),
      };
    }),
    arms: experiments.flatMap(({ experiment, arms }) =>
      arms.map(({ arm, macro, bySeed, atMarks, cells, cost }) => ({
        experiment: experiment.name,
        name: arm.name,
        ...boundsOf('macro', macro),
        gflopPerSolved: cost.gflopPerSolved,
        gflopPerAnswer: cost.gflopPerAnswer,
        gflopPerSolvedWithBudget: cost.gflopPerSolvedWithBudget,
        toCheapestAlike: cost.toCheapestAlike,
        seeds: macro?.n ?? 0,
        bySeed,
        readings: atMarks.map(({ mark, macro: then }) => ({ tflops: mark, ...boundsOf('macro', then) })),
        cells: cells.map(({ cell, share }) => ({ cell, ...boundsOf('solved', share) })),
      })),
    ),
    differences: experiments.flatMap(({ experiment, differences }) =>
      differences.map(({ arm, less, difference }) => ({
        experiment: experiment.name,
        arm,
        less,
        ...boundsOf('difference', difference),
      })),
    ),
  };
  return JSON.stringify(whole, null, 2);
}

/** JSON has no NaN and no infinity: JSON.stringify writes null for them. */
function boundsOf(
  name: 'difference' | 'macro' | 'solved',
  estimate: ClusteredEstimate | null,
): Record<string, number | null> {
  return { [name]: estimate?.mean ?? null, low: estimate?.low ?? null, high: estimate?.high ?? null };
}
