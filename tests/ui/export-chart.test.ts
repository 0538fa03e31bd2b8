/** A chart's table holds what the chart shows, read back by d3's own CSV parser. */
import { csvParse } from 'd3';
import { describe, expect, it } from 'vitest';
import type { View } from '../../src/record/fold/view.ts';
import { chartFileName, chartTable } from '../../src/ui/charts/exportChart.ts';
import type { ChartPalette } from '../../src/ui/charts/palette.ts';
import { CHARTS } from '../../src/ui/charts/specs.ts';

const view = {
  series: {
    generation: [0, 1, 2],
    population: [16, 17, 17],
    energy: [128, 130.123456789, 131],
    roi: [NaN, 0.25, -1 / 3],
    roiLow: [NaN, 0, -1],
    roiHigh: [NaN, 0.5, 0.25],
    solvedByFamily: { 'list.sort': [NaN, 0.5, 0.25] },
  },
} as unknown as View;
const table = (name: string, smooth = false) =>
  csvParse(
    chartTable(
      CHARTS.find((spec) => spec.name === name)!,
      { view, smooth },
      {} as ChartPalette,
    ),
  );

describe('the table of a chart', () => {
  it('has one row a generation and every line with its unit, in full precision', () => {
    const rows = table('population');
    expect(rows.columns).toEqual(['generation', 'organelles (organelles)', 'energy (energy, E)']);
    expect(rows.map((row) => row['energy (energy, E)'])).toEqual(['128', '130.123456789', '131']);
  });

  it('leaves gaps empty, and holds the band', () => {
    const rows = table('roi');
    expect(rows[0]).toEqual({ generation: '0', 'ROI (E)': '', '95 % low': '', '95 % high': '' });
    expect(Number(rows[2]!['ROI (E)'])).toBe(-1 / 3);
  });

  it('has the smoothed line only when it is shown', () => {
    expect(table('roi').columns).toHaveLength(4);
    const smoothed = table('roi', true);
    expect(Number(smoothed[2]![smoothed.columns[4]!])).toBeCloseTo((0.25 - 1 / 3) / 2, 12);
  });

  it('writes strips in per cent', () => {
    expect(table('solved', true).map((row) => row['list.sort (%)'])).toEqual(['', '50', '25']);
  });
});

it('a file is named after run, chart and moment', () => {
  expect(chartFileName(CHARTS[1]!, 'World 7: ünder/test', 12, 'csv')).toBe('World-7-ünder-test-roi-generation-12.csv');
  expect(chartFileName(CHARTS[0]!, '///', 0, 'png')).toBe('run-population-generation-0.png');
});
