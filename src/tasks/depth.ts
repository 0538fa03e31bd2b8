/** The three depths of every task family. Depth sets the ranges of a generator; difficulty never falls from one to the next. */
export const DEPTHS = ['short', 'medium', 'long'] as const;
export type Depth = (typeof DEPTHS)[number];
