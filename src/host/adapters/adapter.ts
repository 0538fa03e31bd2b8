/**
 * An adapter: low-rank changes y += scale · (x·A)·B at every site of a host (Hu et al. 2021, arXiv:2106.09685), kept as
 * one flat array, because everything that is done to adapters (mutating, hashing, storing, sending) is done to all of it.
 */
import { HostError } from '../errors.ts';

export type Projection = 'q' | 'k' | 'v' | 'o' | 'gate' | 'up' | 'down';

/** One projection of one layer, where an adapter acts. */
export interface Site {
  layer: number;
  projection: Projection;
  inputs: number;
  outputs: number;
  /** its name in the torch model, such as `model.layers.0.self_attn.q_proj` */
  module: string;
}

export interface Adapter {
  rank: number;
  scale: number;
  /** for each site in order, A [inputs, rank] row-major, then B [rank, outputs] row-major */
  weights: Float32Array;
}

/**
 * How many numbers an adapter of this rank holds over these sites.
 * @example
 * import { adapterLength } from 'evolora-host';
 *
 * const sites = [{ layer: 0, projection: 'q', inputs: 3, outputs: 2, module: 'model.layers.0.self_attn.q_proj' }] as const;
 * adapterLength(sites, 4); // → 20
 */
export function adapterLength(sites: readonly Site[], rank: number): number {
  return sites.reduce((sum, site) => sum + rank * (site.inputs + site.outputs), 0);
}

/** An adapter whose numbers come one by one, in their order: made-up ones for trials. */
export function madeUpAdapter(sites: readonly Site[], rank: number, scale: number, next: () => number): Adapter {
  return { rank, scale, weights: Float32Array.from({ length: adapterLength(sites, rank) }, next) };
}

/**
 * The matrices of an adapter, A [inputs, rank] and B [rank, outputs] of each site, row-major, as views into its weights.
 * Throws HostError `adapter-damaged` when the sizes disagree.
 * @example
 * import { siteMatrices } from 'evolora-host';
 *
 * const sites = [{ layer: 0, projection: 'q', inputs: 3, outputs: 2, module: 'model.layers.0.self_attn.q_proj' }] as const;
 * const adapter = { rank: 1, scale: 2, weights: Float32Array.of(1, 2, 3, 4, 5) };
 * [...siteMatrices(sites, adapter)[0]!.b]; // → [4, 5]
 */
export function siteMatrices(
  sites: readonly Site[],
  adapter: Adapter,
): { site: Site; a: Float32Array; b: Float32Array }[] {
  const { rank, weights } = adapter;
  if (!Number.isInteger(rank) || rank < 1 || weights.length !== adapterLength(sites, rank)) {
    throw new HostError(
      'adapter-damaged',
      `An adapter of rank ${rank} holds ${weights.length} numbers; this host needs ${adapterLength(sites, Math.max(1, rank | 0))}.`,
      'Use an adapter that was made for this host.',
    );
  }
  let at = 0;
  return sites.map((site) => {
    const middle = at + site.inputs * rank;
    const end = middle + rank * site.outputs;
    const matrices = { site, a: weights.subarray(at, middle), b: weights.subarray(middle, end) };
    at = end;
    return matrices;
  });
}
