/** What a contest prints: every figure in its place, by hand, and the same as JSON. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { contestJson } from '../../../src/cli/tables/contest-json.ts';
import { printContest } from '../../../src/cli/tables/contest.ts';
import { TERA, type Contest } from '../../../src/evaluation/contest/contest.ts';
import { judge } from '../../../src/evaluation/contest/judge.ts';
import type { Result } from '../../../src/evaluation/contest/reading.ts';
import { madeUpContest, madeUpExperiment, madeUpReading, madeUpResult } from '../../evaluation/contest/made-up.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function printed(contest: Contest, results: readonly Result[]): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  printContest(judge(contest, results));
  return log.mock.calls.map(([line]) => String(line ?? '')).join('\n');
}

/** The tables of a Markdown text: by the heads of their columns, row by row. */
function tablesOf(text: string): Record<string, string>[][] {
  const blocks = text.split(/\n(?!\|)/).map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  const cellsOf = (line: string) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
  return blocks
    .filter((lines) => lines.length > 1)
    .map(([head, rule, ...rows]) => {
      const titles = cellsOf(head!);
      expect(cellsOf(rule!)).toEqual(titles.map(() => '---'));
      return rows.map((row) => {
        const cells = cellsOf(row);
        expect(cells).toHaveLength(titles.length);
        return Object.fromEntries(titles.map((title, i) => [title, cells[i]!]));
      });
    });
}

const SORT = 'list.sort/short';
const MATH = 'math/short';
const experiment = madeUpExperiment({
  names: ['host', 'colony'],
  cells: [SORT, MATH],
  marks: [0.5, 1],
  about: 'Two arms.',
  primaries: [
    { name: 'better', arm: 'colony', against: ['host'], above: 0 },
    { name: 'better at half', arm: 'colony', against: ['host'], above: 0, at: 0.5 },
  ],
});
const contest: Contest = {
  ...madeUpContest(experiment),
  tuning: { about: 'A grid of nine.', tflops: 3, seeds: ['90', '91'], salt: 'grey' },
};
const arms: [string, [string, string, string, string], number][] = [
  ['host', ['1000', '1000', '1100', '0000'], 0.5],
  ['colony', ['1100', '1000', '1111', '1111'], 1],
];
const results = arms.flatMap(([arm, [sort1, math1, sort2, math2], giga]) =>
  ['1', '2', '3'].map((seed, i) => {
    // the third seed misses one task more at the end
    const last = i === 2 ? sort2.replace('1', '0') : sort2;
    const first = 10 * i;
    const readings = [
      madeUpReading(
        { [SORT]: sort1, [MATH]: math1 },
        { mark: 0.5, first, each: giga * 1e9, flops: 0.47 * TERA, lines: 5 },
      ),
      madeUpReading({ [SORT]: last, [MATH]: math2 }, { mark: 1, first, each: giga * 1e9, lines: 8 }),
    ];
    const spent: Record<string, number> =
      arm === 'host' ? {} : { learn: 0.6 * TERA, attempt: (0.4 + i / 100) * TERA, audition: 0.1 * TERA };
    const facts = {
      lines: 7 + i,
      ancestorFlops: 0.11 * TERA,
      chargedFlops: 0.55 * TERA,
      updates: { [SORT]: 20 + i, [MATH]: 3 },
      takeovers: { shelf: 2 },
    };
    return madeUpResult({ arm, seed, readings, spent, ...(arm === 'colony' && { facts }) });
  }),
);

describe('the tables', () => {
  const text = printed(contest, results);
  const [primaries, told, differences, marks, cells, spent, facts] = tablesOf(text);

  it('tell what was claimed first', () => {
    // at the end the difference is (1 − 0.25, 1 − 0.25, 0.875 − 0.125): 0.75 in every seed
    expect(primaries).toEqual([
      {
        'claimed beforehand': 'better',
        in: 'still',
        arm: 'colony',
        'less the hardest of': 'host',
        'which is': 'host',
        'difference, 95 %': '0.750 (0.750 to 0.750)',
        'to lie above': '0',
        p: '< 0.0001',
        'Holm’s p': '< 0.0001',
        verdict: 'holds',
      },
      expect.objectContaining({ in: 'still, at 0.5 TFLOPs', 'difference, 95 %': '0.125 (0.125 to 0.125)' }),
    ]);
  });

  it('tell what arms solved and what that cost', () => {
    // 1, 1 and 0.875: mean 0.9583, Student’s half width 4.3027 × 0.07217 ÷ √3
    expect(told).toEqual([
      {
        arm: 'host',
        seeds: '3',
        'solved, macro mean, 95 %': '0.208 (0.029 to 0.388)',
        'least and most of a seed': '0.125 to 0.250',
        'GFLOP an answer': '0.50',
        'GFLOP a solved task': '2.40',
        'by the cheapest other’s of like share': '2.30 ×',
        'GFLOP a solved task, the run’s budget shared out over 10,000 answers': '2.40',
      },
      {
        arm: 'colony',
        seeds: '3',
        'solved, macro mean, 95 %': '0.958 (0.779 to 1.000)',
        'least and most of a seed': '0.875 to 1.000',
        'GFLOP an answer': '1.00',
        'GFLOP a solved task': '1.04',
        'by the cheapest other’s of like share': '–',
        // 1.11 TFLOPs over ten thousand answers: 0.111 GFLOP each
        'GFLOP a solved task, the run’s budget shared out over 10,000 answers': '1.16',
      },
    ]);
  });

  it('tell every difference, moment and cell', () => {
    expect(differences).toEqual([{ 'difference, 95 %': 'colony', '− host': '0.750 (0.750 to 0.750)' }]);
    expect(marks).toMatchObject([
      { arm: 'host', 'at 0.5 TFLOPs': '0.250 (0.250 to 0.250)', 'at 1 TFLOPs': '0.208 (0.029 to 0.388)' },
      { arm: 'colony', 'at 0.5 TFLOPs': '0.375 (0.375 to 0.375)', 'at 1 TFLOPs': '0.958 (0.779 to 1.000)' },
    ]);
    expect(cells).toMatchObject([
      { arm: 'host', [SORT]: '0.42 (0.06 to 0.78)', [MATH]: '0.00 (0.00 to 0.00)' },
      { arm: 'colony', [SORT]: '0.92 (0.56 to 1.00)', [MATH]: '1.00 (1.00 to 1.00)' },
    ]);
  });

  it('tell what runs spent and were made of', () => {
    expect(spent).toEqual([
      {
        arm: 'host',
        'TFLOPs of a run': '0.000',
        'of which attempt': '0.000',
        'of which learn': '0.000',
        'of which audition': '0.000',
        'besides: tuning': '3',
      },
      {
        arm: 'colony',
        'TFLOPs of a run': '1.100 to 1.120',
        'of which attempt': '0.410',
        'of which learn': '0.600',
        'of which audition': '0.100',
        'besides: tuning': '3',
      },
    ]);
    expect(facts![0]).toMatchObject({ arm: 'host', 'an ancestor’s share of the FLOPs': '–' });
    expect(facts![1]).toEqual({
      arm: 'colony',
      'lines alive, least and most of all readings': '5 to 8',
      'lines alive at the end': '7 to 9',
      'an ancestor’s share of the FLOPs': '10 %',
      'FLOPs charged in energy': '49 % to 50 %',
      [`updates for ${SORT}`]: '20 to 22',
      [`updates for ${MATH}`]: '3',
      'niches taken: shelf': '2',
    });
  });

  it('say what they are about', () => {
    expect(text).toContain('### still\n\nTwo arms.\n');
    expect(text).toContain('last whole generation within their mark, up to 0.03 TFLOPs before it');
    expect(text).toContain('with 3 TFLOPs an arm, on the seeds 90, 91 and another salt. A grid of nine.');
    expect(text).not.toContain('NaN');
  });
});

it('customs have a table where any changed', () => {
  const single = madeUpExperiment({ names: ['one'], cells: [SORT], marks: [1, 2, 3] });
  const readings = ['1111', '0000', '1100'].map((solved, i) => {
    const customs = { [SORT]: i === 1 ? 'descending' : 'usual' };
    return madeUpReading({ [SORT]: solved }, { mark: i + 1, customs });
  });
  const changes = [
    { cell: SORT, at: 1.5 * TERA, to: 'descending' },
    { cell: SORT, at: 2.5 * TERA, to: 'usual' },
  ];
  const result = madeUpResult({ arm: 'one', seed: '1', readings, changes });
  const table = tablesOf(printed(madeUpContest(single), [result])).find(([row]) =>
    Object.keys(row!).some((title) => title.includes('recall')),
  );
  expect(table).toEqual([
    {
      arm: 'one',
      'solved when a form is new': '0.00 (n = 1, no interval)',
      'when it comes back: recall at the second visit': '0.50 (n = 1, no interval)',
      'when it was last wanted before': '1.00 (n = 1, no interval)',
      'changes after which 80 % of what was solved before were solved again': '0 of 1',
      'TFLOPs until then, median of all changes': 'not reached by half',
    },
  ]);
});

it('arms that have not run yet are told as such', () => {
  const text = printed(contest, []);
  expect(text).not.toMatch(/NaN|Infinity/);
  expect(tablesOf(text)[0]).toMatchObject([{ 'difference, 95 %': '–', p: '1.0000', verdict: 'not shown' }, {}]);
});

describe('the JSON', () => {
  const json = JSON.parse(contestJson(judge(contest, results))) as Record<string, Record<string, unknown>[]>;

  it('has the figures by their names', () => {
    expect(json.primaries).toMatchObject([
      { name: 'better', difference: 0.75, low: 0.75, high: 0.75, holm: 0, verdict: 'holds' },
      { name: 'better at half', difference: 0.125, low: 0.125, high: 0.125, holm: 0 },
    ]);
    expect(json.arms).toHaveLength(2);
    const [, colony] = json.arms!;
    expect(colony).toMatchObject({ experiment: 'still', name: 'colony', gflopPerAnswer: 1 });
    expect(colony!.macro).toBeCloseTo(23 / 24, 12);
    expect(colony!.low).toBeCloseTo(0.779056, 6);
    expect(colony!.gflopPerSolved).toBeCloseTo(24 / 23, 12);
  });

  it('has null where there is no figure', () => {
    const nothing = JSON.parse(contestJson(judge(contest, []))) as Record<string, Record<string, unknown>[]>;
    expect(nothing.primaries![0]).toMatchObject({ difference: null, low: null, high: null, holm: 1 });
    expect(nothing.arms![0]).toMatchObject({ macro: null, low: null, high: null, gflopPerSolved: null });
  });
});
