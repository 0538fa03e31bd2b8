/** Where words on the pond can stand so that none lies on another. */

export interface WordBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Of a line of text at this size above and below its baseline, CSS pixels. */
const [ASCENT_PX, DESCENT_PX] = [10, 3];
/** Between two words. */
const GAP_PX = 1;

/** Words that are centred on a point, with that baseline. */
export function boxOf(x: number, baseline: number, width: number): WordBox {
  return { left: x - width / 2, right: x + width / 2, top: baseline - ASCENT_PX, bottom: baseline + DESCENT_PX };
}

/** The first of some places that no other words have; null without one. It is taken from then on. */
export function takeFirst(places: readonly WordBox[], taken: WordBox[]): WordBox | null {
  const free = places.find((place) => taken.every((other) => !touches(place, other)));
  if (!free) return null;
  taken.push(free);
  return free;
}

function touches(a: WordBox, b: WordBox): boolean {
  return (
    a.left < b.right + GAP_PX && b.left < a.right + GAP_PX && a.top < b.bottom + GAP_PX && b.top < a.bottom + GAP_PX
  );
}

/** The places of a body's name, best first: below it, above, at its sides; none reaches beyond the pond. */
export function placesAround(
  { x, y, r }: { x: number; y: number; r: number },
  nameWidth: number,
  { width, height }: { width: number; height: number },
): WordBox[] {
  const half = nameWidth / 2;
  const within = Math.max(half, Math.min(x, width - half));
  const aside = r + 6 + half;
  return [
    boxOf(within, y + r + 14, nameWidth),
    boxOf(within, y - r - 6, nameWidth),
    boxOf(x + aside, y + 4, nameWidth),
    boxOf(x - aside, y + 4, nameWidth),
  ].filter(({ left, right, top, bottom }) => left >= 0 && right <= width && top >= 0 && bottom <= height);
}

export const baselineOf = ({ bottom }: WordBox): number => bottom - DESCENT_PX;
export const middleOf = ({ left, right }: WordBox): number => (left + right) / 2;
