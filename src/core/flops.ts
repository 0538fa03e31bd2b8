/** FLOPs by purpose: what counts towards a budget. */

/** What was spent on everything but measurement, which has no effect on a world. */
export function spentFlops(flops: Readonly<Record<string, number>>): number {
  return Object.entries(flops).reduce((sum, [purpose, spent]) => (purpose === 'measure' ? sum : sum + spent), 0);
}
