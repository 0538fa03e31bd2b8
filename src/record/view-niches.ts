/** The grid that a view fills: every family at every depth, in the order in which panels show them. Names only, no tasks. */
import { DEPTHS, type Depth } from '../tasks/depth.ts';
import { families } from '../tasks/families.ts';

export interface NicheFamily {
  name: string;
  title: string;
  /** One sentence about what is asked. */
  describe: string;
}

/** Rows of the niche map. */
export const NICHE_FAMILIES: readonly NicheFamily[] = families.map(({ name, title, describe }) => ({
  name,
  title,
  describe,
}));

/** Columns of the niche map, shallow first. */
export const NICHE_DEPTHS: readonly Depth[] = DEPTHS;
