/** The archive: hand-computed bins, what pyribs says of whole archives, scipy's posterior, and that nothing gets worse. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveStateSchema, costBinOf, eliteAt, emptyArchive, offer, type Elite } from '../../src/archive/archive.ts';
import { qualityOf } from '../../src/archive/quality.ts';
import { qdStatistics } from '../../src/archive/statistics.ts';
import { NOTHING, withObservation } from '../../src/core/statistics.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../golden/${path}`, import.meta.url), 'utf8'));
const scipy = read('statistics/scipy.json') as {
  quality: [values: number[], mean: number, variance: number, strength: number, quality: number][];
};
const pyribs = read('archive/pyribs.json') as {
  cases: { qualities: number[]; bins: number; offset: number; [figure: string]: unknown }[];
};

const elite = (changes: Partial<Elite> = {}): Elite => ({
  family: 'math',
  depth: 'short',
  costBin: 0,
  organelle: 1,
  weights: 'a'.repeat(64),
  quality: 1,
  n: 8,
  meanRoi: 1.4,
  meanCost: 0.3,
  generation: 5,
  ...changes,
});

describe('bins', () => {
  it('divide costs at the edges, an edge belonging above', () => {
    expect([0, 0.44, 0.45, 0.5999, 0.6, 7].map((cost) => costBinOf(cost, [0.45, 0.6]))).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

describe('offers', () => {
  it('fill an empty bin, beat a lower quality, and yield to a higher or an equal one', () => {
    const first = offer(emptyArchive(), elite());
    expect(first.change).toEqual({ elite: elite(), replaced: null });
    const better = elite({ organelle: 2, quality: 1.25 });
    const second = offer(first.archive, better);
    expect(second.change).toEqual({ elite: better, replaced: elite() });
    expect(second.archive.entries).toEqual([better]);
    for (const quality of [1.25, 1.2, -3])
      expect(offer(second.archive, elite({ quality }))).toEqual({ archive: second.archive, change: null });
  });

  it('need enough episodes', () => {
    expect(offer(emptyArchive(), elite({ n: 7 })).change).toBeNull();
    expect(offer(emptyArchive(), elite({ n: 7 }), { minEpisodes: 7 }).change).not.toBeNull();
  });

  it('compete within their bin only', () => {
    const others = [
      elite({ costBin: 2 }),
      elite({ depth: 'long' }),
      elite({ family: 'math.sequence' }),
      elite({ costBin: 1 }),
    ];
    const archive = [elite({ quality: 9 }), ...others].reduce(
      (state, candidate) => offer(state, candidate).archive,
      emptyArchive(),
    );
    expect(archive.entries.map(({ family, depth, costBin }) => `${family} ${depth} ${costBin}`)).toEqual([
      'math long 0',
      'math short 0',
      'math short 1',
      'math short 2',
      'math.sequence short 0',
    ]);
    expect(eliteAt(archive, { family: 'math', depth: 'short', costBin: 0 })!.quality).toBe(9);
    expect(eliteAt(archive, { family: 'math', depth: 'medium', costBin: 0 })).toBeNull();
    expect(archiveStateSchema.parse(JSON.parse(JSON.stringify(archive)))).toEqual(archive);
  });

  it('refuse a quality that is no number', () => {
    expect(() => offer(emptyArchive(), elite({ quality: NaN }))).toThrow(RangeError);
  });

  it('never lower a quality, forget a bin or touch the state they were given', () => {
    const candidate = fc.record({
      family: fc.constantFrom('a', 'b'),
      depth: fc.constantFrom('short', 'long'),
      costBin: fc.nat(2),
      organelle: fc.integer({ min: 1, max: 9 }),
      n: fc.integer({ min: 6, max: 12 }),
      quality: fc.integer({ min: -20, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 5, maxLength: 80, size: 'max' }), (candidates) => {
        let archive = emptyArchive();
        for (const each of candidates) {
          const before = structuredClone(archive);
          const { archive: after, change } = offer(archive, elite(each));
          expect(archive).toEqual(before);
          for (const entry of before.entries)
            expect(eliteAt(after, entry)!.quality).toBeGreaterThanOrEqual(entry.quality);
          expect(change !== null).toBe(JSON.stringify(after) !== JSON.stringify(before));
          expect(qdStatistics(after.entries, 12).coverage).toBeGreaterThanOrEqual(
            qdStatistics(before.entries, 12).coverage,
          );
          archive = after;
        }
        const best = new Map<string, number>();
        for (const { family, depth, costBin, n, quality } of candidates) {
          const bin = `${family} ${depth} ${costBin}`;
          if (n >= 8) best.set(bin, Math.max(best.get(bin) ?? -Infinity, quality));
        }
        expect(
          Object.fromEntries(
            archive.entries.map((entry) => [`${entry.family} ${entry.depth} ${entry.costBin}`, entry.quality]),
          ),
        ).toEqual(Object.fromEntries(best));
      }),
    );
  });
});

it.each([
  ['two of one bin', [elite(), elite({ organelle: 2 })]],
  ['bins out of order', [elite({ costBin: 1 }), elite()]],
  ['weights without a hash', [elite({ weights: 'mine' })]],
])('a stored archive with %s is refused', (_, entries) => {
  expect(archiveStateSchema.safeParse({ entries }).success).toBe(false);
});

describe('quality', () => {
  it.each(scipy.quality)(
    'of %j is the lower 95 %% point of the posterior',
    (values, mean, variance, strength, quality) => {
      expect(qualityOf(values.reduce(withObservation, NOTHING), { mean, variance }, strength)).toBeCloseTo(quality, 9);
    },
  );

  const record = (values: number[]) => values.reduce(withObservation, NOTHING);
  const prior = { mean: 0, variance: 1 };

  it('trusts the same mean more with more episodes', () => {
    const [few, many] = [8, 64].map((n) =>
      qualityOf(record(Array.from({ length: n }, (_, i) => (i % 2 ? 2 : 0))), prior, 4),
    );
    expect(few).toBeLessThan(many!);
    expect(many).toBeLessThan(1);
  });

  it('is less than the mean even when all outcomes were equal', () => {
    expect(qualityOf(record(Array<number>(8).fill(1)), prior, 4)).toBeLessThan(0.67);
  });

  it('is nothing without episodes', () => {
    expect(() => qualityOf(NOTHING, prior, 4)).toThrow(RangeError);
  });
});

describe('statistics', () => {
  it.each(pyribs.cases)(
    'agree with pyribs on $elites elites in $bins bins, offset $offset',
    ({ qualities, bins, offset, ...figures }) => {
      const found = qdStatistics(
        qualities.map((quality) => ({ quality })),
        bins,
        offset,
      ) as unknown as Record<string, number | null>;
      for (const [name, figure] of Object.entries(figures)) {
        if (figure === null) expect(found[name]).toBeNull();
        else expect(found[name], name).toBeCloseTo(figure as number, 9);
      }
    },
  );

  it('of a hand-computed archive', () => {
    expect(qdStatistics([{ quality: 0.5 }, { quality: -0.25 }], 4)).toEqual({
      elites: 2,
      coverage: 0.5,
      qdScore: 2.25,
      normalisedQdScore: 0.5625,
      best: 0.5,
      mean: 0.125,
      offsetEnergy: -1,
    });
    expect(() => qdStatistics([{ quality: 1 }], 0)).toThrow(RangeError);
  });
});
