import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/ecology/config/config.ts';
import type { LessonView, OrganelleView, View } from '../../src/record/fold/view.ts';
import { curveOf, describeLesson, sumLessons, whyNoLessons } from '../../src/ui/learning/lessons.ts';
import { normTable } from '../../src/ui/learning/norms.ts';

const lesson = (change: Partial<LessonView> = {}): LessonView => ({
  rule: 'evolution',
  cell: 'math/short',
  update: 1,
  dropped: false,
  weightsBefore: 'a',
  weights: 'b',
  trials: 16,
  solvedShare: 0.25,
  meanReward: 0.5,
  loss: null,
  gradientNorm: null,
  changeNorm: 0.1,
  flops: { trials: 10, training: 0 },
  cost: 0.4,
  paid: 0.3,
  generation: 7,
  ...change,
});

describe('the curve of lessons', () => {
  it('puts each update in the middle of its column, at its solved share', () => {
    const { shows, points, lines } = curveOf([lesson(), lesson({ update: 2, solvedShare: 0.75 })]);
    expect(shows).toBe('solved');
    expect(points.map(({ x, y }) => [x, y])).toEqual([
      [0.25, 0.25],
      [0.75, 0.75],
    ]);
    expect(lines).toHaveLength(1);
  });

  it('joins nothing across another cell or another rule', () => {
    const { points, lines } = curveOf([
      lesson(),
      lesson({ update: 2 }),
      lesson({ update: 3, cell: 'list.sort/short' }),
      lesson({ update: 4, cell: 'list.sort/short', rule: 'hebbian' }),
    ]);
    expect(points.map(({ isTurn }) => isTurn)).toEqual([false, false, true, true]);
    expect(lines.map((line) => line.length)).toEqual([2]);
  });

  it('is the loss where nothing is tried', () => {
    const gold = { rule: 'supervised', solvedShare: null, meanReward: null } as const;
    const curve = curveOf([lesson({ ...gold, loss: 2.31 }), lesson({ ...gold, loss: 1.2, update: 2 })]);
    expect(curve).toMatchObject({ shows: 'loss', ceiling: 2.4 });
    expect(curve.points.map(({ y }) => y)).toEqual([2.31 / 2.4, 0.5]);
  });

  it('keeps a place for an update without a figure', () => {
    expect(curveOf([lesson({ solvedShare: null, dropped: true }), lesson()]).points[0]!.y).toBeNull();
  });
});

describe('a lesson in words', () => {
  it('says what was tried, what came of it and what it cost', () => {
    expect(describeLesson(lesson())).toBe(
      [
        'Update 1, generation 7',
        'Evolution strategies in math/short',
        'Solved 25.0 % of 16 trials',
        'Mean reward +0.50 E',
        'Weights moved by 0.100 (Euclidean norm)',
        'Cost 0.40 E, of which it could pay 0.30',
      ].join('\n'),
    );
    expect(describeLesson(lesson({ dropped: true }))).toMatch(/Dropped: .* stayed as they were/);
  });

  it('adds up to what learning cost', () => {
    const sums = sumLessons([lesson(), lesson({ update: 2, dropped: true })]);
    expect(sums).toMatchObject({ updates: 2, dropped: 1, trials: 32 });
    expect(sums.paidEnergy).toBeCloseTo(0.6);
    expect(sums.costEnergy).toBeCloseTo(0.8);
  });
});

describe('no lesson', () => {
  const why = (rule: string, organelle: Partial<OrganelleView>) => {
    const config = configSchema.parse({ learning: { rule } });
    const born = { diedGeneration: null, bornGeneration: 0, energy: 10 };
    return whyNoLessons({ ...born, ...organelle } as OrganelleView, { config, generation: 5 } as View);
  };

  it('has a reason', () => {
    expect(why('none', {})).toContain('Choose a rule under Learning');
    expect(why('hebbian', {})).toContain('as soon as its turn comes');
    expect(why('hebbian', { energy: 1 })).toContain('more than 3');
    expect(why('hebbian', { bornGeneration: -9 })).toContain('youth of 8 generations is over');
    expect(why('hebbian', { diedGeneration: 4 })).toContain('died before');
  });
});

describe('the heat map of norms', () => {
  it('has a row a layer and a column a projection, in the order of the signal', () => {
    expect(normTable(['0.down', '0.q', '1.q', '1.k'], [1, 2, 3, 4])).toEqual({
      projections: ['q', 'k', 'down'],
      layers: [
        { layer: 0, norms: [2, null, 1] },
        { layer: 1, norms: [3, 4, null] },
      ],
      highest: 4,
    });
  });

  it('counts layers as numbers and keeps projections that it does not know', () => {
    const table = normTable(['10.q', '2.q', '2.expert'], [1, 2, 3])!;
    expect(table.layers.map(({ layer }) => layer)).toEqual([2, 10]);
    expect(table.projections).toEqual(['q', 'expert']);
  });

  it('is none for journals without norms', () => {
    expect(normTable([], [])).toBeNull();
    expect(normTable(['0.q'], [])).toBeNull();
  });
});
