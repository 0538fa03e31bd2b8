/** What happened to the world, as thin rules behind the lines: tweaks, measurements, cells that opened, and the moment shown. */
import type uPlot from 'uplot';
import type { Mark } from '../../record/view.ts';
import type { ChartPalette } from './palette.ts';
import type { Moment } from './LineChart.ts';

const LEAST_GAP_PX = 14;

/** Marks that deserve a rule; births and deaths stand on the timeline only, there are too many. */
export const isRuled = (mark: Mark): boolean =>
  mark.kind === 'tweak' || mark.kind === 'measurement' || mark.kind === 'cell';

export function drawRules(plot: uPlot, { view, lastGeneration }: Moment, palette: ChartPalette, zero: boolean): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const rule = (generation: number, colour: string, dash: number[], width = 1) => {
    const x = Math.round(plot.valToPos(generation, 'x', true)) + 0.5;
    ctx.beginPath();
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * ratio;
    ctx.setLineDash(dash.map((length) => length * ratio));
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  };
  ctx.save();
  // A long run measures often: where rules would become a fence only the tweaks keep theirs; the timeline has them all.
  const quietMarks = view.marks.filter((mark) => mark.kind === 'measurement' || mark.kind === 'cell').length;
  const isCrowded = quietMarks * LEAST_GAP_PX * ratio > bbox.width;
  for (const mark of view.marks) {
    if (mark.kind === 'tweak') rule(mark.generation, `color-mix(in oklab, ${palette.accent} 60%, transparent)`, []);
    else if (isCrowded) continue;
    else if (mark.kind === 'measurement') rule(mark.generation, palette.line, [2, 3]);
    else if (mark.kind === 'cell') rule(mark.generation, palette.line, [6, 3]);
  }
  if (view.generation < lastGeneration) rule(view.generation, palette.accent, [], 2);
  if (zero) {
    const y = Math.round(plot.valToPos(0, 'left', true)) + 0.5;
    ctx.beginPath();
    ctx.setLineDash([]);
    ctx.strokeStyle = palette.ink3;
    ctx.lineWidth = ratio;
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** The labels of the ruled marks within `reach` generations of a moment, nearest first, once each. */
export function labelsNear(marks: readonly Mark[], generation: number, reach: number): string[] {
  return marks
    .filter((mark) => isRuled(mark) && Math.abs(mark.generation - generation) <= reach)
    .sort((a, b) => Math.abs(a.generation - generation) - Math.abs(b.generation - generation))
    .map((mark) => mark.label);
}
