/**
 * Who answers where, as it leaves the lab. By cell it is who would answer there now; by family and for everything it is what
 * the lab's own routers choose among those. Where survival is by niche a holder's evidence is its watch, elsewhere an
 * elite's quality.
 */
import { cellName } from '../../economy/cells.ts';
import { answeringOf } from '../../ecology/world/answering.ts';
import { openCells } from '../../ecology/world/portfolio.ts';
import type { World } from '../../ecology/world/world.ts';
import { chooseElite, type Arm } from '../../routing/router.ts';

/** Who answers in a cell, and on what evidence. */
export interface PortfolioArm extends Arm {
  cell: string;
  /** What its quality is: the lower bound of a mean ROI, or a share of tasks solved. */
  measure: 'roi-lower-bound' | 'solved-share';
}

interface Routes {
  /** By cell; null is the bare model. */
  cells: Record<string, string | null>;
  families: Record<string, string | null>;
  single: string | null;
}

/** Those who answer in the open cells, one a cell; cells that the bare host answers are left out. */
export function portfolioArms(world: World): PortfolioArm[] {
  const answering = answeringOf(world, openCells(world));
  return openCells(world).flatMap(({ family, depth }) => {
    const cell = cellName({ family, depth });
    const weights = answering.get(cell) ?? null;
    return weights === null ? [] : [{ family, depth, cell, weights, ...evidenceOf(world, cell, weights) }];
  });
}

function evidenceOf(
  { archive, niches = [], organelles }: World,
  cell: string,
  weights: string,
): Pick<PortfolioArm, 'organelle' | 'quality' | 'n' | 'measure'> {
  const elites = archive.entries.filter((elite) => elite.weights === weights && cellName(elite) === cell);
  const elite = elites.sort((a, b) => b.quality - a.quality)[0];
  const niche = niches.find((each) => each.cell === cell);
  if (elite && !niche)
    return { organelle: elite.organelle, quality: elite.quality, n: elite.n, measure: 'roi-lower-bound' };
  const measure = 'solved-share';
  const former = niche?.shelf.find((one) => one.weights === weights);
  const living = organelles.find((one) => one.weights === weights);
  if (!living && former) return { organelle: former.organelle, quality: former.share, n: 0, measure };
  const record = living!.records[cell];
  const seen = niche ? niche.watch.outcomes.length : (record?.standardRoi.n ?? 0);
  const solved = niche ? niche.watch.outcomes.filter(Boolean).length : (record?.solved ?? 0);
  return { organelle: living!.id, quality: seen === 0 ? 0 : solved / seen, n: seen, measure };
}

/** The routes over these arms. @param nameOf  what an adapter is called where it is going */
export function routesOf(world: World, arms: readonly PortfolioArm[], nameOf: (weights: string) => string): Routes {
  const cells = openCells(world);
  // What has a lower bound of its ROI is not compared with what has only a share of tasks solved.
  const proven = arms.filter(({ measure }) => measure === 'roi-lower-bound');
  const rivals = proven.length > 0 ? proven : arms;
  const named = (arm: PortfolioArm | null | undefined) => (arm ? nameOf(arm.weights) : null);
  const families = [...new Set(cells.map(({ family }) => family))];
  return {
    cells: Object.fromEntries(
      cells.map((cell) => [cellName(cell), named(arms.find((arm) => arm.cell === cellName(cell)))]),
    ),
    families: Object.fromEntries(
      families.map((family) => [family, named(chooseElite('family', rivals, { family, depth: '' }))]),
    ),
    single: named(chooseElite('single', rivals, { family: '', depth: '' })),
  };
}
