/** Projections keep what tells prompts apart. */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { centreOf, contextOf, projectionOf } from '../../src/routing/context.ts';

const gaussian = (n: number, ...key: (string | number)[]) => {
  const source = random('context', ...key);
  return Float32Array.from({ length: n }, () => source.normal());
};
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
const direction = (context: number[]) => context.slice(0, -1);

describe('a context', () => {
  it('by hand', () => {
    const projection = { dimension: 2, inputs: 3, signs: Int8Array.of(1, 1, -1, -1, 1, 1) };
    // (1 + 4 − 2, −1 + 4 + 2) = (3, 5), length √34
    const [x, y, constant] = contextOf(projection, Float32Array.of(1, 4, 2));
    expect([x, y, constant]).toEqual([expect.closeTo(3 / Math.sqrt(34), 14), expect.closeTo(5 / Math.sqrt(34), 14), 1]);
    // Less the centre (1, 0, 0): (0 + 4 − 2, 0 + 4 + 2) = (2, 6)
    const centred = contextOf(projection, Float32Array.of(1, 4, 2), Float32Array.of(1, 0, 0));
    expect(centred[0]! / centred[1]!).toBeCloseTo(1 / 3, 14);
  });

  it('is a direction of length 1 and the constant, whatever the embedding’s size', () => {
    const projection = projectionOf(128, 16, ['seed']);
    const embedding = gaussian(128, 'one');
    const context = contextOf(projection, embedding);
    expect(context).toHaveLength(17);
    expect(Math.hypot(...direction(context))).toBeCloseTo(1, 12);
    contextOf(
      projection,
      embedding.map((x) => 8 * x),
    ).forEach((x, i) => expect(x).toBeCloseTo(context[i]!, 12));
    expect(contextOf(projection, new Float32Array(128))).toEqual([...new Array<number>(16).fill(0), 1]);
  });

  it('keeps angles nearly as they were', () => {
    // The cosine of two random signs' projections scatters by at most 1 ÷ √dimension around the true one.
    const projection = projectionOf(256, 400, ['seed']);
    const common = gaussian(256, 'common');
    for (const weight of [0, 0.5, 1, 3]) {
      const [a, b] = ['a', 'b'].map((name) => gaussian(256, name).map((x, i) => x + weight * common[i]!)) as [
        Float32Array,
        Float32Array,
      ];
      const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
      const found = dot(direction(contextOf(projection, a)), direction(contextOf(projection, b)));
      expect(Math.abs(found - cosine)).toBeLessThan(4 / Math.sqrt(400));
    }
  });

  it('belongs to its key and sizes', () => {
    expect(projectionOf(8, 4, ['a'])).toEqual(projectionOf(8, 4, ['a']));
    expect(projectionOf(8, 4, ['a']).signs).not.toEqual(projectionOf(8, 4, ['b']).signs);
    expect(() => projectionOf(8, 0, ['a'])).toThrow(RangeError);
    expect(() => contextOf(projectionOf(8, 4, ['a']), new Float32Array(7))).toThrow(RangeError);
    expect(() => contextOf(projectionOf(8, 4, ['a']), new Float32Array(8), new Float32Array(9))).toThrow(RangeError);
  });

  it('may be taken from the centre of typical prompts', () => {
    expect([...centreOf([Float32Array.of(1, 2), Float32Array.of(3, 6)])]).toEqual([2, 4]);
    expect(() => centreOf([])).toThrow(RangeError);
  });
});
