/** A line's name stands at its end, in its colour, so that there is no legend to decode. */
import type uPlot from 'uplot';
import { placeLabels, type LineEnd } from './labelPlaces.ts';
import type { ChartPalette } from './palette.ts';
import { lastOf, type ChartColumn } from './series.ts';

interface EndLabel {
  text: string;
  colour: string;
  column: ChartColumn;
  scale: string;
}

const FONT_PX = 12;
const LINE_PX = 14;
const DOT_PX = 2;
const HALO_PX = 4;

/** Names beside the ends of the lines, on no data, with a halo for where that cannot be. */
export function drawEndLabels(plot: uPlot, labels: EndLabel[], palette: ChartPalette): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${FONT_PX * ratio}px ${palette.font}`;
  const drawn = labels.filter(({ column }) => lastOf(column));
  const ends = drawn.map((label) => lineEnd(plot, label, ctx.measureText(label.text).width, ratio));
  const box = { left: bbox.left, right: bbox.left + bbox.width, top: bbox.top, bottom: bbox.top + bbox.height };
  const places = ends.length > 0 ? placeLabels(ends, box, LINE_PX * ratio) : [];
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = HALO_PX * ratio;
  ctx.strokeStyle = palette.ground;
  drawn.forEach(({ text, colour }, index) => {
    const { left, middle } = places[index]!;
    ctx.strokeText(text, left, middle);
    ctx.fillStyle = colour;
    ctx.fillText(text, left, middle);
    ctx.beginPath();
    ctx.arc(ends[index]!.x, ends[index]!.y, DOT_PX * ratio, 0, 2 * Math.PI);
    ctx.fill();
  });
  ctx.restore();
}

/** Where a line ends, and what it covers under a name that is right-aligned there; in canvas pixels. */
function lineEnd(plot: uPlot, { column, scale }: EndLabel, width: number, ratio: number): LineEnd {
  const last = lastOf(column)!;
  const x = plot.valToPos(plot.data[0][last.index]!, 'x', true);
  const y = plot.valToPos(last.value, scale, true);
  const reach = Math.min(x, plot.bbox.left + plot.bbox.width) - width - 4 * ratio;
  let [top, bottom] = [y, y];
  for (let index = last.index; index >= 0; index--) {
    const value = column[index];
    if (value !== null && value !== undefined) {
      const at = plot.valToPos(value, scale, true);
      top = Math.min(top, at);
      bottom = Math.max(bottom, at);
    }
    // The first point beyond the name still counts: the line leads to it.
    if (plot.valToPos(plot.data[0][index]!, 'x', true) < reach) break;
  }
  return { x, y, width, top, bottom };
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
