/**
 * What a solved task pays. A cell whose success is below the target pays more, so that hard niches draw organelles and
 * mastered ones stop feeding them.
 */
interface PriceRule {
  /** Price at the target success, E. */
  base: number;
  /** Rise of the price per unit of success below the target, E. */
  slope: number;
  /** Target success, 0 to 1. */
  tau: number;
  /** Lowest and highest price, E. */
  min: number;
  max: number;
}

/** price = clip(base + slope · (tau − success), min, max), E. */
export function priceOf(success: number, { base, slope, tau, min, max }: PriceRule): number {
  return Math.min(max, Math.max(min, base + slope * (tau - success)));
}
