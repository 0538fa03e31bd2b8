/**
 * The archive as pyribs' ArchiveDataFrame reads it: `solution_0`…, here what little of a solution fits into a table (the
 * organelle; its weights are an adapter's file, named in `weights`), `objective`, `measures_0`…, `index`, and columns of our
 * own. The measures are the bin's three coordinates as whole numbers, so that the index is that of a pyribs GridArchive with
 * dims [families, depths, cost bins] and a range of −0.5 to n − 0.5 each: row-major, the last the fastest.
 */
import { DEPTHS } from '../../core/depth.ts';
import { compareTexts } from '../../base/order.ts';
import type { World } from '../../ecology/world/world.ts';
import type { ColumnTable } from '../columns.ts';

interface ArchiveGrid {
  families: readonly string[];
  depths: readonly string[];
  costBins: number;
}

/** The grid that indexes are of: families that the world ever had or may have, in alphabetical order. */
export function gridOf({ archive, config }: Pick<World, 'archive' | 'config'>): ArchiveGrid {
  const families = new Set([...config.cells.curriculum, ...archive.entries.map(({ family }) => family)]);
  const edges = config.archive.costEdges.length + 1;
  const costBins = archive.entries.reduce((most, { costBin }) => Math.max(most, costBin + 1), edges);
  return { families: [...families].sort(compareTexts), depths: DEPTHS, costBins };
}

export function archiveTable({ archive, config }: Pick<World, 'archive' | 'config'>): ColumnTable {
  const grid = gridOf({ archive, config });
  const { entries } = archive;
  const family = entries.map((elite) => grid.families.indexOf(elite.family));
  const depth = entries.map((elite) => grid.depths.indexOf(elite.depth));
  const index = entries.map(
    ({ costBin }, i) => (family[i]! * grid.depths.length + depth[i]!) * grid.costBins + costBin,
  );
  return {
    columns: [
      { name: 'solution_0', type: 'whole', values: entries.map(({ organelle }) => organelle) },
      { name: 'objective', type: 'number', values: entries.map(({ quality }) => quality) },
      { name: 'measures_0', type: 'whole', values: family },
      { name: 'measures_1', type: 'whole', values: depth },
      { name: 'measures_2', type: 'whole', values: entries.map(({ costBin }) => costBin) },
      { name: 'index', type: 'whole', values: index },
      { name: 'family', type: 'text', values: entries.map((elite) => elite.family) },
      { name: 'depth', type: 'text', values: entries.map((elite) => elite.depth) },
      { name: 'weights', type: 'text', values: entries.map(({ weights }) => weights) },
      { name: 'episodes', type: 'whole', values: entries.map(({ n }) => n) },
      { name: 'mean_roi', type: 'number', values: entries.map(({ meanRoi }) => meanRoi) },
      { name: 'mean_cost', type: 'number', values: entries.map(({ meanCost }) => meanCost) },
      { name: 'generation', type: 'whole', values: entries.map(({ generation }) => generation) },
    ],
  };
}
