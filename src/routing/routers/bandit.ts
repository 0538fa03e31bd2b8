/** What a bandit has learnt about prompts like this one; how it learns is in `../bandit.ts`. */
import type { Arm } from '../arm.ts';
import { chooseArm } from '../bandit.ts';
import type { Query, Router } from '../router-kind.ts';

export const bandit = {
  name: 'bandit',
  label: 'Bandit',
  words: 'a bandit that learns from the host’s embedding of the prompt',
  needsContext: true,
  needsCell: false,
  why: () => 'The bandit expects the most of it',
  choose: routeByBandit,
} as const satisfies Router;

/** Throws RangeError when it is asked without its state. */
function routeByBandit<A extends Arm>(arms: readonly A[], { bandit: known }: Query): A | null {
  if (!known) throw new RangeError('the bandit needs its state and a context');
  return chooseArm(known.state, arms, known.context, known.key);
}
