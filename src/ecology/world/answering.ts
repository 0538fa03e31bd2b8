/**
 * Who answers in each cell as a world stands, without any further computation: what a person who stopped the run now would
 * have of it.
 */
import { wilsonInterval } from '../../core/statistics.ts';
import { cellName } from '../../economy/cells.ts';
import { routeByCell } from '../../routing/router.ts';
import type { Cell } from '../../tasks/task.ts';
import { holderOf } from './niches.ts';
import type { Organelle, World } from './world.ts';

/**
 * By the cell's name, the content hash of the weights that answer there: where survival is by niche its holder's; else of the best elite of the cell; where there is
 * none, of the living organelle with the most certain record there; null, the bare host, where nobody has solved anything.
 */
export function answeringOf(
  { archive, organelles, niches = [] }: Pick<World, 'archive' | 'organelles' | 'niches'>,
  cells: readonly Cell[],
): Map<string, string | null> {
  return new Map(
    cells.map((cell) => {
      const niche = niches.find((each) => each.cell === cellName(cell));
      if (niche) return [cellName(cell), holderOf({ organelles }, niche)?.weights ?? niche.shelf[0]?.weights ?? null];
      const best = routeByCell(archive.entries, cell) ?? mostCertain(organelles, cellName(cell));
      return [cellName(cell), best?.weights ?? null];
    }),
  );
}

/** The living organelle whose solved share in a cell has the highest lower bound, of equals the older; null when all are 0. */
function mostCertain(organelles: readonly Organelle[], cell: string): Organelle | null {
  const least = ({ records }: Organelle) => {
    const record = records[cell];
    return record ? wilsonInterval(record.solved, record.standardRoi.n).low : 0;
  };
  const [first] = organelles.filter((one) => least(one) > 0).sort((a, b) => least(b) - least(a) || a.id - b.id);
  return first ?? null;
}
