/** Founders and mutations have the sizes that the host's own experiments call for, and keep them over generations. */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { siteMatrices, type Site } from '../../src/host/index.ts';
import { founderAdapter, mutateAdapter, rootMeanSquare } from '../../src/organelles/heredity.ts';

const SITES: readonly Site[] = [
  { layer: 0, projection: 'q', inputs: 192, outputs: 192, module: 'model.layers.0.self_attn.q_proj' },
  { layer: 0, projection: 'down', inputs: 512, outputs: 192, module: 'model.layers.0.mlp.down_proj' },
];

describe('a founder', () => {
  it('has noise of s/√inputs in A and s/√rank in B', () => {
    for (const { site, a, b } of siteMatrices(SITES, founderAdapter(SITES, 4, 0.5, random('founder')))) {
      expect(rootMeanSquare(a)).toBeCloseTo(0.5 / Math.sqrt(site.inputs), 2);
      expect(rootMeanSquare(b) / (0.5 / Math.sqrt(4))).toBeGreaterThan(0.9);
      expect(rootMeanSquare(b) / (0.5 / Math.sqrt(4))).toBeLessThan(1.1);
    }
  });

  it('is its own: another key, other weights', () => {
    const one = founderAdapter(SITES, 4, 0.5, random('one'));
    expect(founderAdapter(SITES, 4, 0.5, random('one')).weights).toEqual(one.weights);
    expect(founderAdapter(SITES, 4, 0.5, random('two')).weights).not.toEqual(one.weights);
  });
});

describe('mutation', () => {
  it('keeps a tensor’s size over thirty births', () => {
    const first = founderAdapter(SITES, 4, 0.5, random('line'));
    let last = first;
    for (let birth = 0; birth < 30; birth++) last = mutateAdapter(SITES, last, 0.4, random('birth', birth));
    const [before, after] = [siteMatrices(SITES, first), siteMatrices(SITES, last)];
    before.forEach(({ a, b }, i) => {
      expect(rootMeanSquare(after[i]!.a) / rootMeanSquare(a)).toBeCloseTo(1, 0);
      expect(rootMeanSquare(after[i]!.b) / rootMeanSquare(b)).toBeCloseTo(1, 0);
    });
  });

  it('leaves √(1 − m²) of the parent: the correlation says so', () => {
    const parent = founderAdapter(SITES, 8, 0.5, random('parent'));
    for (const m of [0, 0.4, 0.9]) {
      const child = mutateAdapter(SITES, parent, m, random('child'));
      const x = siteMatrices(SITES, parent)[0]!.a;
      const y = siteMatrices(SITES, child)[0]!.a;
      const dot = x.reduce((sum, value, i) => sum + value * y[i]!, 0);
      expect(dot / (x.length * rootMeanSquare(x) * rootMeanSquare(y))).toBeCloseTo(Math.sqrt(1 - m * m), 1);
    }
    expect(mutateAdapter(SITES, parent, 0, random('child')).weights).toEqual(parent.weights);
  });

  it('does not touch the parent', () => {
    const parent = founderAdapter(SITES, 4, 0.5, random('parent'));
    const before = parent.weights.slice();
    mutateAdapter(SITES, parent, 0.5, random('child'));
    expect(parent.weights).toEqual(before);
  });
});
