/**
 * How large a step is right. Who has learnt long steps shorter, as stochastic approximation asks for if it is to come to rest
 * (Robbins and Monro 1951, doi:10.1214/aoms/1177729586). And the optimiser's step does not shrink with the gradient, so where nearly all answers agree it follows
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

/** The same of answers; 1 of none. */
export function steadyRateOf(answers: readonly { solved: boolean }[], least: number): number {
  return answers.length === 0 ? 1 : steadyRate(answers.filter(({ solved }) => solved).length / answers.length, least);
}

/**
 * The factor on a learner's rate after so many updates: 1 ÷ (1 + updates ÷ settling).
 * @param settling  updates after which the rate has halved; 0 keeps it
 */
export function settledRate(updates: number, settling: number): number {
  return settling === 0 ? 1 : 1 / (1 + updates / settling);
}
