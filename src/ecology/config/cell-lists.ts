/** The two parameters that are lists of names: which families a world has, and which of their cells it begins with. */
import { z } from 'zod';
import { catalogue, DEFAULT_CURRICULUM, FOR_LARGER_HOSTS } from '../../tasks/catalogue.ts';
import { DEPTHS } from '../../core/depth.ts';

/** A cell's name in files and events: `family/depth`. */
const cellName = z.string().regex(new RegExp(`^[a-z_.]+/(${DEPTHS.join('|')})$`));

export const curriculumList = z
  .array(z.string())
  .min(1)
  .default([...DEFAULT_CURRICULUM])
  .meta({
    title: 'Families',
    unit: '',
    help: `The task families that this world has, in the order in which their cells open. For larger hosts, since the micro host was not taught them: ${FOR_LARGER_HOSTS.join(', ')}.`,
    live: false,
  });

export const openingList = z
  .array(cellName)
  .min(1)
  .default([
    'code.format/short',
    'string.reverse/short',
    'list.sort/short',
    'math.sequence/short',
    'word.count/short',
    'logic.bool/short',
  ])
  .meta({
    title: 'Open at the start',
    unit: '',
    help: 'The cells in which tasks are offered from the first generation. The others open later.',
    live: false,
  });

type CellLists = { curriculum: string[]; opening: string[] };

/** What is wrong with the two lists together: the parameter, and words that go on from its title. */
export function faultsOfCells({ curriculum, opening }: CellLists): [keyof CellLists, string][] {
  const unknown = curriculum.filter((name) => !catalogue.some((family) => family.name === name));
  const strange = opening.filter((cell) => !curriculum.some((name) => cell.startsWith(`${name}/`)));
  const faults: [keyof CellLists, string][] = [];
  for (const name of unknown) faults.push(['curriculum', `names a family that this lab does not know: ${name}`]);
  for (const cell of strange)
    faults.push(['opening', `names a cell of a family that this world does not have: ${cell}`]);
  return faults;
}
