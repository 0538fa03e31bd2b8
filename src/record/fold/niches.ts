/** The grid that a view fills: every family of a world at every depth, in the order in which panels show them. Names only, no tasks. */
import type { Config } from '../../ecology/config/config.ts';
import { catalogue } from '../../tasks/catalogue.ts';
import { DEPTHS, type Depth } from '../../core/depth.ts';
import type { FamilyAbout } from '../../tasks/task.ts';

type NicheFamily = FamilyAbout;

/** Every family that the lab knows, in the order of panels. */
export const NICHE_FAMILIES: readonly NicheFamily[] = catalogue;

/** Rows of a world's niche map: the families that it has. */
export function nicheFamilies({ cells }: Pick<Config, 'cells'>): readonly NicheFamily[] {
  return NICHE_FAMILIES.filter(({ name }) => cells.curriculum.includes(name));
}

/** Columns of the niche map, shallow first. */
export const NICHE_DEPTHS: readonly Depth[] = DEPTHS;
