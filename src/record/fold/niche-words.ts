/** What is said of niches wherever they are spoken of: what one wants, and who took it, by name. */
import type { EventOf } from '../../ecology/events/events.ts';
import { USUAL } from '../../tasks/usual.ts';
import type { CellView, OrganelleView } from './view.ts';

export { WATCH_LENGTH } from '../../ecology/niches/watch.ts';

/** Everybody who may be spoken of, by id. */
export type Named = ReadonlyMap<number, Pick<OrganelleView, 'name' | 'parents'>>;

/** The form of answer that a cell wants when it is not its usual one; else null. */
export function customOf(cell: Pick<CellView, 'custom'> | undefined): string | null {
  const name = cell?.custom?.name;
  return name === undefined || name === USUAL ? null : name;
}

/** `wants descending now`. */
export function wantsNow(custom: string): string {
  return custom === USUAL ? 'wants its usual form again' : `wants ${custom} now`;
}

/** Who took a niche, and what it was before: `taken by Bozavur, a newcomer`. */
export function takenByWhom(
  { organelle, how }: Pick<EventOf<'niche-taken'>, 'organelle' | 'how'>,
  organelles: Named,
): string {
  const taker = organelles.get(organelle);
  const parent = organelles.get(taker?.parents[0] ?? 0)?.name ?? 'somebody';
  const what = {
    founder: 'a founder',
    newcomer: 'a newcomer',
    former: 'a former holder that returns',
    neighbour: `a child of its neighbour ${parent}`,
    split: `a child of ${parent}`,
  }[how];
  return `taken by ${taker?.name ?? `no. ${organelle}`}, ${what}`;
}
