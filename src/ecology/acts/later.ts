/**
 * Step 11. Its place in the order of a generation is fixed; in this version of the lab organelles do not merge, so the act
 * does nothing.
 */
import type { Act } from '../turn.ts';

export const merge: Act = () => {};
