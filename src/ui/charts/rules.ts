/**
 * What happened to the world, as thin rules behind the lines: tweaks, measurements, cells that opened,
 * changes of customs, merged children that live, catastrophes, regressions, and the moment shown. Winters are bands behind the rules.
 */
import type uPlot from 'uplot';
import type { Mark } from '../../record/fold/view.ts';
import type { ChartPalette } from './palette.ts';
import type { Moment } from './moment.ts';
import { wintersOf } from './winters.ts';

/** Quiet rules in a chart; more of them would be a fence. The same for all charts, since they share their moments. */
const MOST_RULES = 12;

/** Marks that deserve a rule; births and deaths stand on the timeline only, there are too many. */
export const isRuled = (mark: Mark): boolean => mark.kind === 'tweak' || mark.kind === 'catastrophe' || isQuiet(mark);

/** Marks whose rules may give way to others. A merge that came to nothing has none. */
const isQuiet = ({ kind, passed }: Mark): boolean =>
  kind === 'measurement' ||
  kind === 'cell' ||
  kind === 'custom' ||
  kind === 'regression' ||
  (kind === 'merge' && passed === true);

/** How quiet marks are dashed, so that they are told apart without their labels. */
const DASHES: Readonly<Partial<Record<Mark['kind'], number[]>>> = {
  measurement: [2, 3],
  cell: [6, 3],
  custom: [3, 6],
  merge: [6, 3, 1, 3],
  regression: [1, 4],
};

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
  ctx.fillStyle = `color-mix(in oklab, ${palette.hairline} 70%, transparent)`;
  for (const [from, to] of wintersOf(view.marks)) {
    const [left, right] = [from - 0.5, to + 0.5].map((generation) => plot.valToPos(generation, 'x', true));
    ctx.fillRect(left!, bbox.top, Math.max(ratio, right! - left!), bbox.height);
  }
  const roomy = kindsWithRoom(view.marks, MOST_RULES);
  for (const mark of view.marks) {
    if (mark.kind === 'tweak') rule(mark.generation, `color-mix(in oklab, ${palette.accent} 60%, transparent)`, []);
    else if (mark.kind === 'catastrophe') rule(mark.generation, palette.loss, [3, 3]);
    else if (isQuiet(mark) && roomy.has(mark.kind)) rule(mark.generation, palette.line, DASHES[mark.kind]!);
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

/**
 * The quiet kinds whose rules fit, the rarest first: where rules would become a fence, what happens most often gives way.
 * The timeline has them all.
 */
export function kindsWithRoom(marks: readonly Mark[], most: number): ReadonlySet<Mark['kind']> {
  const counts = new Map<Mark['kind'], number>();
  for (const { kind } of marks.filter(isQuiet)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const roomy = new Set<Mark['kind']>();
  let rules = 0;
  for (const [kind, count] of [...counts].sort(([, one], [, other]) => one - other)) {
    rules += count;
    if (rules > most) break;
    roomy.add(kind);
  }
  return roomy;
}

/** The labels of the ruled marks and of winters within `reach` generations of a moment, nearest first, once each. */
export function labelsNear(marks: readonly Mark[], generation: number, reach: number): string[] {
  const labels = marks
    .filter((mark) => isRuled(mark) || mark.kind === 'winter')
    .filter((mark) => Math.abs(mark.generation - generation) <= reach)
    .sort((a, b) => Math.abs(a.generation - generation) - Math.abs(b.generation - generation))
    .map((mark) => mark.label);
  return [...new Set(labels)];
}
