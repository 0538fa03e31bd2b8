/**
 * The archive in figures. Definitions are those of pyribs' ArchiveStats (num_elites, coverage, qd_score, norm_qd_score,
 * obj_max, obj_mean), with quality as the objective.
 */
interface QdStatistics {
  elites: number;
  /** Filled bins ÷ all bins, 0 to 1. */
  coverage: number;
  /** Σ (quality − offset) over the elites, E. */
  qdScore: number;
  /** qdScore ÷ all bins, E. */
  normalisedQdScore: number;
  /** Best and mean quality, E; null without elites. */
  best: number | null;
  mean: number | null;
  /** What was subtracted from each quality, E. */
  offsetEnergy: number;
}

/**
 * The offset, stated wherever a QD-score is: −1 E. An elite then counts for what it earns beyond losing one reference
 * answer's energy with every episode, so that filling a bin adds to the score even at a small loss.
 */
const QD_OFFSET_ENERGY = -1;

/** @param bins  how many bins there are: cells × cost bins */
export function qdStatistics(
  elites: readonly { quality: number }[],
  bins: number,
  offsetEnergy: number = QD_OFFSET_ENERGY,
): QdStatistics {
  if (elites.length > bins) throw new RangeError(`${elites.length} elites in ${bins} bins`);
  const qualities = elites.map(({ quality }) => quality);
  const qdScore = qualities.reduce((sum, quality) => sum + (quality - offsetEnergy), 0);
  const some = qualities.length > 0;
  return {
    elites: qualities.length,
    coverage: bins > 0 ? qualities.length / bins : 0,
    qdScore,
    normalisedQdScore: bins > 0 ? qdScore / bins : 0,
    best: some ? qualities.reduce((best, quality) => Math.max(best, quality)) : null,
    mean: some ? qualities.reduce((sum, quality) => sum + quality, 0) / qualities.length : null,
    offsetEnergy,
  };
}
