/** Every organelle that played offers its record in each cell to the archive's bin of its mean cost. */
import { costBinOf, offer, type Elite } from '../../archive/archive.ts';
import { qualityOf, type CellPrior } from '../../archive/quality.ts';
import { merged, NOTHING } from '../../core/statistics.ts';
import { cellParts } from '../../economy/cells.ts';
import type { Act, Turn } from '../world/turn.ts';
import type { CellRecord, Organelle } from '../world/world.ts';

export const archive: Act = (turn) => {
  const { minEpisodes } = turn.config.archive;
  const played = new Set(turn.attempts.map(({ organelle, cell }) => `${organelle.id} ${cell}`));
  const cells = [...new Set(turn.attempts.map(({ cell }) => cell))];
  for (const cell of cells) {
    const prior = priorOf(turn, cell);
    for (const organelle of turn.world.organelles) {
      const record = organelle.records[cell];
      if (!record || record.standardRoi.n < minEpisodes || !played.has(`${organelle.id} ${cell}`)) continue;
      offerRecord(turn, candidateOf(turn, organelle, cell, record, prior));
    }
  }
};

function offerRecord(turn: Turn, candidate: Elite): void {
  const { minEpisodes } = turn.config.archive;
  const { archive, change } = offer(turn.world.archive, candidate, { minEpisodes });
  turn.world.archive = archive;
  if (!change) return;
  const { generation: _since, ...elite } = change.elite;
  turn.emit({
    type: 'elite',
    ...elite,
    replaced: change.replaced?.organelle ?? null,
  });
}

function candidateOf(turn: Turn, organelle: Organelle, cell: string, record: CellRecord, prior: CellPrior): Elite {
  const { n, mean } = record.standardRoi;
  const meanCost = record.costSum / n;
  return {
    ...cellParts(cell),
    costBin: costBinOf(meanCost, turn.config.archive.costEdges),
    organelle: organelle.id,
    weights: organelle.weights,
    quality: qualityOf(record.standardRoi, prior, turn.config.archive.shrinkage),
    n,
    meanRoi: mean,
    meanCost,
    generation: turn.generation,
    lineage: organelle.lineage,
    lineDepth: organelle.depth,
  };
}

/** Mean and variance of the standard ROIs of all living organelles in the cell: what is average there now. */
function priorOf(turn: Turn, cell: string): CellPrior {
  const all = turn.world.organelles.reduce(
    (sum, { records }) => merged(sum, records[cell]?.standardRoi ?? NOTHING),
    NOTHING,
  );
  return { mean: all.mean, variance: all.n > 1 ? all.squares / (all.n - 1) : 0 };
}
