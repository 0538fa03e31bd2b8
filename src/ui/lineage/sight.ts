/** What of the family is in sight: a window over generations (across) and shares of the population (down) that zooms and pans. */

export interface Sight {
  /** Generations and shares at the edges. */
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** All of a run. */
export const wholeSight = (generation: number): Sight => ({
  left: 0,
  right: Math.max(10, generation),
  top: 0,
  bottom: 1,
});

/** No closer than so many generations across. */
const LEAST_ACROSS = 4;
const LEAST_DOWN = 0.02;

/**
 * Closer (factor above 1) or farther, around a point that stays where it is, never beyond the whole.
 * @param x  generation under the point
 * @param y  share under the point
 */
export function zoomed(sight: Sight, factor: number, x: number, y: number, generation: number): Sight {
  const across = Math.max(LEAST_ACROSS, (sight.right - sight.left) / factor) / (sight.right - sight.left);
  const down = Math.max(LEAST_DOWN, (sight.bottom - sight.top) / factor) / (sight.bottom - sight.top);
  const wanted = {
    left: x - (x - sight.left) * across,
    right: x + (sight.right - x) * across,
    top: y - (y - sight.top) * down,
    bottom: y + (sight.bottom - y) * down,
  };
  return within(wanted, wholeSight(generation));
}

/** Moved by so many generations and shares, as far as there is something to see. */
export function panned(sight: Sight, generations: number, shares: number, generation: number): Sight {
  const moved = {
    left: sight.left + generations,
    right: sight.right + generations,
    top: sight.top + shares,
    bottom: sight.bottom + shares,
  };
  return within(moved, wholeSight(generation));
}

function within(sight: Sight, whole: Sight): Sight {
  const [left, right] = slid(sight.left, sight.right, whole.left, whole.right);
  const [top, bottom] = slid(sight.top, sight.bottom, whole.top, whole.bottom);
  return { left, right, top, bottom };
}

/** The span, pushed into the bounds; the bounds themselves where it is longer than they are. */
function slid(from: number, to: number, low: number, high: number): [number, number] {
  if (to - from >= high - low) return [low, high];
  const by = Math.max(0, low - from) - Math.max(0, to - high);
  return [from + by, to + by];
}
