/**
 * One chart on a uPlot canvas, living outside React. Every series is one column of a view; the raw line is faint under
 * its smoothed one when smoothing is on; what happened to the world stands behind the lines as thin rules.
 */
import uPlot from 'uplot';
import { crosshair } from '../state/crosshair.ts';
import { drawEndLabels, drawNote } from './endLabels.ts';
import { drawStrips, rowAt } from './strips.ts';
import type { Moment } from './moment.ts';
import { drawRules } from './rules.ts';
import type { ChartPalette } from './palette.ts';
import { lastOf, quantile, toColumn, trailingMean, type ChartColumn } from './series.ts';
import { chosenLines, linesOf, type ChartSpec, type Line } from './specs.ts';

const FONT_PX = 12;
/** Room for the names of the strips, right of them. */
const STRIP_NAMES_PX = 110;
const FAINT = 0.28;

export class LineChart {
  #spec: ChartSpec;
  #place: HTMLElement;
  #plot: uPlot | null = null;
  #shape = '';
  #palette: ChartPalette;
  #moment: Moment | null = null;
  #lines: Line[] = [];
  #onPick: (generation: number) => void;
  #isPointed = false;

  constructor(place: HTMLElement, spec: ChartSpec, palette: ChartPalette, onPick: (generation: number) => void) {
    this.#place = place;
    this.#spec = spec;
    this.#palette = palette;
    this.#onPick = onPick;
  }

  setPalette(palette: ChartPalette): void {
    this.#palette = palette;
    this.#shape = '';
    if (this.#moment) this.draw(this.#moment);
  }

  /** Draws a moment of the world; builds a new plot only when the set of lines changed. */
  draw(moment: Moment): void {
    this.#moment = moment;
    this.#lines = linesOf(this.#spec, moment, this.#palette);
    const shape = JSON.stringify([this.#lines.map(({ label, pale }) => [label, pale]), moment.smooth]);
    const data = this.#data(moment);
    if (shape !== this.#shape || !this.#plot) {
      this.#shape = shape;
      this.#plot?.destroy();
      this.#plot = new uPlot(this.#options(moment), data, this.#place);
      this.#plot.over.addEventListener('click', () => this.#pick());
    } else {
      this.#plot.setData(data);
    }
    this.point(crosshair.generation);
  }

  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#place;
    if (width > 0 && height > 0) this.#plot?.setSize({ width, height });
  }

  /** Puts the crosshair on a generation; null takes it away. */
  point(generation: number | null): void {
    if (!this.#plot) return;
    const left = generation === null ? -10 : this.#plot.valToPos(generation, 'x');
    this.#plot.setCursor({ left, top: generation === null ? -10 : 4 }, false);
  }

  destroy(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #pick(): void {
    if (crosshair.generation !== null) this.#onPick(crosshair.generation);
  }

  #data({ view, smooth }: Moment): uPlot.AlignedData {
    const raw = this.#lines.map((line) => toColumn(line.values));
    const band = this.#spec.band?.(view);
    const edges: ChartColumn[] = band ? [toColumn(band.high), toColumn(band.low)] : [];
    const smoothed = smooth ? this.#lines.map((line) => trailingMean(line.values)) : [];
    return [[...view.series.generation], ...edges, ...raw, ...smoothed];
  }

  #options({ smooth }: Moment): uPlot.Options {
    const { right, strips } = this.#spec;
    return {
      width: Math.max(80, this.#place.clientWidth),
      height: Math.max(60, this.#place.clientHeight),
      padding: [strips ? 4 : 10, strips ? STRIP_NAMES_PX : right ? 0 : 18, 0, strips ? 8 : 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        points: { show: !strips, size: 6 },
        bind: { dblclick: () => null },
        move: (_self, x, y) => [x, y],
      },
      scales: this.#scales(),
      axes: this.#axes(right),
      series: this.#series(smooth),
      bands: this.#spec.band
        ? [{ series: [1, 2], fill: `color-mix(in oklab, ${this.#palette.ink} 14%, transparent)` }]
        : [],
      hooks: {
        drawClear: [(plot) => this.#moment && drawRules(plot, this.#moment, this.#palette, this.#spec.zero ?? false)],
        draw: [(plot) => this.#finish(plot)],
        setCursor: [(plot) => this.#follow(plot)],
      },
    };
  }

  /** The mouse over this chart moves the crosshair of all. */
  #follow(plot: uPlot): void {
    const { left, event } = plot.cursor;
    if (!event) return;
    this.#isPointed = left !== undefined && left !== null && left >= 0;
    if (left === undefined || left === null || left < 0) crosshair.set(null);
    else {
      const generation = Math.round(plot.posToVal(left, 'x'));
      crosshair.set(Math.min(this.#moment?.lastGeneration ?? generation, Math.max(0, generation)));
    }
  }

  #scales(): uPlot.Scales {
    const { range, zero } = this.#spec;
    const fromData: uPlot.Range.Function = (_plot, low, high) => {
      if (low === null || high === null || !Number.isFinite(low)) return [0, 1];
      if (high === 0 && low === 0) return [0, 1];
      const floor = Math.min(0, low);
      const room = Math.max(1e-6, (high - floor) * 0.08);
      return [floor < 0 ? floor - room : 0, Math.max(floor, high) + room];
    };
    const signed: uPlot.Range.Function = () => this.#signedRange();
    return {
      x: { time: false, range: () => [-0.5, Math.max(10, this.#moment?.lastGeneration ?? 10) + 0.5] },
      left: { range: range ? () => range : zero ? signed : fromData },
      right: { range: fromData },
    };
  }

  /** Holds zero, the whole line and nearly all of its band: one wide interval of a poor generation must not flatten the rest. */
  #signedRange(): [number, number] {
    const band = this.#moment && this.#spec.band?.(this.#moment.view);
    const line = this.#lines.flatMap(({ values }) => values.filter(Number.isFinite));
    const low = Math.min(0, ...line, ...finite(quantile(band?.low ?? [], 0.05)));
    const high = Math.max(0, ...line, ...finite(quantile(band?.high ?? [], 0.95)));
    if (high === low) return [-1, 1];
    const room = (high - low) * 0.08;
    return [low - room, high + room];
  }

  #axes(right: string | null): uPlot.Axis[] {
    const { ink3, hairline, font } = this.#palette;
    const common = {
      stroke: ink3,
      font: `${FONT_PX}px ${font}`,
      ticks: { show: false },
      gap: 4,
    } satisfies Partial<uPlot.Axis>;
    const grid = { stroke: hairline, width: 1 };
    const axes: uPlot.Axis[] = [
      {
        ...common,
        scale: 'x',
        space: 48,
        size: 20,
        grid: { show: false },
        incrs: [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000],
      },
      ...(this.#spec.strips
        ? []
        : [{ ...common, scale: 'left', space: 28, size: axisWidth, grid, values: axisNumbers }]),
    ];
    if (right)
      axes.push({
        ...common,
        scale: 'right',
        side: 1,
        space: 28,
        size: axisWidth,
        grid: { show: false },
        values: axisNumbers,
      });
    return axes;
  }

  #series(smooth: boolean): uPlot.Series[] {
    const hidden = { show: true, scale: 'left', stroke: 'transparent', width: 0, points: { show: false } };
    const edges: uPlot.Series[] = this.#spec.band ? [{ ...hidden }, { ...hidden }] : [];
    const line = ({ colour, side, label }: Line, faint: boolean): uPlot.Series => ({
      show: true,
      ...(this.#spec.strips && { paths: () => null }),
      label,
      scale: side,
      stroke: faint ? `color-mix(in oklab, ${colour} ${FAINT * 100}%, transparent)` : colour,
      width: 1.5,
      spanGaps: false,
      points: { show: false },
    });
    const raw = this.#lines.map((each) => line(each, smooth || (each.pale ?? false)));
    return [{}, ...edges, ...raw, ...(smooth ? this.#lines.map((each) => line(each, each.pale ?? false)) : [])];
  }

  /** What stands on top of the lines: their names; or the strips instead of lines. */
  #finish(plot: uPlot): void {
    const labels = this.#labels(plot);
    const strips = labels.map(({ text, column }) => ({ label: text, column }));
    if (!labels.some(({ column }) => lastOf(column))) drawNote(plot, 'Drawn from the first episodes on', this.#palette);
    else if (this.#spec.strips) drawStrips(plot, strips, this.#palette, this.#chosenRows());
    else drawEndLabels(plot, this.#named(labels), this.#palette);
  }

  /** The chosen line's own shares, row by row; null where no line is chosen. */
  #chosenRows(): ChartColumn[] | null {
    const { line, view } = this.#moment ?? {};
    if (!line || !view) return null;
    return chosenLines(this.#spec, { line, view }, this.#palette).map(({ values }) => toColumn(values));
  }

  /** The name of the strip under the pointer, if the pointer is on this chart. */
  get pointedRow(): string | undefined {
    const top = this.#plot?.cursor.top ?? -1;
    if (!this.#spec.strips || !this.#plot || !this.#isPointed) return undefined;
    return this.#lines[rowAt(top, this.#plot.over.clientHeight, this.#lines.length) ?? -1]?.label;
  }

  /** Four names are too many for a small plot: the pale lines of the whole have the colours of the chosen ones and go without. */
  #named<Label>(labels: Label[]): Label[] {
    return labels.length <= 2 ? labels : labels.filter((_, index) => !this.#lines[index]!.pale);
  }

  /** Each line's name, at the end of the line that is on top. */
  #labels(plot: uPlot) {
    const count = this.#lines.length;
    return this.#lines.map((line, index) => {
      const column = plot.data[plot.data.length - count + index] as ChartColumn;
      return { text: line.label, colour: line.colour, column, scale: line.side };
    });
  }
}

const finite = (value: number): number[] => (Number.isFinite(value) ? [value] : []);

/** Wide enough for the longest tick. */
const axisWidth = (_plot: uPlot, values: string[] | null): number =>
  Math.max(34, 10 + 7 * Math.max(0, ...(values ?? []).map((value) => value.length)));

const axisNumbers = (_plot: uPlot, splits: (number | null)[]): string[] =>
  splits.map((value) =>
    value === null
      ? ''
      : new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 }).format(value).replace('-', '\u2212'),
  );
