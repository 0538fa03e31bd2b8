/**
 * Who is of a line, and the columns of the charts for a chosen line alone: the same definitions as the series of a view
 * (series.ts), over the members only. A view keeps no history of everybody, so it is read once more from the journal.
 */
import { qdStatistics } from '../../archive/statistics.ts';
import type { Episode, GenerationRecord } from '../../ecology/events/events.ts';
import { readCell } from './cells.ts';
import type { OrganelleView, View } from './view.ts';

/** Whom somebody comes from: its parents, or, of one that returned, its own former life. */
export function forebearsOf({ parents, former }: Pick<OrganelleView, 'parents' | 'former'>): readonly number[] {
  return parents.length === 0 && former !== null ? [former] : parents;
}

/** Who descends from an organelle by either parent, itself among them, with the later lives of each. */
export function lineOf(id: number, organelles: View['organelles']): Set<number> {
  const line = new Set([id]);
  // Whoever one comes from was born before, and the ids follow the births.
  for (const each of [...organelles.values()].sort((one, other) => one.id - other.id))
    if (forebearsOf(each).some((from) => line.has(from))) line.add(each.id);
  return line;
}

/** One entry a generation from 0 on; gaps are NaN. */
export interface LineSeries {
  population: readonly number[];
  /** Sum of the members' balances, E. */
  energy: readonly number[];
  /** Mean ROI of the members' episodes, E. */
  roi: readonly number[];
  episodes: readonly number[];
  /** Share of bins of the open cells whose elite is a member, 0 to 1. */
  coverage: readonly number[];
  /** Σ (quality + 1 E) over the bins whose elite is a member. */
  qdScore: readonly number[];
  /** Solved share of the members' episodes by family; NaN where none of them tried. */
  solvedByFamily: Readonly<Record<string, readonly number[]>>;
}

export const NO_LINE: LineSeries = {
  population: [],
  energy: [],
  roi: [],
  episodes: [],
  coverage: [],
  qdScore: [],
  solvedByFamily: {},
};

/** What one generation adds. */
type LinePoint = { [Column in Exclude<keyof LineSeries, 'solvedByFamily'>]: number } & {
  solvedByFamily: Readonly<Record<string, number>>;
};

/** @param view  after that generation */
export function linePoint(view: View, { events }: GenerationRecord, members: ReadonlySet<number>): LinePoint {
  const living = view.living.filter((id) => members.has(id)).map((id) => view.organelles.get(id)!);
  const episodes = events.filter((event) => event.type === 'episode' && members.has(event.organelle)) as Episode[];
  const bins = view.cells.size * (view.config.archive.costEdges.length + 1);
  const elites = [...view.elites.values()].filter(({ organelle }) => members.has(organelle));
  const open = elites.filter(({ family, depth }) => view.cells.has(`${family}/${depth}`));
  return {
    population: living.length,
    energy: sum(living.map(({ energy }) => energy)),
    roi: mean(episodes.map(({ revenue, cost }) => revenue - cost)),
    episodes: episodes.length,
    coverage: qdStatistics(open, bins).coverage,
    qdScore: qdStatistics(elites, elites.length).qdScore,
    solvedByFamily: solvedByFamily(episodes),
  };
}

/** The series with those generations at its end. */
export function extendedLine(line: LineSeries, points: readonly LinePoint[]): LineSeries {
  if (points.length === 0) return line;
  const past = line.population.length;
  const families = new Set([line, ...points].flatMap((each) => Object.keys(each.solvedByFamily)));
  const column = (name: keyof Omit<LineSeries, 'solvedByFamily'>) => [
    ...line[name],
    ...points.map((each) => each[name]),
  ];
  return {
    population: column('population'),
    energy: column('energy'),
    roi: column('roi'),
    episodes: column('episodes'),
    coverage: column('coverage'),
    qdScore: column('qdScore'),
    solvedByFamily: Object.fromEntries(
      [...families].map((family) => [
        family,
        [
          ...(line.solvedByFamily[family] ?? new Array<number>(past).fill(NaN)),
          ...points.map((each) => each.solvedByFamily[family] ?? NaN),
        ],
      ]),
    ),
  };
}

function solvedByFamily(episodes: readonly Episode[]): Record<string, number> {
  const byFamily = new Map<string, number[]>();
  for (const { cell, solved } of episodes) {
    const [family] = readCell(cell);
    byFamily.set(family, [...(byFamily.get(family) ?? []), solved ? 1 : 0]);
  }
  return Object.fromEntries([...byFamily].map(([family, marks]) => [family, mean(marks)]));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? NaN : sum(values) / values.length);
