/** Tiny made-up sites and adapters over them, and their changes ΔW formed entry by entry, the plainest way. */
import { random } from '../../src/base/random.ts';
import { adapterLength, siteMatrices, type Adapter, type Site } from '../../src/host/index.ts';

export const sitesOf = (...shapes: [inputs: number, outputs: number][]): Site[] =>
  shapes.map(([inputs, outputs], layer) => ({ layer, projection: 'q', inputs, outputs, module: `layers.${layer}.q` }));

export const SITES = sitesOf([6, 5], [5, 9], [4, 4]);

/** Normal numbers that belong to a key. */
export function normalAdapter(
  sites: readonly Site[],
  rank: number,
  scale: number,
  ...key: (string | number)[]
): Adapter {
  const source = random('adapter', ...key);
  return { rank, scale, weights: Float32Array.from({ length: adapterLength(sites, rank) }, () => source.normal()) };
}

export function zeroAdapter(sites: readonly Site[], rank: number): Adapter {
  return { rank, scale: 2, weights: new Float32Array(adapterLength(sites, rank)) };
}

/** scale·A·B of every site, row-major. */
export function changes(sites: readonly Site[], adapter: Adapter): number[][] {
  return siteMatrices(sites, adapter).map(({ site, a, b }) => {
    const change = Array<number>(site.inputs * site.outputs).fill(0);
    for (let i = 0; i < site.inputs; i++) {
      for (let j = 0; j < site.outputs; j++) {
        for (let k = 0; k < adapter.rank; k++) {
          change[i * site.outputs + j]! += adapter.scale * a[i * adapter.rank + k]! * b[k * site.outputs + j]!;
        }
      }
    }
    return change;
  });
}

/** Σ weight·ΔW of every site. */
export function weightedSum(parts: readonly { changes: number[][]; weight: number }[]): number[][] {
  return parts[0]!.changes.map((first, site) =>
    first.map((_, i) => parts.reduce((sum, part) => sum + part.weight * part.changes[site]![i]!, 0)),
  );
}

/** ‖a − b‖/‖b‖ over all sites; the plain distance when b is zero. */
export function relativeDistance(a: readonly number[][], b: readonly number[][]): number {
  const expected = b.flat();
  const apart = Math.sqrt(a.flat().reduce((sum, value, i) => sum + (value - expected[i]!) ** 2, 0));
  return apart / (Math.sqrt(expected.reduce((sum, value) => sum + value ** 2, 0)) || 1);
}
