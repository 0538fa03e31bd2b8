/**
 * The timeline's picture: every generation a column, births above the line, deaths below it, merges and takeovers on it, tweaks,
 * measurements, starving niches and disasters as their own signs, winters as bands behind all of them, a person's bookmarks as flags. Where a run has more generations than pixels, neighbours share a column and their counts are summed.
 */
import type { Mark, View } from '../../record/fold/view.ts';
import type { ChartPalette } from '../charts/palette.ts';
import { wintersOf } from '../charts/winters.ts';

interface TimelineSize {
  width: number;
  height: number;
  /** Free space left and right of the first and last generation, so that the slider's thumb fits. */
  inset: number;
}

/** The pixel of a generation's middle. */
export function xOf(generation: number, last: number, { width, inset }: TimelineSize): number {
  return inset + (generation / Math.max(1, last)) * (width - 2 * inset);
}

/** The generation at a pixel, clamped to the run. */
export function generationAt(x: number, last: number, { width, inset }: TimelineSize): number {
  const share = (x - inset) / Math.max(1, width - 2 * inset);
  return Math.min(last, Math.max(0, Math.round(share * Math.max(1, last))));
}

interface Column {
  births: number;
  deaths: number;
}

/** Sums births and deaths into pixel columns. */
export function pixelColumns(view: View, last: number, size: TimelineSize): Map<number, Column> {
  const columns = new Map<number, Column>();
  view.series.generation.forEach((generation, index) => {
    const births = view.series.births[index] ?? 0;
    const deaths = view.series.deaths[index] ?? 0;
    if (births === 0 && deaths === 0) return;
    const pitch = Math.max(3, (size.width - 2 * size.inset) / Math.max(1, last));
    const slot = size.inset + Math.round((xOf(generation, last, size) - size.inset) / pitch) * pitch;
    const column = columns.get(slot) ?? { births: 0, deaths: 0 };
    columns.set(slot, { births: column.births + births, deaths: column.deaths + deaths });
  });
  return columns;
}

export function drawTimeline(
  canvas: HTMLCanvasElement,
  view: View,
  last: number,
  palette: ChartPalette,
  inset: number,
  bookmarks: readonly number[],
): void {
  const ratio = devicePixelRatio;
  const size = { width: canvas.clientWidth, height: canvas.clientHeight, inset };
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  const ctx = canvas.getContext('2d');
  if (!ctx || size.width === 0) return;
  ctx.scale(ratio, ratio);
  const middle = Math.round(size.height / 2) + 0.5;
  drawWinters(ctx, view, last, size, palette.hairline);
  drawAxis(ctx, view, last, size, middle, palette);
  drawLives(ctx, pixelColumns(view, last, size), middle, palette);
  for (const mark of view.marks) drawMark(ctx, mark, xOf(mark.generation, last, size), size.height, palette);
  for (const generation of bookmarks) flag(ctx, Math.round(xOf(generation, last, size)), size.height, palette.ink);
}

/** A pole over the whole height, and a pennant at its top. */
function flag(ctx: CanvasRenderingContext2D, x: number, height: number, colour: string): void {
  ctx.fillStyle = colour;
  ctx.fillRect(x, 0, 1, height);
  ctx.beginPath();
  ctx.moveTo(x + 1, 0);
  ctx.lineTo(x + 8, 3.5);
  ctx.lineTo(x + 1, 7);
  ctx.fill();
}

function drawAxis(
  ctx: CanvasRenderingContext2D,
  view: View,
  last: number,
  size: TimelineSize,
  middle: number,
  palette: ChartPalette,
): void {
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(size.inset, middle);
  ctx.lineTo(xOf(view.generation, last, size), middle);
  ctx.stroke();
}

const TRIANGLE_PX = 5;
/** Between the line and the triangles, so that a merge fits on it. */
const LANE_PX = 5;

/** Triangles point up for births and down for deaths; their height grows with the root of the count. */
function drawLives(
  ctx: CanvasRenderingContext2D,
  columns: Map<number, Column>,
  middle: number,
  palette: ChartPalette,
): void {
  for (const [x, { births, deaths }] of columns) {
    if (births > 0) triangle(ctx, x, middle - LANE_PX, -heightOf(births, middle), palette.gain);
    if (deaths > 0) triangle(ctx, x, middle + LANE_PX, heightOf(deaths, middle), palette.loss);
  }
}

const heightOf = (count: number, room: number) => Math.min(room - LANE_PX - 2, 2 + TRIANGLE_PX * Math.sqrt(count));

function triangle(ctx: CanvasRenderingContext2D, x: number, base: number, height: number, colour: string): void {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x - TRIANGLE_PX / 2, base);
  ctx.lineTo(x + TRIANGLE_PX / 2, base);
  ctx.lineTo(x, base + height);
  ctx.fill();
}

const MARK_PX = 2.5;

function drawMark(ctx: CanvasRenderingContext2D, mark: Mark, x: number, height: number, palette: ChartPalette): void {
  if (mark.kind === 'tweak') {
    ctx.fillStyle = palette.accent;
    ctx.fillRect(Math.round(x) - 1, 0, 2, height);
  } else if (mark.kind === 'measurement') {
    disc(ctx, x, height - 4, palette.ink, true);
  } else if (mark.kind === 'regression') {
    disc(ctx, x, height - 4, palette.loss, false);
  } else if (mark.kind === 'cell') {
    ctx.strokeStyle = palette.ink2;
    ctx.lineWidth = 1.25;
    ctx.strokeRect(Math.round(x) - MARK_PX, 1.5, 2 * MARK_PX, 2 * MARK_PX);
  } else if (mark.kind === 'merge') {
    diamond(ctx, x, Math.round(height / 2) + 0.5, mark.passed === true, palette);
  } else if (mark.kind === 'custom') {
    wedges(ctx, Math.round(x), 4, palette.accent);
  } else if (mark.kind === 'starved') {
    hollowTriangle(ctx, Math.round(x), height - 4, palette.loss);
  } else if (mark.kind === 'taken') {
    square(ctx, Math.round(x), Math.round(height / 2), palette);
  } else if (mark.kind === 'catastrophe') {
    cross(ctx, Math.round(x), 4, palette.loss);
  }
}

/** Full, or hollow. */
function disc(ctx: CanvasRenderingContext2D, x: number, y: number, colour: string, isFull: boolean): void {
  ctx.beginPath();
  ctx.arc(x, y, MARK_PX, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.25;
  if (isFull) ctx.fill();
  else ctx.stroke();
}

/** On the line between births and deaths, set off from both: full for a child that passed, hollow for one that did not. */
function diamond(ctx: CanvasRenderingContext2D, x: number, y: number, isFull: boolean, palette: ChartPalette): void {
  const reach = MARK_PX + 1.5;
  ctx.beginPath();
  ctx.moveTo(x, y - reach);
  ctx.lineTo(x + reach, y);
  ctx.lineTo(x, y + reach);
  ctx.lineTo(x - reach, y);
  ctx.closePath();
  ctx.strokeStyle = palette.ground;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fillStyle = isFull ? palette.ink : palette.ground;
  ctx.fill();
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1.25;
  ctx.stroke();
}

/** Two wedges that point away from each other: one way, and the other. */
function wedges(ctx: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  ctx.fillStyle = colour;
  for (const side of [-1, 1]) {
    ctx.beginPath();
    ctx.moveTo(x + side, y - MARK_PX - 0.5);
    ctx.lineTo(x + side, y + MARK_PX + 0.5);
    ctx.lineTo(x + side * (MARK_PX + 2.5), y);
    ctx.fill();
  }
}

/** It points down. */
function hollowTriangle(ctx: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  const reach = MARK_PX + 0.5;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  ctx.moveTo(x - reach, y - reach);
  ctx.lineTo(x + reach, y - reach);
  ctx.lineTo(x, y + reach);
  ctx.closePath();
  ctx.stroke();
}

/** Full, on the line between births and deaths, set off from both. */
function square(ctx: CanvasRenderingContext2D, x: number, y: number, palette: ChartPalette): void {
  const reach = MARK_PX + 0.5;
  ctx.fillStyle = palette.ground;
  ctx.fillRect(x - reach - 1, y - reach - 1, 2 * reach + 2, 2 * reach + 2);
  ctx.fillStyle = palette.ink;
  ctx.fillRect(x - reach, y - reach, 2 * reach, 2 * reach);
}

function cross(ctx: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.75;
  ctx.beginPath();
  for (const slope of [1, -1]) {
    ctx.moveTo(x - MARK_PX - 0.5, y - slope * (MARK_PX + 0.5));
    ctx.lineTo(x + MARK_PX + 0.5, y + slope * (MARK_PX + 0.5));
  }
  ctx.stroke();
}

/** Winters lie behind everything as bands, each generation from its middle to the next half on both sides. */
function drawWinters(
  ctx: CanvasRenderingContext2D,
  view: View,
  last: number,
  size: TimelineSize,
  colour: string,
): void {
  ctx.fillStyle = colour;
  for (const [from, to] of wintersOf(view.marks)) {
    const left = xOf(from - 0.5, last, size);
    ctx.fillRect(left, 0, Math.max(1, xOf(to + 0.5, last, size) - left), size.height);
  }
}
