/** What the runs of a contest lived through, spent and were made of, as Markdown tables. */
import { meanInterval, mean } from '../../core/statistics.ts';
import { spentFlops } from '../../core/flops.ts';
import { medianTime } from '../../core/survival.ts';
import type { JudgedArm } from '../../evaluation/contest/judge.ts';
import type { Result } from '../../evaluation/contest/reading.ts';
import { customsOf, RECOVERED, type Customs } from '../../evaluation/contest/visits.ts';
import { PURPOSES, tera } from '../flops.ts';
import { inPercent, printTable, shareInterval, type Column } from './figures.ts';

const ARM: Column<{ name: string }> = { title: 'arm', of: ({ name }) => name };

/** Prints what arms recall of a form of answer that comes back, and how soon they recover from a change. */
export function printCustoms(arms: readonly JudgedArm[]): void {
  const rows = arms.map(({ arm, runs }) => ({ name: arm.name, seeds: runs.map(customsOf) }));
  printTable(CUSTOM_COLUMNS, rows);
}

interface Lived {
  name: string;
  /** seed by seed */
  seeds: readonly Customs[];
}

const CUSTOM_COLUMNS: readonly Column<Lived>[] = [
  ARM,
  { title: 'solved when a form is new', of: ({ seeds }) => overSeeds(seeds, 'firstVisit') },
  { title: 'when it comes back: recall at the second visit', of: ({ seeds }) => overSeeds(seeds, 'secondVisit') },
  { title: 'when it was last wanted before', of: ({ seeds }) => overSeeds(seeds, 'leftBehind') },
  {
    title: `changes after which ${inPercent(RECOVERED)} of what was solved before were solved again`,
    of: ({ seeds }) => {
      const all = seeds.flatMap(({ recoveries }) => recoveries);
      return `${all.filter(({ happened }) => happened).length} of ${all.length}`;
    },
  },
  {
    title: 'TFLOPs until then, median of all changes',
    of: ({ seeds }) => {
      const all = seeds.flatMap(({ recoveries }) => recoveries);
      const median = medianTime(all);
      if (median !== null) return tera(median);
      return all.length === 0 ? '–' : 'not reached by half';
    },
  },
];

/** Mean over the seeds in which it happened, with Student's interval. */
function overSeeds(seeds: readonly Customs[], figure: 'firstVisit' | 'secondVisit' | 'leftBehind'): string {
  const values = seeds.map((seed) => seed[figure]).filter((value) => !Number.isNaN(value));
  return values.length === 0 ? '–' : shareInterval(meanInterval(values), 2);
}

/** Runs of one arm. */
interface Ran {
  name: string;
  results: readonly Result[];
}

/**
 * Prints what runs spent, by purpose. Arms that are another's voice spend nothing of their own.
 * @param tuning  TFLOPs that the search for each arm's settings took, beside its runs
 */
export function printSpent(arms: readonly JudgedArm[], tuning?: number): void {
  const rows = ranOf(arms);
  const known: readonly string[] = PURPOSES;
  const all = [...new Set(rows.flatMap(({ results }) => results.flatMap(({ spent }) => Object.keys(spent))))];
  const purposes = [...known.filter((one) => all.includes(one)), ...all.filter((one) => !known.includes(one))];
  printTable(
    [
      ARM,
      {
        title: 'TFLOPs of a run',
        of: ({ results }: Ran) =>
          between(
            results.map(({ spent }) => spentFlops(spent)),
            tera,
          ),
      },
      ...purposes
        .filter((purpose) => purpose !== 'measure')
        .map((purpose) => ({
          title: `of which ${purpose}`,
          of: ({ results }: Ran) => tera(mean(results.map(({ spent }) => spent[purpose] ?? 0))),
        })),
      ...(tuning === undefined ? [] : [{ title: 'besides: tuning', of: () => String(tuning) }]),
    ],
    rows,
  );
}

/** Prints what runs were made of, so that nobody can call a generalist a colony. */
export function printFacts(arms: readonly JudgedArm[]): void {
  const rows = ranOf(arms);
  const kinds = [
    ...new Set(rows.flatMap(({ results }) => results.flatMap(({ facts }) => Object.keys(facts.takeovers)))),
  ];
  const cells = [...new Set(rows.flatMap(({ results }) => results.flatMap(({ facts }) => Object.keys(facts.updates))))];
  printTable(
    [
      ARM,
      {
        title: 'lines alive, least and most of all readings',
        of: ({ results }: Ran) =>
          between(
            results.flatMap(({ readings }) => readings.map(({ lines }) => lines)),
            whole,
          ),
      },
      {
        title: 'lines alive at the end',
        of: ({ results }: Ran) =>
          between(
            results.map(({ facts }) => facts.lines),
            whole,
          ),
      },
      { title: 'an ancestor’s share of the FLOPs', of: ({ results }: Ran) => shareOf(results, 'ancestorFlops') },
      { title: 'FLOPs charged in energy', of: ({ results }: Ran) => shareOf(results, 'chargedFlops') },
      ...cells.sort().map((cell) => ({
        title: `updates for ${cell}`,
        of: ({ results }: Ran) =>
          between(
            results.map(({ facts }) => facts.updates[cell] ?? 0),
            whole,
          ),
      })),
      ...kinds.map((kind) => ({
        title: `niches taken: ${kind}`,
        of: ({ results }: Ran) =>
          between(
            results.map(({ facts }) => facts.takeovers[kind] ?? 0),
            whole,
          ),
      })),
    ],
    rows,
  );
}

function ranOf(arms: readonly JudgedArm[]): Ran[] {
  return arms
    .filter(({ arm, runs }) => arm.kind !== 'voice' && runs.length > 0)
    .map(({ arm, runs }) => ({ name: arm.name, results: runs.map(({ result }) => result) }));
}

/** Of what runs spent; of those that spent nothing there is no share. */
function shareOf(results: readonly Result[], figure: 'ancestorFlops' | 'chargedFlops'): string {
  const spenders = results.filter(({ spent }) => spentFlops(spent) > 0);
  if (spenders.length === 0) return '–';
  return between(
    spenders.map(({ facts, spent }) => facts[figure] / spentFlops(spent)),
    inPercent,
  );
}

/** The least and the most of some runs, once where that is the same. */
function between(values: readonly number[], text: (value: number) => string): string {
  const [least, most] = [text(Math.min(...values)), text(Math.max(...values))];
  return least === most ? least : `${least} to ${most}`;
}

function whole(value: number): string {
  return String(Math.round(value));
}
