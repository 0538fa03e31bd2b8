/**
 * Energy lies on a grid of 2⁻²⁰ E. On it sums and differences of doubles are exact up to 2³² E, so that "no unit is
 * ever made or lost" is an equality that can be tested, not an approximation.
 */
const GRID = 2 ** 20;

/** The most energy that an account or an amount may hold, E: beyond it sums would not be exact. */
export const MOST_ENERGY = 2 ** 32;

/** An amount rounded to the nearest point of the grid, E. Throws a RangeError on what is not a number or too large. */
export function toEnergy(amount: number): number {
  if (!(Math.abs(amount) <= MOST_ENERGY)) throw new RangeError(`${amount} is not an amount of energy`);
  return Math.round(amount * GRID) / GRID + 0;
}

/** Whether an amount lies on the grid and within its range. */
export function isEnergy(amount: number): boolean {
  return Math.abs(amount) <= MOST_ENERGY && Number.isInteger(amount * GRID);
}
