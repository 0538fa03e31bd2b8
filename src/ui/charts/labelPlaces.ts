/**
 * Where a line's name can stand so that it lies on no data. To the right of the line's end when there is room, as in a young
 * run or in its past; else above or below all lines near the end, as close to its own line as can be.
 */
import { spread } from './series.ts';

/** One line near its right end, in pixels, y growing downwards. */
export interface LineEnd {
  x: number;
  y: number;
  /** How much room its name needs. */
  width: number;
  /** Highest and lowest place of any of the line's points under the name, when that is right-aligned at the line's end. */
  top: number;
  bottom: number;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Place {
  left: number;
  /** The middle of the text. */
  middle: number;
}

const GAP = 6;

/** A place for each name, in the same order. `lineHeight` is what one line of text needs, in the same pixels. */
export function placeLabels(ends: readonly LineEnd[], box: Box, lineHeight: number): Place[] {
  const right = Math.max(...ends.map(({ x, width }) => x + GAP + width));
  return right <= box.right - GAP ? besides(ends, box, lineHeight) : overOrUnder(ends, box, lineHeight);
}

function besides(ends: readonly LineEnd[], box: Box, lineHeight: number): Place[] {
  const half = lineHeight / 2;
  const middles = spread(
    ends.map(({ y }) => y),
    lineHeight,
    box.top + half,
    box.bottom - half,
  );
  return ends.map(({ x }, index) => ({ left: x + GAP, middle: middles[index]! }));
}

function overOrUnder(ends: readonly LineEnd[], box: Box, lineHeight: number): Place[] {
  const lines: Strip[] = ends.map(({ top, bottom }) => [top - 2, bottom + 2]);
  const names: Strip[] = [];
  const middles = ends.map(({ y }) => {
    const middle = nearestFree(y, lines, names, box, lineHeight);
    names.push([middle - lineHeight / 2, middle + lineHeight / 2]);
    return middle;
  });
  // The name of the upper line stands above that of the lower one, or each would seem to belong to the other.
  const [fromTop, downwards] = [middles.sort((a, b) => a - b), [...ends].sort((a, b) => a.y - b.y)];
  return ends.map((end) => ({
    left: Math.max(box.left + GAP, Math.min(end.x, box.right - GAP) - end.width),
    middle: fromTop[downwards.indexOf(end)]!,
  }));
}

/** From top to bottom. */
type Strip = [number, number];

/**
 * The middle of a free strip nearest to `y`; where lines leave none, one that no other name has: from the edge of the plot that
 * is farther from the line.
 */
function nearestFree(
  y: number,
  lines: readonly Strip[],
  names: readonly Strip[],
  box: Box,
  lineHeight: number,
): number {
  const half = lineHeight / 2;
  const fits = (middle: number, taken: readonly Strip[]) =>
    middle - half >= box.top &&
    middle + half <= box.bottom &&
    taken.every(([top, bottom]) => middle + half <= top + 0.01 || middle - half >= bottom - 0.01);
  const beside = (taken: readonly Strip[]) => taken.flatMap(([top, bottom]) => [top - half, bottom + half]);
  const all = [...lines, ...names];
  const candidates = beside(all).filter((middle) => fits(middle, all));
  if (candidates.length > 0)
    return candidates.reduce((best, each) => (Math.abs(each - y) < Math.abs(best - y) ? each : best));
  const edges = [box.top + half, box.bottom - half];
  if (y <= (box.top + box.bottom) / 2) edges.reverse();
  return [...edges, ...beside(names)].find((middle) => fits(middle, names)) ?? edges[0]!;
}
