/**
 * The quality-diversity archive: the best organelle known for every bin of family × depth × cost, so that a cheap
 * answer and a dear one, or two trades, never compete. An entry gives way only to a better one: quality in a bin never
 * falls. Plain data; the weights themselves are kept elsewhere, by hash.
 */
import { z } from 'zod';
import { compareTexts } from '../base/order.ts';
import { DEPTHS } from '../core/depth.ts';

export const eliteSchema = z.strictObject({
  family: z.string().min(1),
  depth: z.enum(DEPTHS),
  /** 0 is the cheapest. */
  costBin: z.int().min(0),
  organelle: z.int().min(1),
  /** Content hash of the weights it had. */
  weights: z.string().regex(/^[0-9a-f]{64}$/),
  /** Lower 95 % bound of its mean ROI, E; see quality.ts. */
  quality: z.number(),
  /** Episodes behind it. */
  n: z.int().min(1),
  meanRoi: z.number(),
  meanCost: z.number().min(0),
  /** When it took the bin. */
  generation: z.int().min(0),
  /** The founder from which its organelle descends, and the births between them; older files lack both. */
  lineage: z.int().min(1).optional(),
  lineDepth: z.int().min(0).optional(),
});
export type Elite = z.infer<typeof eliteSchema>;

/** Entries in the order of their bins; at most one a bin. */
export const archiveStateSchema = z
  .strictObject({ entries: z.array(eliteSchema) })
  .refine(
    ({ entries }) => entries.every((entry, i) => i === 0 || compareBins(entries[i - 1]!, entry) < 0),
    'bins must be in order, each once',
  );
export type ArchiveState = z.infer<typeof archiveStateSchema>;

/** What identifies a bin. */
export type Bin = Pick<Elite, 'family' | 'depth' | 'costBin'>;

export interface ArchiveChange {
  elite: Elite;
  /** The entry that held the bin before, if any. */
  replaced: Elite | null;
}

export function emptyArchive(): ArchiveState {
  return { entries: [] };
}

/**
 * The cost bin of a mean cost: how many edges it has reached. An edge belongs to the bin above it.
 * @param edges  rising, E
 */
export function costBinOf(meanCost: number, edges: readonly number[]): number {
  return edges.filter((edge) => meanCost >= edge).length;
}

/** The elite of a bin, or null. */
export function eliteAt(archive: ArchiveState, bin: Bin): Elite | null {
  return archive.entries.find((entry) => compareBins(entry, bin) === 0) ?? null;
}

/**
 * Offers a candidate to its bin. It is taken when it has enough episodes and the bin is empty or held by a lower
 * quality; on a tie the holder stays. Returns the archive as it is then, and what changed, or null.
 */
export function offer(
  archive: ArchiveState,
  candidate: Elite,
  { minEpisodes = 8 }: { minEpisodes?: number } = {},
): { archive: ArchiveState; change: ArchiveChange | null } {
  if (!Number.isFinite(candidate.quality)) throw new RangeError(`a quality of ${candidate.quality}`);
  const replaced = eliteAt(archive, candidate);
  const better = replaced === null || candidate.quality > replaced.quality;
  if (candidate.n < minEpisodes || !better) return { archive, change: null };
  const entries = [...archive.entries.filter((entry) => entry !== replaced), { ...candidate }].sort(compareBins);
  return { archive: { entries }, change: { elite: candidate, replaced } };
}

/** The order of bins: family, depth, cost. */
function compareBins(a: Bin, b: Bin): number {
  return compareTexts(a.family, b.family) || compareTexts(a.depth, b.depth) || a.costBin - b.costBin;
}
