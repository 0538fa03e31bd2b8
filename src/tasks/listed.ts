/** The pools of families whose problems are a list that somebody wrote. */
import type { Depth } from '../core/depth.ts';
import { contentKeyOf, poolKeyOf, poolOf } from './pool-of.ts';
import type { Family, ListedExercise, Pool } from './task.ts';

type Pools = Readonly<Record<Pool, readonly ListedExercise[]>>;

/** What is listed of a family, by depth and key of the pools. */
const sorted = new WeakMap<Family, Map<string, Pools>>();

/**
 * The problems of a pool, of a family that lists its problems: by the pool they were put in, else by the keyed hash. Empty
 * for any other family.
 */
export function listedIn(family: Family, depth: Depth, pool: Pool, key: string): readonly ListedExercise[] {
  const known = sorted.get(family) ?? new Map<string, Pools>();
  sorted.set(family, known);
  const name = `${depth} ${key}`;
  const pools = known.get(name) ?? inPools(family, family.listed?.(depth) ?? [], key);
  known.set(name, pools);
  return pools[pool];
}

function inPools(family: Family, exercises: readonly ListedExercise[], key: string): Pools {
  const pools: Record<Pool, ListedExercise[]> = { train: [], select: [], test: [] };
  for (const each of exercises) pools[each.pool ?? poolOf(contentKeyOf(family, each), key)].push(each);
  return pools;
}

/** How many problems a cell has in each pool; null for a family that generates them. */
export function listedCounts(family: Family, depth: Depth, salt: string): Record<Pool, number> | null {
  if (!family.listed) return null;
  const count = (pool: Pool) => listedIn(family, depth, pool, poolKeyOf(salt)).length;
  return { train: count('train'), select: count('select'), test: count('test') };
}
