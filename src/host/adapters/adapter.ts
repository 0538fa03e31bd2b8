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

/** How many numbers an adapter of this rank holds over these sites. */
export function adapterLength(sites: readonly Site[], rank: number): number {
  return sites.reduce((sum, site) => sum + rank * (site.inputs + site.outputs), 0);
}

/** The matrices of an adapter, as views into its weights. Throws HostError `adapter-damaged` when the sizes disagree. */
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
