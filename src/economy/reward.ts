/**
 * From a grade to the share of the price that is paid. By default only solved tasks pay: a near miss that pays is a
 * niche of its own, and the easiest one to settle in.
 */

/**
 * 1 when solved, else grade × partialCredit.
 * @param partialCredit  share of an unsolved answer's grade that is paid, 0 to 1
 */
export function rewardOf({ grade, solved }: { grade: number; solved: boolean }, partialCredit = 0): number {
  return solved ? 1 : grade * partialCredit;
}
