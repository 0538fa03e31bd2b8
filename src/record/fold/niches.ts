/** The grid that a view fills: every family of a world at every depth, in the order in which panels show them. Names only, no tasks. */
import type { Config } from '../../ecology/config/config.ts';
import { catalogue } from '../../tasks/catalogue.ts';
import { DEPTHS, type Depth } from '../../core/depth.ts';
import { isOfBook, plainName } from '../../tasks/own/names.ts';
import type { FamilyAbout } from '../../tasks/task.ts';

export { plainName } from '../../tasks/own/names.ts';

type NicheFamily = FamilyAbout;

/** Every family that the lab knows, in the order of panels. */
export const NICHE_FAMILIES: readonly NicheFamily[] = catalogue;

/** Rows of a world's niche map: the families that it has. */
export function nicheFamilies({ cells }: Pick<Config, 'cells'>): readonly NicheFamily[] {
  const own = cells.curriculum.filter((name) => isOfBook(name, cells.tasks));
  return [...NICHE_FAMILIES.filter(({ name }) => cells.curriculum.includes(name)), ...own.map(ownFamily)];
}

/** A family of the run's own tasks, of which the page knows the name. */
function ownFamily(name: string): NicheFamily {
  return { name, title: plainName(name), describe: 'Tasks of the run’s own file.', needs: 'larger' };
}

/** Columns of the niche map, shallow first. */
export const NICHE_DEPTHS: readonly Depth[] = DEPTHS;
