/** A line's name stands at its end, in its colour, so that there is no legend to decode. */
import type uPlot from 'uplot';
import type { ChartPalette } from './palette.ts';
import { lastOf, spread, type Column } from './series.ts';

export interface EndLabel {
  text: string;
  colour: string;
  column: Column;
  scale: string;
}

const FONT_PX = 12;
const LINE_PX = 13;
const DOT_PX = 2;

/** Names in the plot, above each line's end, moved apart where lines end together, with a halo so that they read on any line. */
export function drawEndLabels(plot: uPlot, labels: EndLabel[], palette: ChartPalette): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const ends = labels.flatMap((label) => {
    const last = lastOf(label.column);
    if (!last) return [];
    const x = plot.valToPos(plot.data[0][last.index]!, 'x', true);
    return [{ ...label, x, y: plot.valToPos(last.value, label.scale, true) }];
  });
  if (ends.length === 0) return;
  const half = (LINE_PX / 2) * ratio;
  const wanted = ends.map(({ y }) => y - LINE_PX * 0.85 * ratio);
  const places = spread(wanted, LINE_PX * ratio, bbox.top + half, bbox.top + bbox.height - half);
  ctx.save();
  ctx.font = `${FONT_PX * ratio}px ${palette.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3 * ratio;
  ctx.strokeStyle = palette.ground;
  ends.forEach(({ text, colour, x }, index) => {
    const width = ctx.measureText(text).width;
    const left = Math.min(
      Math.max(x - width - 4 * ratio, bbox.left + 4 * ratio),
      bbox.left + bbox.width - width - 4 * ratio,
    );
    ctx.strokeText(text, left, places[index]!);
    ctx.fillStyle = colour;
    ctx.fillText(text, left, places[index]!);
  });
  for (const { colour, x, y } of ends) {
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.arc(x, y, DOT_PX * ratio, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}

/** A sentence in the middle of a plot that has nothing to draw yet. */
export function drawNote(plot: uPlot, text: string, palette: ChartPalette): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${FONT_PX * devicePixelRatio}px ${palette.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = palette.ink3;
  ctx.fillText(text, bbox.left + bbox.width / 2, bbox.top + bbox.height / 2);
  ctx.restore();
}
