/**
 * Shares in 0..1 as strips of colour: one row a family, one column a generation. Ten noisy lines over one another say
 * nothing; ten strips show at a glance who learns what, and when.
 */
import type uPlot from 'uplot';
import { interpolateCividis } from 'd3';
import type { ChartPalette } from './palette.ts';
import type { Column } from './series.ts';

export interface Strip {
  label: string;
  column: Column;
}

const FONT_PX = 12;
const GAP_PX = 1;

/** The row at a height within the plot, in CSS pixels; undefined outside. */
export function rowAt(top: number, plotHeight: number, rows: number): number | undefined {
  const row = Math.floor((top / plotHeight) * rows);
  return row >= 0 && row < rows ? row : undefined;
}

export function drawStrips(plot: uPlot, strips: readonly Strip[], palette: ChartPalette): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const rowHeight = bbox.height / Math.max(1, strips.length);
  ctx.save();
  strips.forEach((strip, row) => {
    const top = bbox.top + row * rowHeight;
    drawStrip(plot, strip.column, top, rowHeight - GAP_PX * ratio);
    ctx.font = `${FONT_PX * ratio}px ${palette.font}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.fillStyle = palette.ink2;
    ctx.fillText(strip.label, bbox.left + bbox.width + 6 * ratio, top + rowHeight / 2);
  });
  ctx.restore();
}

/** Where generations are narrower than a pixel, a pixel shows their mean. */
function drawStrip(plot: uPlot, column: Column, top: number, height: number): void {
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
