/** Descent in words: who somebody came from, by what, and what became of it. */
import { forebearsOf, lineOf } from '../../record/fold/line.ts';
import { RETIREMENT_WORDS } from '../../record/fold/statement.ts';
import type { OrganelleView, View } from '../../record/fold/view.ts';
import { count, plural } from '../words/format.ts';
import { originOf } from '../words/organelle.ts';
import type { Band, Descent } from './family.ts';

/** `split of Ada`, `merged of Ada and Bea`, `a newcomer`. */
export function descentWords(organelle: OrganelleView, organelles: View['organelles']): string {
  const { operator, former } = organelle;
  const names = forebearsOf(organelle)
    .map((id) => organelles.get(id)?.name ?? `no. ${id}`)
    .join(' and ');
  if (operator === 'split') return `split of ${names}`;
  if (operator === 'merge') return `merged of ${names}`;
  if (operator === 'clone') return `a clone of ${names}`;
  if (operator === 'brought') return 'brought in by hand';
  if (former !== null) return `${names} that returned`;
  return operator === 'immigrant' ? 'an elite that returned' : 'nobody’s child';
}

/** What a band says of itself when it is pointed at. */
export function bandWords({ organelle }: Band, organelles: View['organelles']): string {
  const { name, id, diedGeneration, diedWhy } = organelle;
  const line = [...lineOf(id, organelles)].map((each) => organelles.get(each)!);
  const living = line.filter((each) => each.diedGeneration === null && each.id !== id).length;
  const end =
    diedGeneration === null
      ? 'alive'
      : `died in generation ${count(diedGeneration)}, ${RETIREMENT_WORDS[diedWhy ?? 'age']}`;
  const of = line.length === 1 ? 'no descendants' : `${plural(line.length - 1, 'descendant')}, ${count(living)} alive`;
  return `${name}: ${originOf(organelle).toLowerCase()}, ${descentWords(organelle, organelles)}\n${end}; ${of}`;
}

/** The whole family in one line. */
export function familyWords({ bands, extinct }: Descent): string {
  const alive = bands.filter(({ organelle }) => organelle.diedGeneration === null);
  const lines = new Set(alive.map(({ organelle }) => organelle.lineage)).size;
  return `${plural(alive.length, 'organelle')} of ${plural(lines, 'line')} alive, ${count(extinct)} in branches that died out`;
}
