/**
 * How weights come into the world and change at birth.
 *
 * A mutation keeps a tensor's size: W′ = √(1 − m²)·W + m·N, N Gaussian with W's own root mean square. Adding noise of a
 * fixed size at every birth would instead grow an adapter past what the host can bear, in a couple of births.
 */
import type { Random } from '../base/random.ts';
import { type Adapter, type Site, adapterLength, siteMatrices } from '../host/index.ts';

/** y += 2·(xA)B: alpha is twice the rank, as in the forerunner. */
export const ADAPTER_SCALE = 2;

/**
 * A founder's random adapter: standard deviation step/√inputs in A and step/√rank in B.
 * @param step s; the micro host spreads near 0.5 and breaks from 0.7
 */
export function founderAdapter(sites: readonly Site[], rank: number, step: number, random: Random): Adapter {
  const adapter = { rank, scale: ADAPTER_SCALE, weights: new Float32Array(adapterLength(sites, rank)) };
  for (const { site, a, b } of siteMatrices(sites, adapter)) {
    fillNormal(a, step / Math.sqrt(site.inputs), random);
    fillNormal(b, step / Math.sqrt(rank), random);
  }
  return adapter;
}

/** A mutated copy. @param m share of noise, 0 (a clone) to 1 (a stranger of the same size) */
export function mutateAdapter(sites: readonly Site[], parent: Adapter, m: number, random: Random): Adapter {
  const child = { rank: parent.rank, scale: parent.scale, weights: parent.weights.slice() };
  const keep = Math.sqrt(1 - m * m);
  for (const { a, b } of siteMatrices(sites, child)) {
    for (const matrix of [a, b]) {
      const noise = m * rootMeanSquare(matrix);
      for (let i = 0; i < matrix.length; i++) matrix[i] = keep * matrix[i]! + noise * random.normal();
    }
  }
  return child;
}

export function rootMeanSquare(values: Float32Array): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return values.length === 0 ? 0 : Math.sqrt(squares / values.length);
}

function fillNormal(values: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < values.length; i++) values[i] = deviation * random.normal();
}
