/** What a world's tasks are: which families it has, which of their cells it begins with, and the file that own ones are from. */
import { z } from 'zod';
import { catalogue, DEFAULT_CURRICULUM, FOR_LARGER_HOSTS } from '../../tasks/catalogue.ts';
import { DEPTHS } from '../../core/depth.ts';
import { isOfBook } from '../../tasks/own/names.ts';

/** A cell's name in files and events: `family/depth`. */
const cellName = z.string().regex(new RegExp(`^[^/\\s]{1,60}/(${DEPTHS.join('|')})$`));

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

export const taskBook = z
  .string()
  .regex(/^(?:[0-9a-f]{64})?$/, 'must be the 64 hex digits that a file of tasks has as its hash')
  .default('')
  .meta({
    title: 'Own tasks',
    unit: '',
    help: 'The hash of the file of tasks that the world lives on, which it carries with it. It is set when a file is given; empty: the lab’s own families only.',
    live: false,
  });

type CellLists = { curriculum: string[]; opening: string[]; tasks: string };

/** What is wrong with the two lists together: the parameter, and words that go on from its title. */
export function faultsOfCells({ curriculum, opening, tasks }: CellLists): ['curriculum' | 'opening', string][] {
  const isKnown = (name: string) => catalogue.some((family) => family.name === name) || isOfBook(name, tasks);
  const unknown = curriculum.filter((name) => !isKnown(name));
  const strange = opening.filter((cell) => !curriculum.some((name) => cell.startsWith(`${name}/`)));
  const faults: ['curriculum' | 'opening', string][] = [];
  for (const name of unknown) faults.push(['curriculum', `names a family that this lab does not know: ${name}`]);
  for (const cell of strange)
    faults.push(['opening', `names a cell of a family that this world does not have: ${cell}`]);
  return faults;
}
