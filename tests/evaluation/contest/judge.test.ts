/** Judging contests: against numpy on results made by a rule, and by hand on small ones. */
import { describe, expect, it } from 'vitest';
import { TERA } from '../../../src/evaluation/contest/contest.ts';
import { judge } from '../../../src/evaluation/contest/judge.ts';
import { resultSchema, type Result } from '../../../src/evaluation/contest/reading.ts';
import { madeUpContest, madeUpExperiment, madeUpReading, madeUpResult } from './made-up.ts';

const CELLS = ['list.sort/short', 'math/short'];

describe('against another implementation', () => {
  // In numpy: means over seeds of means over moments, cells and tasks; the variance as s² ÷ S and the sum, over every pair of
  // answers to one task by two seeds, of the products of their weighed deviations; scipy's Student quantiles and tails.
  const solved = (a: number, s: number, m: number, c: number, t: number) =>
    (a * 31 + s * 17 + m * 13 + c * 7 + t * t * 5 + s * t * 3 + a * t * (c + 1) + s * s * m) % 11 < 5 + 2 * a - (s % 2);
  const runOf = (a: number, s: number): Result => {
    const readings = [0, 1, 2].map((m) => {
      const cells = CELLS.map((cell, c) => {
        const places = Array.from({ length: 8 }, (_, t) => t);
        const tasks = places.map((t) => `t${(s * 3 + m * 5 + t * (2 + c)) % 23}`);
        const letters = places.map((t) => (solved(a, s, m, c, t) ? '1' : '0')).join('');
        return [cell, { custom: 'usual', tasks, solved: letters, answerFlops: 1 }] as const;
      });
      return { mark: m + 4, flops: (m + 4) * TERA, lines: 1, voice: '', cells: Object.fromEntries(cells) };
    });
    return madeUpResult({ arm: ['zero', 'one'][a]!, seed: String(s), readings });
  };
  const experiment = madeUpExperiment({
    names: ['zero', 'one'],
    budget: 6 * TERA,
    marks: [1, 3, 4, 5, 6],
    score: 'second-half',
    primaries: [
      { name: 'not worse', arm: 'one', against: ['zero'], above: -0.03 },
      { name: 'better', arm: 'one', against: ['zero'], above: 0.05 },
    ],
  });
  const results = [0, 1].flatMap((a) => [0, 1, 2, 3].map((s) => runOf(a, s)));
  const judged = judge(madeUpContest(experiment), results);
  const [{ arms, differences }] = judged.experiments as [(typeof judged.experiments)[0]];

  it('macro means have their interval over seeds and tasks', () => {
    const [zero, one] = arms;
    expect(zero!.macro!.mean).toBeCloseTo(0.421875, 12);
    expect(zero!.macro!.n).toBe(4);
    expect(zero!.macro!.low).toBeCloseTo(0.28824113342022045, 9);
    expect(zero!.macro!.high).toBeCloseTo(0.5555088665797796, 9);
    expect(one!.macro!.mean).toBeCloseTo(0.6458333333333334, 12);
    expect(one!.macro!.low).toBeCloseTo(0.45917998198770515, 9);
    expect(one!.macro!.high).toBeCloseTo(0.8324866846789616, 9);
  });

  it('differences are paired by seed and task', () => {
    expect(differences).toHaveLength(1);
    const { arm, less, difference } = differences[0]!;
    expect([arm, less]).toEqual(['one', 'zero']);
    expect(difference!.mean).toBeCloseTo(0.22395833333333334, 12);
    expect(difference!.low).toBeCloseTo(-0.03335860627443507, 9);
    expect(difference!.high).toBeCloseTo(0.48127527294110173, 9);
  });

  it('primaries have their own p and Holm’s', () => {
    const [first, second] = judged.primaries;
    expect(first!.p).toBeCloseTo(0.051627217739171866, 9);
    expect(second!.p).toBeCloseTo(0.12053920401836579, 9);
    expect(first!.holm).toBeCloseTo(2 * 0.051627217739171866, 9);
    expect(second!.holm).toBeCloseTo(0.12053920401836579, 9);
    expect([first!.verdict, second!.verdict]).toEqual(['not shown', 'not shown']);
  });

  it('results are as a file of one is', () => {
    for (const result of results) expect(resultSchema.parse(structuredClone(result))).toEqual(result);
  });
});

describe('by hand', () => {
  it('every cell weighs alike, however many tasks it has', () => {
    const readings = [madeUpReading({ 'list.sort/short': '1111111100', 'math/short': '10' })];
    const [judged] = judge(madeUpContest(madeUpExperiment({ names: ['one'] })), [
      madeUpResult({ arm: 'one', seed: '1', readings }),
    ]).experiments;
    const [arm] = judged!.arms;
    expect(arm!.macro).toMatchObject({ mean: 0.65, n: 1, low: -Infinity });
    expect(arm!.cells).toMatchObject([
      { cell: 'list.sort/short', share: { mean: 0.8 } },
      { cell: 'math/short', share: { mean: 0.5 } },
    ]);
  });

  it('the score is of the last reading, or of those after half of the budget', () => {
    const readings = [
      madeUpReading({ 'math/short': '0000' }, { mark: 0.2 }),
      madeUpReading({ 'math/short': '1000' }, { mark: 0.5 }),
      madeUpReading({ 'math/short': '1100' }, { mark: 0.6 }),
      madeUpReading({ 'math/short': '1111' }, { mark: 1 }),
    ];
    const results = [madeUpResult({ arm: 'one', seed: '1', readings })];
    const macroOf = (score: 'last' | 'second-half') => {
      const experiment = madeUpExperiment({ names: ['one'], cells: ['math/short'], marks: [0.2, 0.5, 0.6, 1], score });
      return judge(madeUpContest(experiment), results).experiments[0]!.arms[0]!;
    };
    expect(macroOf('last').macro!.mean).toBe(1);
    expect(macroOf('second-half').macro!.mean).toBe(0.75);
    expect(macroOf('last').atMarks.map(({ mark, macro }) => [mark, macro!.mean])).toEqual([
      [0.2, 0],
      [0.5, 0.25],
      [0.6, 0.5],
      [1, 1],
    ]);
  });

  it('arms are compared in the seeds and tasks that both have', () => {
    const run = (arm: string, seed: string, solved: string, first = 0) =>
      madeUpResult({ arm, seed, readings: [madeUpReading({ 'math/short': solved }, { first })] });
    const experiment = madeUpExperiment({ cells: ['math/short'] });
    const results = [
      run('one', '1', '1100'),
      run('two', '1', '1111', 2), // its t2 and t3 are solved, those of “one” are not
      run('one', '2', '1111'),
      run('two', '3', '0000'),
    ];
    const [{ differences }] = judge(madeUpContest(experiment), results).experiments as never as [
      { differences: { difference: unknown }[] },
    ];
    expect(differences[0]!.difference).toMatchObject({ mean: 1, n: 1 });
  });

  it('nothing in common is no difference, and shows nothing', () => {
    const experiment = madeUpExperiment({
      cells: ['math/short'],
      primaries: [{ name: 'better', arm: 'two', against: ['one'], above: 0 }],
    });
    const readings = [madeUpReading({ 'math/short': '1' })];
    const judged = judge(madeUpContest(experiment), [madeUpResult({ arm: 'one', seed: '1', readings })]);
    expect(judged.experiments[0]!.differences[0]!.difference).toBeNull();
    expect(judged.experiments[0]!.arms[1]!.macro).toBeNull();
    expect(judged.primaries[0]).toMatchObject({ p: 1, holm: 1, verdict: 'not shown' });
  });
});

describe('a voice', () => {
  const arms = [
    ...madeUpExperiment({ names: ['one'] }).arms,
    { kind: 'voice', name: 'old', of: 'one', voice: 'checkpoints' } as const,
  ];
  const readings = (voice: string) => [
    madeUpReading({ 'math/short': '1000' }),
    madeUpReading({ 'math/short': '1110' }, { voice }),
  ];
  const experiment = madeUpExperiment({ cells: ['math/short'], arms });

  it('is judged by its own readings of the other’s runs', () => {
    const result = madeUpResult({ arm: 'one', seed: '1', readings: readings('checkpoints') });
    const [judged] = judge(madeUpContest(experiment), [result]).experiments;
    expect(judged!.arms.map(({ macro }) => macro!.mean)).toEqual([0.25, 0.75]);
    expect(judged!.differences).toMatchObject([{ arm: 'old', less: 'one', difference: { mean: 0.5 } }]);
    expect(judged!.arms[1]!.runs[0]!.result.spent).toBe(result.spent);
  });

  it('that no run has is refused by name', () => {
    const result = madeUpResult({ arm: 'one', seed: '1', readings: readings('bank') });
    expect(() => judge(madeUpContest(experiment), [result])).toThrow(
      expect.objectContaining({
        code: 'contest-voice',
        sentence:
          'In still, old is to be the voice “checkpoints” of one, whose runs answer with its own and bank only.',
      }),
    );
  });
});

describe('a primary', () => {
  /** Four seeds whose shares of eight tasks of their own are these, arm by arm. */
  const contestOf = (shares: Record<string, readonly number[]>, primaries: [string, string[], number][]) => {
    const experiment = madeUpExperiment({
      names: Object.keys(shares),
      cells: ['math/short'],
      primaries: primaries.map(([arm, against, above], i) => ({ name: `p${i}`, arm, against, above })),
    });
    const results = Object.entries(shares).flatMap(([arm, values]) =>
      values.map((share, seed) => {
        const letters = '1'.repeat(share * 8).padEnd(8, '0');
        const readings = [madeUpReading({ 'math/short': letters }, { first: 8 * seed })];
        return madeUpResult({ arm, seed: String(seed), readings });
      }),
    );
    return judge(madeUpContest(experiment), results).primaries;
  };
  const SHARES = {
    best: [1, 1, 0.875, 1],
    good: [0.75, 0.875, 0.75, 0.75],
    wild: [1, 0, 0.125, 0.75],
    poor: [0.125, 0.25, 0.125, 0.25],
  };

  it('stands by the least lower bound of all that it is against', () => {
    const [primary] = contestOf(SHARES, [['best', ['poor', 'good', 'wild'], 0.03]]);
    const lows = primary!.against.map(({ difference }) => difference!.low);
    expect(primary!.hardest.name).toBe('wild');
    expect(primary!.hardest.difference!.low).toBe(Math.min(...lows));
    expect(primary!.p).toBe(Math.max(...primary!.against.map(({ p }) => p)));
    expect(primary!.verdict).toBe('not shown');
  });

  it('holds where every interval lies above the claim', () => {
    const [primary] = contestOf(SHARES, [['best', ['poor', 'good'], 0.03]]);
    expect(primary!.hardest.name).toBe('good');
    expect(primary!.hardest.difference!.low).toBeGreaterThan(0.03);
    expect(primary).toMatchObject({ verdict: 'holds' });
    expect(primary!.holm).toBeLessThan(0.05);
  });

  it('that holds alone may not hold beside others', () => {
    const alone = contestOf(SHARES, [['best', ['good'], 0.05]]);
    expect(alone[0]!.verdict).toBe('holds');
    const beside = contestOf(SHARES, [
      ['best', ['good'], 0.05],
      ['wild', ['poor'], 0],
      ['wild', ['poor'], 0.01],
      ['wild', ['poor'], 0.02],
    ]);
    expect(beside[0]!.p).toBe(alone[0]!.p);
    expect(beside[0]!.holm).toBeCloseTo(4 * alone[0]!.p, 12);
    expect(beside[0]!.verdict).toBe('not shown');
  });

  it('is refuted where a whole interval lies below the claim', () => {
    const [primary] = contestOf(SHARES, [['poor', ['wild', 'best'], -0.03]]);
    expect(primary!.verdict).toBe('refuted');
  });
});
