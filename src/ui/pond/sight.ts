/** What of the pond is in sight: how much closer than the whole, and where the pond's own corner then lies. */

export interface PondSight {
  /** 1 shows the whole. */
  closer: number;
  /** Of the pond's left upper corner, CSS pixels of the canvas. */
  x: number;
  y: number;
}

interface Size {
  width: number;
  height: number;
}

export const WHOLE: PondSight = { closer: 1, x: 0, y: 0 };
const CLOSEST = 8;

/** Closer (factor above 1) or farther around a point of the canvas that stays where it is; never beyond the whole. */
export function pondCloser(sight: PondSight, factor: number, [x, y]: readonly [number, number], size: Size): PondSight {
  const closer = Math.max(1, Math.min(CLOSEST, sight.closer * factor));
  const by = closer / sight.closer;
  return within({ closer, x: x - (x - sight.x) * by, y: y - (y - sight.y) * by }, size);
}

/** As if it were pushed, CSS pixels. */
export function pondPushed(sight: PondSight, dx: number, dy: number, size: Size): PondSight {
  return within({ ...sight, x: sight.x + dx, y: sight.y + dy }, size);
}

/** A point of the canvas in the pond. */
export function inPond({ closer, x, y }: PondSight, atX: number, atY: number): [number, number] {
  return [(atX - x) / closer, (atY - y) / closer];
}

function within({ closer, x, y }: PondSight, { width, height }: Size): PondSight {
  const inRange = (at: number, size: number) => Math.min(0, Math.max(size * (1 - closer), at));
  return { closer, x: inRange(x, width), y: inRange(y, height) };
}
