/** Two answers token by token: which pieces of one the other does not have, along a longest common subsequence. */

/**
 * Marks the pieces that differ.
 * @returns one mark a piece of `own`: true where `other` has no counterpart
 */
export function differingPieces(own: readonly string[], other: readonly string[]): boolean[] {
  // common[i][j]: the most that the ends of both, from i and from j on, have in common
  const common = Array.from({ length: own.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let i = own.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--)
      common[i]![j] =
        own[i] === other[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const differs = own.map(() => true);
  for (let i = 0, j = 0; i < own.length && j < other.length;) {
    if (own[i] === other[j]) {
      differs[i] = false;
      i++;
      j++;
    } else if (common[i + 1]![j]! >= common[i]![j + 1]!) i++;
    else j++;
  }
  return differs;
}
