/**
 * The niche map as data: for every cell its bins, each with its elite or the reason why there is none. Kept apart from
 * the drawing so that it can be tested, and so that the same words appear in tooltips and for screen readers.
 */
import type { Depth } from '../../core/depth.ts';
import { wilsonInterval } from '../../core/statistics.ts';
import { NICHE_DEPTHS, nicheFamilies, plainName } from '../../record/fold/niches.ts';
import type { CellView, EliteView, View } from '../../record/fold/view.ts';
import { bracket, count, percent, plain, quantity, signed } from '../words/format.ts';

interface NicheBin {
  key: string;
  costBin: number;
  elite: EliteView | null;
  eliteName: string;
}

export interface NicheCell {
  id: string;
  family: string;
  depth: Depth;
  /** Null while the cell is closed. */
  cell: CellView | null;
  bins: readonly NicheBin[];
}

export interface NicheRow {
  family: string;
  /** What its tasks ask. */
  describe: string;
  cells: readonly NicheCell[];
}

/** Rows are families in the order of the registry, columns depths, bins from cheap to dear. */
export function nicheRows(view: View): NicheRow[] {
  const binCount = view.config.archive.costEdges.length + 1;
  return nicheFamilies(view.config).map(({ name: family, title, describe }) => ({
    family,
    describe: `${title}: ${describe}`,
    cells: NICHE_DEPTHS.map((depth) => nicheCell(view, family, depth, binCount)),
  }));
}

function nicheCell(view: View, family: string, depth: Depth, binCount: number): NicheCell {
  const id = `${family}/${depth}`;
  const bins = Array.from({ length: binCount }, (_, costBin): NicheBin => {
    const key = `${id}/${costBin}`;
    const elite = view.elites.get(key) ?? null;
    return {
      key,
      costBin,
      elite,
      eliteName: elite ? (view.organelles.get(elite.organelle)?.name ?? `no. ${elite.organelle}`) : '',
    };
  });
  return { id, family, depth, cell: view.cells.get(id) ?? null, bins };
}

/** The highest price any open cell can pay, for the price bars. */
export function priceCeiling(view: View): number {
  return Math.max(view.config.prices.max, ...[...view.cells.values()].map((cell) => cell.priceEnergy));
}

/** The costs that a bin holds: `below 0.45 E`, `0.45 to 0.6 E`, `above 0.6 E`. */
export function costRange(edges: readonly number[], costBin: number): string {
  const low = edges[costBin - 1];
  const high = edges[costBin];
  if (low === undefined && high === undefined) return 'any cost';
  if (low === undefined) return `below ${plain(high!)} E`;
  if (high === undefined) return `above ${plain(low)} E`;
  return `${plain(low)} to ${plain(high)} E`;
}

/** What a bin says of itself when it is asked. */
export function describeBin(niche: NicheCell, bin: NicheBin, view: View): string {
  const cost = `answers that cost ${costRange(view.config.archive.costEdges, bin.costBin)}`;
  if (!niche.cell)
    return `${plainName(niche.family)}, ${niche.depth}: closed\nIt opens later: by schedule, or when an easier depth is mastered.`;
  if (!bin.elite) {
    const need = view.config.archive.minEpisodes;
    return `${plainName(niche.family)}, ${niche.depth}: ${cost}\nNo elite yet. An organelle needs ${count(need)} attempts in this cell at that mean cost to hold the bin.`;
  }
  const { quality, n, meanRoi, meanCost, sinceGeneration } = bin.elite;
  return [
    `${plainName(niche.family)}, ${niche.depth}: ${cost}`,
    `Elite ${bin.eliteName}, since generation ${count(sinceGeneration)}`,
    `Quality ${signed(quality)} E: the lower 95 % bound of its mean ROI at the base price, shrunk to the cell’s mean`,
    `Mean ROI ${signed(meanRoi)} E at the base price, at a mean cost of ${quantity(meanCost)} E, n = ${count(n)}`,
  ].join('\n');
}

/** What a cell says of its price; with the price of a full bar where it stands beside one. */
export function describePrice(cell: CellView, ceiling?: number): string {
  const rate =
    cell.attempts > 0
      ? `${percent(cell.solved / cell.attempts)} % of ${count(cell.attempts)} attempts solved`
      : 'no attempts yet';
  const bar = ceiling === undefined ? '' : ` A full bar is ${quantity(ceiling)} E.`;
  return `Price ${quantity(cell.priceEnergy)} E for a solved task: base + slope × (target − running success), with the season.${bar}\n${rate}.`;
}

/** A share with its 95 % Wilson interval, in words. */
export function shareWithInterval(solved: number, n: number): string {
  if (n === 0) return 'no attempts yet';
  const { mean, low, high } = wilsonInterval(solved, n);
  return `${percent(mean)} % ${bracket(low, high, percent)}, n = ${count(n)}`;
}
