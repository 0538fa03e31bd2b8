/**
 * The learning rate of gold answers over a budget: it rises in a straight line from a tenth, so that no update counts for
 * nothing, and falls along half a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983).
 */

const FIRST = 0.1;

/**
 * Times the full rate.
 * @param progress  share of the budget that is used up; from 1 on nothing changes any more
 * @param shape  warmUp: share of the budget over which the rate rises, less than 1; lastRate: what is left of it in the end
 */
export function scheduledRate(progress: number, { warmUp, lastRate }: { warmUp: number; lastRate: number }): number {
  if (progress < warmUp) return FIRST + ((1 - FIRST) * progress) / warmUp;
  const fallen = Math.min(1, (progress - warmUp) / (1 - warmUp));
  return lastRate + ((1 - lastRate) * (1 + Math.cos(Math.PI * fallen))) / 2;
}
