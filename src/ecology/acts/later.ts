/**
 * Steps 11 and 13. Their places in the order of a generation are fixed; in this version of the lab organelles do
 * not merge, and the ecology's parameters do not evolve, so these acts do nothing.
 */
import type { Act } from '../turn.ts';

export const merge: Act = () => {};
export const metaEvolution: Act = () => {};
