/**
 * A chart as a file: exactly what is on screen and nothing else. The table has the columns that are drawn, up to the moment
 * shown, in full precision; the picture is the canvas itself under the same title and units.
 */
import { interpolateCividis } from 'd3';
import { readPalette, type ChartPalette } from './palette.ts';
import { SMOOTHING_WINDOW, trailingMean } from './series.ts';
import type { Moment } from './moment.ts';
import { chosenLines, type ChartSpec } from './specs.ts';

/**
 * The series of a chart as CSV (RFC 4180): one row a generation, a gap where there is nothing. Smoothed columns follow when
 * the chart shows them.
 */
export function chartTable(
  spec: ChartSpec,
  { view, smooth, line = null }: Pick<Moment, 'view' | 'smooth'> & Partial<Pick<Moment, 'line'>>,
  palette: ChartPalette,
): string {
  const chosen = chosenLines(spec, { view, line }, palette);
  const named = spec.strips ? chosen.map((each) => ({ ...each, label: `${each.label}, chosen` })) : chosen;
  const lines = [...spec.lines(view, palette), ...named];
  const unit = (side: 'left' | 'right') => (spec.strips ? '%' : ((side === 'left' ? spec.left : spec.right) ?? ''));
  const scaled = (values: readonly number[]) => (spec.strips ? values.map((value) => value * 100) : values);
  const columns: [string, readonly (number | null)[]][] = [
    ['generation', view.series.generation],
    ...lines.map(({ label, values, side }) => [`${label} (${unit(side)})`, scaled(values)] as [string, number[]]),
  ];
  const band = spec.band?.(view);
  if (band) columns.push(['95 % low', band.low], ['95 % high', band.high]);
  if (smooth && !spec.strips) {
    for (const { label, values } of lines)
      columns.push([`${label}, mean of ${SMOOTHING_WINDOW} generations`, trailingMean(values)]);
  }
  const rows = view.series.generation.map((_, row) => columns.map(([, values]) => cellOf(values[row])).join(','));
  return [columns.map(([name]) => quoted(name)).join(','), ...rows, ''].join('\r\n');
}

const cellOf = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '' : String(value);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** `World-7-roi-generation-120.csv`: of which run, which chart, which moment. */
export function chartFileName(spec: ChartSpec, runName: string, generation: number, ending: 'csv' | 'png'): string {
  const run = runName.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'run';
  return `${run}-${spec.name}-generation-${generation}.${ending}`;
}

const MARGIN_PX = 12;
const HEAD_PX = 56;
const FOOT_PX = 20;

/** The picture: title, run and moment, units, and the canvas as it is drawn now. Null when the browser makes no picture. */
export function chartPicture(spec: ChartSpec, plot: HTMLCanvasElement, caption: string): Promise<Blob | null> {
  const ratio = devicePixelRatio;
  const picture = document.createElement('canvas');
  picture.width = plot.width + 2 * MARGIN_PX * ratio;
  picture.height = plot.height + (HEAD_PX + FOOT_PX) * ratio;
  const ctx = picture.getContext('2d')!;
  const palette = readPalette();
  ctx.fillStyle = palette.ground;
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.drawImage(plot, MARGIN_PX * ratio, HEAD_PX * ratio);
  ctx.scale(ratio, ratio);
  drawHead(ctx, spec, caption, picture.width / ratio, palette);
  ctx.fillStyle = palette.ink3;
  ctx.textAlign = 'center';
  ctx.fillText('generation', picture.width / ratio / 2, picture.height / ratio - 8);
  return new Promise((resolve) => picture.toBlob(resolve, 'image/png'));
}

function drawHead(
  ctx: CanvasRenderingContext2D,
  spec: ChartSpec,
  caption: string,
  width: number,
  palette: ChartPalette,
): void {
  ctx.textBaseline = 'alphabetic';
  ctx.fillStyle = palette.ink;
  ctx.font = `600 13px ${palette.font}`;
  ctx.fillText(spec.title, MARGIN_PX, 20);
  ctx.font = `12px ${palette.font}`;
  ctx.fillStyle = palette.ink2;
  ctx.fillText(caption, MARGIN_PX, 36);
  ctx.fillStyle = palette.ink3;
  if (spec.strips) drawScale(ctx);
  else ctx.fillText(spec.left, MARGIN_PX, 52);
  ctx.textAlign = 'right';
  ctx.fillText(spec.right ?? '', width - MARGIN_PX, 52);
}

function drawScale(ctx: CanvasRenderingContext2D): void {
  ctx.fillText('0 %', MARGIN_PX, 52);
  ctx.fillText('100 % of episodes', MARGIN_PX + 106, 52);
  const ramp = ctx.createLinearGradient(MARGIN_PX + 28, 0, MARGIN_PX + 100, 0);
  for (let stop = 0; stop <= 8; stop++) ramp.addColorStop(stop / 8, interpolateCividis(stop / 8));
  ctx.fillStyle = ramp;
  ctx.fillRect(MARGIN_PX + 28, 44, 72, 8);
}
