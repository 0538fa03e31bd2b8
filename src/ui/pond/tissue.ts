/**
 * The ground of the pond: every open cell is a patch, and the patches share the whole pond like the cells of a tissue. They
 * are Voronoi cells whose centres were drawn to their middles (Lloyd), from rows that hold the families in the order of the
 * niche map. Nothing but the list of cells and the size of the pond decides where a patch lies.
 */
import { Delaunay, polygonCentroid } from 'd3';

type Point = readonly [number, number];

export interface Patch {
  cell: string;
  /** Its middle, CSS pixels. */
  x: number;
  y: number;
  outline: readonly Point[];
  /** From the middle to the nearest edge. */
  reach: number;
}

const RELAXATIONS = 24;

/** The patches of these cells, in their order, on a pond of that size in CSS pixels. */
export function tissueOf(cells: readonly string[], width: number, height: number): Patch[] {
  if (cells.length === 0 || width <= 0 || height <= 0) return [];
  let middles = rowsOf(cells.length, width, height);
  let outlines = outlinesOf(middles, width, height);
  for (let i = 0; i < RELAXATIONS; i++) {
    middles = outlines.map((outline) => polygonCentroid(outline as [number, number][]));
    outlines = outlinesOf(middles, width, height);
  }
  return cells.map((cell, i) => {
    const [x, y] = middles[i]!;
    return { cell, x, y, outline: outlines[i]!, reach: reachOf(middles[i]!, outlines[i]!) };
  });
}

/** Which patch a point lies on; null outside of the pond. */
export function patchAt(patches: readonly Patch[], x: number, y: number): Patch | null {
  return patches.find(({ outline }) => isInside(outline, x, y)) ?? null;
}

/** Whether a point lies within a closed line, by the even-odd rule. */
export function isInside(outline: readonly Point[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [xi, yi] = outline[i]!;
    const [xj, yj] = outline[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Rows whose patches are about as wide as they are high, every other one a little aside. */
function rowsOf(count: number, width: number, height: number): Point[] {
  const rows = Math.max(1, Math.min(count, Math.round(Math.sqrt((count * height) / width))));
  const points: Point[] = [];
  for (let row = 0; row < rows; row++) {
    const inRow = Math.floor(count / rows) + (row < count % rows ? 1 : 0);
    for (let at = 0; at < inRow; at++) {
      const aside = (row % 2 === 0 ? -1 : 1) * 0.08;
      points.push([((at + 0.5 + aside) / inRow) * width, ((row + 0.5 + 0.06 * (at % 2)) / rows) * height]);
    }
  }
  return points;
}

function outlinesOf(middles: readonly Point[], width: number, height: number): Point[][] {
  const voronoi = Delaunay.from(middles as [number, number][]).voronoi([0, 0, width, height]);
  return middles.map((_, i) => voronoi.cellPolygon(i).slice(0, -1) as Point[]);
}

function reachOf([x, y]: Point, outline: readonly Point[]): number {
  return Math.min(
    ...outline.map(([ax, ay], i) => {
      const [bx, by] = outline[(i + 1) % outline.length]!;
      const length = Math.hypot(bx - ax, by - ay);
      return length === 0 ? Math.hypot(ax - x, ay - y) : Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
    }),
  );
}
