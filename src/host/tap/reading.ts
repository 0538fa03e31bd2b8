/**
 * What was read at the taps while one row was decoded: for every site the adapter's input x, pooled over the answer's
 * tokens with a decay, pool = Σ decay^(tokens after t) · x_t, and the sum of those weights.
 */
import { siteMatrices, type Adapter, type Site } from '../adapters/adapter.ts';
import type { Tapped } from '../passes/tap.ts';

/** One group's place in a reading. */
interface Place {
  column: number;
  inputs: number;
}

/** By how much what was pooled before a step fades, at sites that see every token and at those that see only the last. */
interface Fades {
  all: number;
  last: number;
}

/** Where each site's pool lies; shared by all readings of a decoder. */
export class TapLayout {
  readonly width: number;
  /** the first column of groups that see only each row's last token; those before it see every token */
  readonly lastFrom: number;
  readonly #places: readonly Place[];

  constructor(sites: readonly Site[], { groups, width, lastFrom }: Pick<Tapped, 'groups' | 'width' | 'lastFrom'>) {
    const places: Place[] = [];
    for (const { group, column } of groups)
      for (const { site } of group.members) places[site] = { column, inputs: group.inputs };
    if (sites.some((_, site) => !places[site])) throw new RangeError('a site is not tapped');
    this.#places = places;
    this.width = width;
    this.lastFrom = lastFrom;
  }

  place(site: number): Place {
    return this.#places[site]!;
  }
}

/** What one row's adapter read while its answer was decoded. */
export interface TapReading {
  /** The pooled input of a site's adapter, [inputs]; a view. Sites that read the same tensor share it. */
  inputAt(site: number): Float64Array;
  /** The sum of the token weights in a site's pool. */
  weightAt(site: number): number;
}

export class PooledReading implements TapReading {
  readonly #layout: TapLayout;
  readonly #pools: Float64Array;
  /** Σ of the weights of all tokens, and of those that the last-only sites saw */
  #weight = 0;
  #lastWeight = 0;

  constructor(layout: TapLayout) {
    this.#layout = layout;
    this.#pools = new Float64Array(layout.width);
  }

  /** Counts a step's tokens, at least one; returns by how much older ones fade. A last-only site saw one token. */
  count(tokens: number, decay: number): Fades {
    const all = decay ** tokens;
    this.#weight = all * this.#weight + weightOf(tokens, decay);
    this.#lastWeight = decay * this.#lastWeight + 1;
    return { all, last: decay };
  }

  /** Adds a step's pools, all groups side by side. */
  add(pools: Float32Array, { all, last }: Fades): void {
    const { lastFrom, width } = this.#layout;
    for (let i = 0; i < lastFrom; i++) this.#pools[i] = all * this.#pools[i]! + pools[i]!;
    for (let i = lastFrom; i < width; i++) this.#pools[i] = last * this.#pools[i]! + pools[i]!;
  }

  /** Takes the pools of all steps, which were added elsewhere. */
  take(pools: Float32Array): void {
    this.#pools.set(pools);
  }

  inputAt(site: number): Float64Array {
    const { column, inputs } = this.#layout.place(site);
    return this.#pools.subarray(column, column + inputs);
  }

  weightAt(site: number): number {
    return this.#layout.place(site).column < this.#layout.lastFrom ? this.#weight : this.#lastWeight;
  }
}

function weightOf(tokens: number, decay: number): number {
  return decay === 1 ? tokens : (1 - decay ** tokens) / (1 - decay);
}

/**
 * The pooled activity of a site's bottleneck, h = pool·A + ξ·Σ weights, [rank].
 * @param a  of the site, [inputs, rank] row-major
 * @param offset  ξ of this site, [rank]
 * @example
 * import { bottleneckActivity } from 'evolora-host';
 *
 * const reading = { inputAt: () => Float64Array.of(1, 2), weightAt: () => 3 };
 * [...bottleneckActivity(reading, 0, Float32Array.of(10, 20), 1, [0.5])]; // → [51.5]
 */
export function bottleneckActivity(
  reading: TapReading,
  site: number,
  a: Float32Array,
  rank: number,
  offset?: ArrayLike<number>,
): Float64Array {
  const x = reading.inputAt(site);
  const h = Float64Array.from({ length: rank }, (_, r) => (offset?.[r] ?? 0) * reading.weightAt(site));
  for (let i = 0; i < x.length; i++) for (let r = 0; r < rank; r++) h[r]! += x[i]! * a[i * rank + r]!;
  return h;
}

/** The pooled output of the adapter at every site, scale · h·B, [outputs] each. @param offset  ξ, [sites · rank] */
export function outputActivity(
  sites: readonly Site[],
  adapter: Adapter,
  reading: TapReading,
  offset?: Float32Array,
): Float64Array[] {
  const { rank, scale } = adapter;
  return siteMatrices(sites, adapter).map(({ site, a, b }, index) => {
    const h = bottleneckActivity(reading, index, a, rank, offset?.subarray(index * rank, (index + 1) * rank));
    const y = new Float64Array(site.outputs);
    for (let r = 0; r < rank; r++)
      for (let j = 0; j < site.outputs; j++) y[j]! += scale * h[r]! * b[r * site.outputs + j]!;
    return y;
  });
}
