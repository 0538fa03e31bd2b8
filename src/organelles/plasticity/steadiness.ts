/**
 * How large a step is right. The optimiser's step does not shrink with the gradient, so where nearly all answers agree it follows
 * chance at full size. A share s of solved answers has the standard deviation √(s(1 − s)), at most a half: the step goes by it.
 */

/**
 * The factor on a learner's rate: 2·√(s(1 − s)), at least `least`.
 * @param solvedShare  of the answers that it learns from, 0 to 1
 * @param least  0 to 1; 1 keeps every step at its full size
 */
export function steadyRate(solvedShare: number, least: number): number {
  return Math.max(least, 2 * Math.sqrt(solvedShare * (1 - solvedShare)));
}
