/**
 * The three pools, and drawing tasks from one of them. A problem's pool is a keyed hash of its content, which is its prompt
 * or what its family says identifies it, so it is the same for every depth, run and machine of a salt. What measures can
 * never have been what taught, nor the same thing in another order.
 */
import { LabError } from '../core/errors.ts';
import type { Random } from '../base/random.ts';
import { USUAL, wantedBy } from './customs.ts';
import { familyOf } from './families.ts';
import { listedIn } from './listed.ts';
import { contentKeyOf, poolKeyOf, poolOf, taskId } from './pool-of.ts';
import type { Cell, Exercise, Pool, Task } from './task.ts';

export { contentKeyOf, poolKeyOf, poolOf, POOLS } from './pool-of.ts';

/** Tries for one task of a pool; the smallest pool of the smallest cell holds its likeliest prompt every few tries. */
const MOST_TRIES = 4000;
/** Tries of luck in a list, before what is left of it is looked through. */
const TRIES_AMONG_LISTED = 8;
/** Tries without a new prompt after which a cell counts as exhausted. */
const TRIES_UNTIL_EXHAUSTED = 1500;

/** One task of a cell from a pool, in the form that is wanted there, by rejection. LabError `empty-pool` when the cell seems to have none there. */
export function drawTask(cell: Cell, pool: Pool, random: Random): Task {
  const task = tryDraw(cell, pool, random, new Set(), MOST_TRIES);
  if (task) return task;
  throw new LabError(
    'empty-pool',
    `The cell ${cell.family}/${cell.depth} has no task in the ${pool} pool.`,
    'Choose another cell or another depth.',
  );
}

/**
 * Up to `count` different tasks, without replacement, taking the cells in turn. Returns fewer when the pool is
 * exhausted: the caller counts what it got.
 * @param exclude  ids of tasks that must not come; it is not changed
 */
export function drawTasks(
  cells: readonly Cell[],
  pool: Pool,
  count: number,
  random: Random,
  { exclude }: { exclude?: ReadonlySet<string> } = {},
): Task[] {
  const taken = new Set(exclude);
  const drawn: Task[] = [];
  let left = [...cells];
  while (left.length > 0 && drawn.length < count) {
    const exhausted = new Set<Cell>();
    for (const cell of left) {
      if (drawn.length >= count) break;
      const task = tryDraw(cell, pool, random, taken, TRIES_UNTIL_EXHAUSTED);
      if (task) {
        drawn.push(task);
        taken.add(task.id);
      } else exhausted.add(cell);
    }
    left = left.filter((cell) => !exhausted.has(cell));
  }
  return drawn;
}

function tryDraw(cell: Cell, pool: Pool, random: Random, taken: ReadonlySet<string>, tries: number): Task | null {
  const { family: name, depth, custom = USUAL } = cell;
  const family = familyOf(name);
  const key = poolKeyOf(cell.salt);
  if (family.listed)
    return drawListed({ family: name, depth, pool }, listedIn(family, depth, pool, key), random, taken);
  const refused = new Set<string>();
  for (let attempt = 0; attempt < tries; attempt++) {
    const problem = family.generate(random, depth);
    const { prompt } = problem;
    if (refused.has(prompt)) continue;
    const id = poolOf(contentKeyOf(family, problem), key) === pool ? taskId(prompt) : null;
    if (id !== null && !taken.has(id))
      return { family: name, depth, prompt, target: wantedBy(name, custom, problem), id, pool };
    refused.add(prompt);
  }
  return null;
}

/** Draws by luck while that is quick, then among what is left. */
function drawListed(
  place: Pick<Task, 'family' | 'depth' | 'pool'>,
  exercises: readonly Exercise[],
  random: Random,
  taken: ReadonlySet<string>,
): Task | null {
  const taskOf = ({ prompt, target }: Exercise): Task => ({ ...place, prompt, target, id: taskId(prompt) });
  for (let attempt = 0; exercises.length > 0 && attempt < TRIES_AMONG_LISTED; attempt++) {
    const task = taskOf(random.choice(exercises));
    if (!taken.has(task.id)) return task;
  }
  const left = exercises.map(taskOf).filter(({ id }) => !taken.has(id));
  return left.length > 0 ? random.choice(left) : null;
}
