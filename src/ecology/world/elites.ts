/** How a record in a cell becomes an offer to the archive, whoever earned it. */
import { costBinOf, offer, type Elite } from '../../archive/archive.ts';
import { qualityOf, type CellPrior } from '../../archive/quality.ts';
import { merged, NOTHING } from '../../core/statistics.ts';
import { cellParts } from '../../economy/cells.ts';
import type { Config } from '../config/config.ts';
import type { Turn } from './turn.ts';
import type { CellRecord, Organelle } from './world.ts';

/** What a record proves of its weights, whosever they are. */
export type Proven = Pick<Elite, 'family' | 'depth' | 'costBin' | 'quality' | 'n' | 'meanRoi' | 'meanCost'>;

/** Mean and variance of the standard ROIs of these records in a cell, those of the living: what is average there now. */
export function priorOf(records: readonly (CellRecord | undefined)[]): CellPrior {
  const all = records.reduce((sum, record) => merged(sum, record?.standardRoi ?? NOTHING), NOTHING);
  return { mean: all.mean, variance: all.n > 1 ? all.squares / (all.n - 1) : 0 };
}

/** @param record  of one episode at least */
export function provenBy(
  { archive }: Pick<Config, 'archive'>,
  cell: string,
  record: CellRecord,
  prior: CellPrior,
): Proven {
  const { n, mean } = record.standardRoi;
  const meanCost = record.costSum / n;
  return {
    ...cellParts(cell),
    costBin: costBinOf(meanCost, archive.costEdges),
    quality: qualityOf(record.standardRoi, prior, archive.shrinkage),
    n,
    meanRoi: mean,
    meanCost,
  };
}

/** Offers it to its bin of the archive, which takes it where it is better, and then says so. */
export function offerElite(turn: Turn, organelle: Organelle, proven: Proven): void {
  const { family, depth, costBin, quality, n, meanRoi, meanCost } = proven;
  const candidate: Elite = {
    family,
    depth,
    costBin,
    organelle: organelle.id,
    weights: organelle.weights,
    quality,
    n,
    meanRoi,
    meanCost,
    generation: turn.generation,
    lineage: organelle.lineage,
    lineDepth: organelle.depth,
  };
  const { minEpisodes } = turn.config.archive;
  const { archive, change } = offer(turn.world.archive, candidate, { minEpisodes });
  turn.world.archive = archive;
  if (!change) return;
  const { generation: _since, ...elite } = change.elite;
  turn.emit({ type: 'elite', ...elite, replaced: change.replaced?.organelle ?? null });
}
