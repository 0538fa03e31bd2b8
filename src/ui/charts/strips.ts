/**
 * Shares in 0..1 as strips of colour: one row a family, one column a generation. Ten noisy lines over one another say
 * nothing; ten strips show at a glance who learns what, and when.
 */
import type uPlot from 'uplot';
import { interpolateCividis } from 'd3';
import type { ChartPalette } from './palette.ts';
import type { ChartColumn } from './series.ts';

interface Strip {
  label: string;
  column: ChartColumn;
}

const FONT_PX = 12;
const GAP_PX = 1;
/** The least distance between two names. */
const NAME_PX = 13;
/** From a strip to its name; a thin line leads there where they do not stand side by side. */
const LEADER_PX = 12;

/** The row at a height within the plot, in CSS pixels; undefined outside. */
export function rowAt(top: number, plotHeight: number, rows: number): number | undefined {
  const row = Math.floor((top / plotHeight) * rows);
  return row >= 0 && row < rows ? row : undefined;
}

/**
 * The heights at which the strips' names stand, in CSS pixels: at the strips where those are high enough, else a line
 * apart over the whole canvas; null for names left out because not even that has room for all.
 * @param plot  top and height of the strips within the canvas
 */
export function stripNamePlaces(
  rows: number,
  plot: { top: number; height: number },
  canvasHeight: number,
): (number | null)[] {
  if (rows === 0) return [];
  const middles = Array.from({ length: rows }, (_, row) => plot.top + ((row + 0.5) * plot.height) / rows);
  const every = Math.max(1, Math.ceil((rows * NAME_PX) / canvasHeight));
  const named = middles.filter((_, row) => row % every === 0);
  const pitch = Math.max(NAME_PX, (every * plot.height) / rows);
  const room = (named.length - 1) * pitch;
  // Centred on the strips, so that no name stands farther from its strip than it must.
  const wanted = (named[0]! + named.at(-1)! - room) / 2;
  const first = Math.max(NAME_PX / 2, Math.min(wanted, canvasHeight - NAME_PX / 2 - room));
  const places = named.map((_, index) => first + index * pitch);
  return middles.map((_, row) => (row % every === 0 ? places[row / every]! : null));
}

/** @param chosen  the shares of a chosen line, row by row: the lower half of each strip; null without one */
export function drawStrips(
  plot: uPlot,
  strips: readonly Strip[],
  palette: ChartPalette,
  chosen: readonly ChartColumn[] | null,
): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const rowHeight = bbox.height / Math.max(1, strips.length);
  const area = { top: bbox.top / ratio, height: bbox.height / ratio };
  const places = stripNamePlaces(strips.length, area, ctx.canvas.height / ratio);
  ctx.save();
  ctx.font = `${FONT_PX * ratio}px ${palette.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  strips.forEach((strip, row) => {
    const top = bbox.top + row * rowHeight;
    const height = rowHeight - GAP_PX * ratio;
    const own = chosen?.[row];
    drawStrip(plot, strip.column, top, own ? height / 2 : height);
    if (own) drawStrip(plot, own, top + height / 2, height / 2);
    const place = places[row];
    if (place !== null && place !== undefined) drawName(plot, strip.label, top + rowHeight / 2, place * ratio, palette);
  });
  ctx.restore();
}

function drawName(plot: uPlot, label: string, from: number, to: number, palette: ChartPalette): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const left = bbox.left + bbox.width;
  if (Math.abs(to - from) > ratio) {
    ctx.strokeStyle = palette.ink3;
    ctx.lineWidth = 0.75 * ratio;
    ctx.beginPath();
    ctx.moveTo(left + 2 * ratio, from);
    ctx.lineTo(left + (LEADER_PX - 2) * ratio, to);
    ctx.stroke();
  }
  ctx.fillStyle = palette.ink2;
  ctx.fillText(label, left + LEADER_PX * ratio, to);
}

/** Where generations are narrower than a pixel, a pixel shows their mean. */
function drawStrip(plot: uPlot, column: ChartColumn, top: number, height: number): void {
  const { ctx, bbox } = plot;
  const pitch = plot.valToPos(1, 'x', true) - plot.valToPos(0, 'x', true);
  const group = Math.max(1, Math.ceil(1 / pitch));
  for (let from = 0; from < column.length; from += group) {
    const shares = column.slice(from, from + group).filter((share) => share !== null);
    if (shares.length === 0) continue;
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const x = plot.valToPos(plot.data[0][from]! - 0.5, 'x', true);
    const left = Math.max(bbox.left, x);
    ctx.fillStyle = interpolateCividis(mean);
    ctx.fillRect(left, top, Math.min(x + pitch * group + 0.5, bbox.left + bbox.width) - left, height);
  }
}
