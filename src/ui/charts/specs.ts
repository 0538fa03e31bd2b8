/** The four charts of the world: what each draws, in which unit, and what it says when a moment is pointed at. */
import type { View } from '../../record/fold/view.ts';
import { bracket, count, percent, quantity, signed } from '../words/format.ts';
import type { LineSeries } from '../../record/fold/line.ts';
import { NICHE_FAMILIES, plainName } from '../../record/fold/niches.ts';
import type { Moment } from './moment.ts';
import type { ChartPalette } from './palette.ts';

export interface Line {
  label: string;
  values: readonly number[];
  colour: string;
  /** Which vertical scale it is drawn on. */
  side: 'left' | 'right';
  /** The whole, pale behind a line that is chosen. */
  pale?: boolean;
}

export interface ChartSpec {
  name: string;
  title: string;
  /** What the vertical axes measure, with the unit. */
  left: string;
  right: string | null;
  /** Definition, formula and sample size. */
  help: string;
  lines: (view: View, palette: ChartPalette) => Line[];
  /** The same of a chosen line alone; of strips, the rows in their order. */
  chosen: (line: LineSeries, palette: ChartPalette, view: View) => Line[];
  /** The 95 % interval around the first line. */
  band?: (view: View) => { low: readonly number[]; high: readonly number[] };
  /** A horizontal rule that divides good from bad. */
  zero?: boolean;
  /** Fixed bounds of the left scale; otherwise the data decide, from zero on. */
  range?: [number, number];
  /** Shares in 0..1 as strips of colour, one under the other, because there are too many for lines. */
  strips?: boolean;
  /** What stands above the chart for a moment; `row` is the strip pointed at. */
  readout: (view: View, index: number, row?: string) => string;
}

const asPercent = (values: readonly number[]) => values.map((value) => value * 100);

const population: ChartSpec = {
  name: 'population',
  title: 'Population and energy',
  left: 'organelles',
  right: 'energy, E',
  help: 'How many organelles are alive at the end of a generation, and the sum of all their balances. One E is what the bare host spends on one reference answer.',
  lines: ({ series }, palette) => [
    { label: 'organelles', values: series.population, colour: palette.ink, side: 'left' },
    { label: 'energy', values: series.energy, colour: palette.accent, side: 'right' },
  ],
  chosen: (line, palette) => [
    { label: 'organelles, chosen', values: line.population, colour: palette.ink, side: 'left' },
    { label: 'energy, chosen', values: line.energy, colour: palette.accent, side: 'right' },
  ],
  readout: ({ series }, at) => `${count(series.population[at])} organelles · ${quantity(series.energy[at])} E`,
};

const roi: ChartSpec = {
  name: 'roi',
  title: 'ROI per episode',
  left: 'E',
  right: null,
  help: 'Mean of revenue − cost over the episodes of a generation, in E, with its 95 % interval as a band. The number of episodes is in the line above the chart.',
  zero: true,
  lines: ({ series }, palette) => [{ label: 'ROI', values: series.roi, colour: palette.ink, side: 'left' }],
  chosen: (line, palette) => [{ label: 'ROI, chosen', values: line.roi, colour: palette.accent, side: 'left' }],
  band: ({ series }) => ({ low: series.roiLow, high: series.roiHigh }),
  readout: ({ series }, at) =>
    Number.isFinite(series.roi[at])
      ? `${signed(series.roi[at])} ${bracket(series.roiLow[at] ?? NaN, series.roiHigh[at] ?? NaN)}, n = ${count(series.episodes[at])}`
      : at === 0
        ? 'no episodes yet'
        : 'no episodes',
};

const coverage: ChartSpec = {
  name: 'coverage',
  title: 'Coverage and QD-score',
  left: 'bins, %',
  right: 'QD-score, E',
  help: 'Coverage: the share of bins of the open cells that hold an elite. An elite needs several attempts with the same weights, so bins stay empty while everybody there learns. QD-score: the sum of quality + 1 E over all filled bins, so that an elite of quality −1 E adds nothing.',
  lines: ({ series }, palette) => [
    { label: 'coverage', values: asPercent(series.coverage), colour: palette.ink, side: 'left' },
    { label: 'QD-score', values: series.qdScore, colour: palette.accent, side: 'right' },
  ],
  chosen: (line, palette) => [
    { label: 'coverage, chosen', values: asPercent(line.coverage), colour: palette.ink, side: 'left' },
    { label: 'QD-score, chosen', values: line.qdScore, colour: palette.accent, side: 'right' },
  ],
  range: [0, 100],
  readout: ({ series }, at) => `${percent(series.coverage[at])} % · QD ${quantity(series.qdScore[at])}`,
};

const solved: ChartSpec = {
  name: 'solved',
  title: 'Solved, by family',
  left: '0 %',
  right: null,
  help: 'The share of a generation’s episodes that were solved, a strip for each family: dark is none, bright is all. A family nobody tried leaves a gap.',
  strips: true,
  lines: ({ series }, palette) =>
    familiesOf(series.solvedByFamily).map((name) => ({
      label: plainName(name),
      values: series.solvedByFamily[name]!,
      colour: palette.ink2,
      side: 'left',
    })),
  chosen: (line, palette, { series }) =>
    familiesOf(series.solvedByFamily).map((name) => ({
      label: plainName(name),
      values: line.solvedByFamily[name] ?? [],
      colour: palette.ink2,
      side: 'left',
    })),
  readout: ({ series }, at, row) =>
    series.episodes[at] === 0
      ? at === 0
        ? 'no episodes yet'
        : 'no episodes'
      : row === undefined
        ? `${percent(series.solved[at])} % of ${count(series.episodes[at])} episodes`
        : `${row} ${percent(series.solvedByFamily[row]?.[at])} %`,
};

export const CHARTS: readonly ChartSpec[] = [population, roi, coverage, solved];

/** Families that were tried, the lab's own in their order before those of a run's own tasks. */
function familiesOf(tried: Readonly<Record<string, unknown>>): string[] {
  const known = NICHE_FAMILIES.map(({ name }) => name);
  return [...known.filter((name) => tried[name]), ...Object.keys(tried).filter((name) => !known.includes(name))];
}

type Shown = Pick<Moment, 'view' | 'line'>;

/** The lines of the whole, and in front of them those of the line that is chosen; strips of a chosen line lie within the whole's. */
export function linesOf(spec: ChartSpec, shown: Shown, palette: ChartPalette): Line[] {
  const whole = spec.lines(shown.view, palette);
  if (!shown.line || spec.strips) return whole;
  return [...whole.map((each) => ({ ...each, pale: true })), ...chosenLines(spec, shown, palette)];
}

/** As long as the history of the view: cut in the past, with gaps where the journal is still being read. */
export function chosenLines(spec: ChartSpec, { view, line }: Shown, palette: ChartPalette): Line[] {
  if (!line) return [];
  const fitted = (values: readonly number[]) => view.series.generation.map((_, at) => values[at] ?? NaN);
  return spec.chosen(line, palette, view).map((each) => ({ ...each, values: fitted(each.values) }));
}
