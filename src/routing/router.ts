/**
 * Which elite answers. Four ways to choose, behind one door, `route`: the same adapter for everything, the best of the
 * family, the best of the cell, or what a bandit has learnt about prompts like this one.
 * Where nobody has proved anything a router says so (null), and the bare host answers.
 */
import type { KeyPart } from '../base/random.ts';
import { best, byWeights, type Arm } from './arm.ts';
import { chooseArm, type BanditState } from './bandit.ts';

export type { Arm } from './arm.ts';

export const ROUTERS = ['single', 'family', 'cell', 'bandit'] as const;
export type RouterName = (typeof ROUTERS)[number];

/** What is asked, and what the bandit needs to choose by it. */
export interface Query {
  family: string;
  depth: string;
  /** Read by `bandit` only, which cannot do without. */
  bandit?: { state: BanditState; context: readonly number[]; key: readonly KeyPart[] | null };
}

/** The arm that answers, or null for the bare host. Throws RangeError when `bandit` is asked without its state. */
export function route<A extends Arm>(router: RouterName, arms: readonly A[], query: Query): A | null {
  if (router === 'single') return routeSingle(arms);
  if (router === 'family') return routeByFamily(arms, query);
  if (router === 'cell') return routeByCell(arms, query);
  if (!query.bandit) throw new RangeError('the bandit needs its state and a context');
  const { state, context, key } = query.bandit;
  return chooseArm(state, arms, context, key);
}

/** The best elite of the cell, whatever its cost bin; null when the cell has none. */
export function routeByCell<A extends Arm>(arms: readonly A[], cell: { family: string; depth: string }): A | null {
  return best(arms.filter(({ family, depth }) => family === cell.family && depth === cell.depth));
}

/** The best elite of the family, whatever its depth and cost bin; null when the family has none. */
export function routeByFamily<A extends Arm>(arms: readonly A[], { family }: { family: string }): A | null {
  return best(arms.filter((arm) => arm.family === family));
}

/**
 * One adapter for everything: the weights with the highest mean quality over the bins they hold, each bin weighted by
 * its episodes (ties: more episodes, then the older organelle). Returns the best of its entries; null without elites.
 */
export function routeSingle<A extends Arm>(arms: readonly A[]): A | null {
  const adapters = [...byWeights(arms).values()].map((entries) => {
    const n = entries.reduce((sum, entry) => sum + entry.n, 0);
    const quality = entries.reduce((sum, entry) => sum + entry.quality * entry.n, 0) / n;
    return { entries, organelle: Math.min(...entries.map(({ organelle }) => organelle)), quality, n };
  });
  const chosen = best(adapters);
  return chosen && best(chosen.entries);
}
