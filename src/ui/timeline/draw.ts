/**
 * The timeline's picture: every generation a column, births above the line, deaths below it, tweaks and measurements as
 * their own signs. Where a run has more generations than pixels, neighbours share a column and their counts are summed.
 */
import type { Mark, View } from '../../record/view.ts';
import type { ChartPalette } from '../charts/palette.ts';

export interface TimelineSize {
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
export function columnsOf(view: View, last: number, size: TimelineSize): Map<number, Column> {
  const columns = new Map<number, Column>();
  view.series.generation.forEach((generation, index) => {
    const births = view.series.births[index] ?? 0;
    const deaths = view.series.deaths[index] ?? 0;
    if (births === 0 && deaths === 0) return;
    const pitch = Math.max(3, (size.width - 2 * size.inset) / Math.max(1, last));
    const slot = Math.round(xOf(generation, last, size) / pitch) * pitch;
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
): void {
  const ratio = devicePixelRatio;
  const size = { width: canvas.clientWidth, height: canvas.clientHeight, inset };
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  const ctx = canvas.getContext('2d');
  if (!ctx || size.width === 0) return;
  ctx.scale(ratio, ratio);
  const middle = Math.round(size.height / 2) + 0.5;
  drawAxis(ctx, view, last, size, middle, palette);
  drawLives(ctx, columnsOf(view, last, size), middle, palette);
  for (const mark of view.marks) drawMark(ctx, mark, xOf(mark.generation, last, size), size.height, palette);
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

/** Triangles point up for births and down for deaths; their height grows with the root of the count. */
function drawLives(
  ctx: CanvasRenderingContext2D,
  columns: Map<number, Column>,
  middle: number,
  palette: ChartPalette,
): void {
  for (const [x, { births, deaths }] of columns) {
    if (births > 0) triangle(ctx, x, middle - 2, -heightOf(births, middle), palette.gain);
    if (deaths > 0) triangle(ctx, x, middle + 2, heightOf(deaths, middle), palette.loss);
  }
}

const heightOf = (count: number, room: number) => Math.min(room - 4, 2 + TRIANGLE_PX * Math.sqrt(count));

function triangle(ctx: CanvasRenderingContext2D, x: number, base: number, height: number, colour: string): void {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x - TRIANGLE_PX / 2, base);
  ctx.lineTo(x + TRIANGLE_PX / 2, base);
  ctx.lineTo(x, base + height);
  ctx.fill();
}

function drawMark(ctx: CanvasRenderingContext2D, mark: Mark, x: number, height: number, palette: ChartPalette): void {
  if (mark.kind === 'tweak') {
    ctx.fillStyle = palette.accent;
    ctx.fillRect(Math.round(x) - 1, 0, 2, height);
  } else if (mark.kind === 'measurement') {
    ctx.fillStyle = palette.ink;
    ctx.beginPath();
    ctx.arc(x, height - 4, 2.5, 0, 2 * Math.PI);
    ctx.fill();
  } else if (mark.kind === 'cell') {
    ctx.strokeStyle = palette.ink2;
    ctx.lineWidth = 1.25;
    ctx.strokeRect(Math.round(x) - 2.5, 1.5, 5, 5);
  }
}
