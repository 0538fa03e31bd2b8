/**
 * The fold's part for the charts: one more entry in every column, generation 0 included.
 *
 * Coverage and QD-score follow src/archive/statistics.ts: coverage is the share of filled bins among the bins of the
 * open cells (`costEdges.length + 1` a cell); QD-score is Σ (quality − offset) over all filled bins, those of
 * cells that closed included, the offset being −1 E. Energy is what the
 * living own together. The interval of the mean ROI is Student's, 95 %, over the generation's episodes, and a gap (NaN)
 * where fewer than two were attempted.
 */
import { qdStatistics } from '../../archive/statistics.ts';
import { meanInterval } from '../../core/statistics.ts';
import type { Episode } from '../../ecology/events/events.ts';
import { readCell } from './cells.ts';
import type { Series, View } from './view.ts';

export const EMPTY_SERIES: Series = {
  generation: [],
  population: [],
  births: [],
  deaths: [],
  energy: [],
  episodes: [],
  roi: [],
  roiLow: [],
  roiHigh: [],
  costMean: [],
  solved: [],
  coverage: [],
  qdScore: [],
  lineages: [],
  solvedByFamily: {},
};

type Point = Record<Exclude<keyof Series, 'solvedByFamily'>, number>;

/** @param view as it is after the generation, but for its series */
export function appendSeries(
  view: View,
  generation: number,
  episodes: readonly Episode[],
  counts: { births: number; deaths: number },
): Series {
  const point: Point = {
    generation,
    ...counts,
    ...peoplePoint(view),
    ...episodesPoint(episodes),
    ...archivePoint(view),
  };
  const next = Object.fromEntries(
    Object.entries(point).map(([column, value]) => [column, [...view.series[column as keyof Point], value]]),
  ) as unknown as Omit<Series, 'solvedByFamily'>;
  return { ...next, solvedByFamily: appendFamilies(view.series, episodes) };
}

function peoplePoint(view: View): Pick<Point, 'population' | 'energy' | 'lineages'> {
  const living = view.living.map((id) => view.organelles.get(id)!);
  return {
    population: living.length,
    energy: living.reduce((sum, { energy }) => sum + energy, 0),
    lineages: new Set(living.map(({ lineage }) => lineage)).size,
  };
}

function episodesPoint(
  episodes: readonly Episode[],
): Pick<Point, 'episodes' | 'roi' | 'roiLow' | 'roiHigh' | 'costMean' | 'solved'> {
  const n = episodes.length;
  const roi = meanInterval(episodes.map(({ revenue, cost }) => revenue - cost));
  return {
    episodes: n,
    roi: n > 0 ? roi.mean : NaN,
    roiLow: n > 1 ? roi.low : NaN,
    roiHigh: n > 1 ? roi.high : NaN,
    costMean: n > 0 ? episodes.reduce((sum, { cost }) => sum + cost, 0) / n : NaN,
    solved: solvedShare(episodes),
  };
}

function archivePoint(view: View): Pick<Point, 'coverage' | 'qdScore'> {
  const bins = view.cells.size * (view.config.archive.costEdges.length + 1);
  const elites = [...view.elites.values()];
  const { coverage } = qdStatistics(
    elites.filter(({ family, depth }) => view.cells.has(`${family}/${depth}`)),
    bins,
  );
  return { coverage, qdScore: qdStatistics(elites, elites.length).qdScore };
}

function solvedShare(episodes: readonly Episode[]): number {
  if (episodes.length === 0) return NaN;
  return episodes.filter(({ solved }) => solved).length / episodes.length;
}

/** A family that appears late has gaps before. */
function appendFamilies(series: Series, episodes: readonly Episode[]): Series['solvedByFamily'] {
  const byFamily = new Map<string, Episode[]>();
  for (const episode of episodes) {
    const [family] = readCell(episode.cell);
    byFamily.set(family, [...(byFamily.get(family) ?? []), episode]);
  }
  const past = series.generation.length;
  const columns = new Map(Object.entries(series.solvedByFamily));
  for (const family of byFamily.keys()) {
    if (!columns.has(family)) columns.set(family, new Array<number>(past).fill(NaN));
  }
  return Object.fromEntries(
    [...columns].map(([family, column]) => [family, [...column, solvedShare(byFamily.get(family) ?? [])]]),
  );
}
