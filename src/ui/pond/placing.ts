/**
 * Where bodies lie on their ground: each on the patch that it lives on, in a spiral (sunflower) from the middle, oldest
 * innermost, so that many share a patch without covering each other. A body's area is its energy, as far as there is room.
 */
import type { Patch } from './tissue.ts';
import type { Body } from './scene.ts';

export interface Place {
  x: number;
  y: number;
  /** Radius, CSS pixels. */
  r: number;
}

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
/** The largest body, and the smallest that can still be pointed at; crowds have smaller ones. */
const LARGEST = 64;
const SMALLEST = 1.2;
/** The words of a patch stand above its bodies. */
const WORDS_PX = 30;
/** A poor body is still this share of a rich one's radius. */
const POOREST = 0.34;

/** The place of every body, in order. Those without a home drift in the middle of the pond. */
export function placesOnPond(
  bodies: readonly Body[],
  patches: readonly Patch[],
  width: number,
  height: number,
): Place[] {
  const byCell = new Map(patches.map((patch) => [patch.cell, patch]));
  const crowds = new Map<Patch | null, number[]>();
  bodies.forEach(({ home }, i) => {
    const patch = (home === null ? undefined : byCell.get(home)) ?? null;
    const crowd = crowds.get(patch) ?? [];
    crowd.push(i);
    crowds.set(patch, crowd);
  });
  const places = new Array<Place>(bodies.length);
  for (const [patch, crowd] of crowds) {
    const room = patch ? roomOf(patch) : { x: width / 2, y: height / 2, reach: Math.min(width, height) / 4 };
    crowd.forEach((i, nth) => {
      places[i] = placeIn(room, nth, crowd.length, bodies[i]!.size);
    });
  }
  return places;
}

/** What is left of a patch below its words. */
export function roomOf({ x, y, reach }: Patch): { x: number; y: number; reach: number } {
  const words = reach > 1.5 * WORDS_PX ? WORDS_PX : 0;
  return { x, y: y + words / 2.6, reach: Math.max(4, reach - words / 2 - 6) };
}

function placeIn(room: { x: number; y: number; reach: number }, nth: number, crowd: number, size: number): Place {
  const spread = room.reach / Math.sqrt(crowd);
  const largest = Math.min(LARGEST, crowd === 1 ? room.reach * 0.76 : spread * 0.78);
  const r = Math.max(SMALLEST, largest * Math.max(POOREST, Math.sqrt(size)));
  if (crowd === 1) return { x: room.x, y: room.y, r };
  const distance = spread * 0.92 * Math.sqrt(nth + (crowd < 8 ? 0.5 : 0.2));
  const angle = nth * GOLDEN_ANGLE;
  return { x: room.x + distance * Math.cos(angle), y: room.y + distance * Math.sin(angle), r };
}
