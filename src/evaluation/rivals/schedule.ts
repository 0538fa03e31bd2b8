/**
 * The learning rate of gold answers over a budget: it rises in a straight line from a tenth, so that no update counts for
 * nothing, and falls along half a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983) to a hundredth.
 */

const FIRST = 0.1;
const LAST = 0.01;

/**
 * Times the full rate.
 * @param progress  share of the budget that is used up; from 1 on nothing changes any more
 * @param warmUp  share of the budget over which the rate rises, less than 1
 */
export function scheduledRate(progress: number, warmUp: number): number {
  if (progress < warmUp) return FIRST + ((1 - FIRST) * progress) / warmUp;
  const fallen = Math.min(1, (progress - warmUp) / (1 - warmUp));
  return LAST + ((1 - LAST) * (1 + Math.cos(Math.PI * fallen))) / 2;
}
