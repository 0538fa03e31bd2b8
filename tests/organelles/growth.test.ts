/** What an adapter's singular values say about its rank, at adapters whose singular values are known. */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { adapterLength, siteMatrices, type Adapter } from '../../src/host/index.ts';
import { readAdapter } from '../../src/organelles/growth.ts';
import { founderAdapter, mutateAdapter } from '../../src/organelles/heredity.ts';
import { grow } from '../../src/organelles/rank.ts';
import { TINY_SITES } from '../support/tiny-host.ts';

/** An adapter whose singular values are these at every site: A and B have them on their diagonals. */
function diagonal(values: readonly number[]): Adapter {
  const rank = values.length;
  const adapter = { rank, scale: 1, weights: new Float32Array(adapterLength(TINY_SITES, rank)) };
  for (const { site, a, b } of siteMatrices(TINY_SITES, adapter))
    values.forEach((value, k) => {
      a[k * rank + k] = 1;
      b[k * site.outputs + k] = value;
    });
  return adapter;
}

describe('the reading of an adapter', () => {
  it('finds the effective rank and the directions that are needed', () => {
    expect(readAdapter(TINY_SITES, diagonal([1, 1, 1]), 0.02).effectiveRank).toBeCloseTo(3, 10);
    // Left out: 0.05 of √(1 + 1 + 0.0025) is a share of 0.0353.
    const nearly = diagonal([1, 1, 0.05]);
    expect(readAdapter(TINY_SITES, nearly, 0.02).neededRank).toBe(3);
    expect(readAdapter(TINY_SITES, nearly, 0.04).neededRank).toBe(2);
    expect(readAdapter(TINY_SITES, nearly, 0).neededRank).toBe(3);
    expect(readAdapter(TINY_SITES, diagonal([1, 0.001, 0.001]), 0.02).neededRank).toBe(1);
  });

  it('calls a direction waiting from its growth until a birth writes into it', () => {
    const founder = founderAdapter(TINY_SITES, 2, 0.5, random('growth'));
    expect(readAdapter(TINY_SITES, founder, 0.02).waiting).toBe(0);
    const grown = grow(TINY_SITES, founder, 3, 0.5, random('grown'));
    expect(readAdapter(TINY_SITES, grown, 0.02)).toMatchObject({ waiting: 1, neededRank: 2 });
    const child = mutateAdapter(TINY_SITES, grown, 0.4, random('child'));
    expect(readAdapter(TINY_SITES, child, 0.02)).toMatchObject({ waiting: 0, neededRank: 3 });
  });

  it('does not call what is neither read nor written waiting', () => {
    const adapter = diagonal([1, 1, 0]);
    for (const { a } of siteMatrices(TINY_SITES, adapter)) a[2 * 3 + 2] = 0;
    expect(readAdapter(TINY_SITES, adapter, 0.02)).toMatchObject({ waiting: 0, neededRank: 2 });
  });
});
