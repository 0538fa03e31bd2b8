/** A book's families: each a list of tasks by depth, graded as each task says. */
import { canonicalJson } from '../../base/hash.ts';
import { DEPTHS, type Depth } from '../../core/depth.ts';
import { graderOf } from '../graders/graders.ts';
import type { Grader } from '../graders/grader.ts';
import { taskId } from '../pool-of.ts';
import type { Exercise, Family, JsonValue, ListedExercise, Task } from '../task.ts';
import type { TaskBook } from './book.ts';
import { keepBook, knownBook } from './known.ts';
import { contentKey } from './likeness.ts';
import { ownName } from './names.ts';
import type { OwnTask } from './own-task.ts';

/** What a target is wrapped in, in families whose tasks are graded in several ways. */
const WRAP = '@grader';

interface Way {
  grader: Grader;
  settings: unknown;
}

/**
 * Puts a book's families at hand.
 * @param own  its own grader, where its tasks name one
 * @throws RangeError for tasks that no reader of files would have made
 */
export function learnBook(book: TaskBook, own: Grader | null = null): readonly Family[] {
  const known = knownBook(book.hash);
  if (known) return known.families;
  const names = [...new Set(book.tasks.map(({ family }) => family))];
  const families = names.map((name) => familyIn(book, name, own));
  keepBook(book, families);
  return families;
}

/** Every task of a book that is at hand, as worlds are asked it, in the order of the book. */
export function tasksOfBook(hash: string): Omit<Task, 'pool'>[] {
  const { book, families } = knownBook(hash)!;
  const targets = new Map(
    families.flatMap((family) =>
      DEPTHS.flatMap((depth) => family.listed!(depth)).map(({ prompt, target }) => [prompt, target] as const),
    ),
  );
  return book.tasks.map(({ family, depth, prompt }) => ({
    family: ownName(family, hash),
    depth,
    prompt,
    target: targets.get(prompt)!,
    id: taskId(prompt),
  }));
}

function familyIn(book: TaskBook, name: string, own: Grader | null): Family {
  const tasks = book.tasks.filter(({ family }) => family === name);
  const { ways, places } = waysOf(tasks, own);
  const wrapped = (target: JsonValue, way: number): JsonValue => (ways.length === 1 ? target : { [WRAP]: way, target });
  const lists = Object.fromEntries(DEPTHS.map((depth) => [depth, [] as ListedExercise[]])) as Record<
    Depth,
    ListedExercise[]
  >;
  tasks.forEach(({ depth, prompt, target, pool }, i) =>
    lists[depth].push({ prompt, target: wrapped(target, places[i]!), ...(pool === undefined ? {} : { pool }) }),
  );
  const opened = (target: JsonValue): { way: Way; target: JsonValue } => {
    if (ways.length === 1) return { way: ways[0]!, target };
    const { [WRAP]: way, target: inner } = target as { [WRAP]: number; target: JsonValue };
    return { way: ways[way]!, target: inner };
  };
  return {
    name: ownName(name, book.hash),
    title: name,
    describe: `${tasks.length} tasks of the run’s own file.`,
    needs: 'larger',
    generate: (random, depth) => random.choice(lists[depth]),
    listed: (depth) => lists[depth],
    identity: ({ prompt, target }: Exercise) => contentKey({ prompt, target: opened(target).target }),
    grade(answer, written) {
      const { way, target } = opened(written);
      return way.grader.grade(answer, target, way.settings);
    },
    write(written) {
      const { way, target } = opened(written);
      return way.grader.write(target, way.settings) ?? '';
    },
  };
}

/** The different ways in which tasks are graded, and for each task which. */
function waysOf(tasks: readonly OwnTask[], own: Grader | null): { ways: Way[]; places: number[] } {
  const ways: Way[] = [];
  const known = new Map<string, number>();
  const places = tasks.map(({ grader, target }) => {
    const key = JSON.stringify(grader);
    const place = known.get(key) ?? ways.length;
    if (place === ways.length) {
      const { name, ...settings } = grader;
      const found = name === 'function' ? own : graderOf(name);
      if (!found) throw new RangeError(`no grader called ${name}`);
      ways.push({ grader: found, settings: found.settings.parse(settings) });
      known.set(key, place);
    }
    requireTaken(ways[place]!, target);
    return place;
  });
  return { ways, places };
}

/** A target is in the form that its grader gives it: whatever grades it may trust that. */
function requireTaken({ grader, settings }: Way, target: JsonValue): void {
  const taken = grader.take(target, settings);
  if ('fault' in taken || canonicalJson(taken.value) !== canonicalJson(target))
    throw new RangeError(`a target that ${grader.name} does not take`);
}
