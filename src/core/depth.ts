/** The three depths of every task family. Depth sets the ranges of a generator; difficulty never falls from one to the next. */
export const DEPTHS = ['short', 'medium', 'long'] as const;
export type Depth = (typeof DEPTHS)[number];

/** Whether a word names a depth. */
export function isDepth(word: string): word is Depth {
  return (DEPTHS as readonly string[]).includes(word);
}
