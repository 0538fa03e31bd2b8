/** An adapter's norms as events tell them. */
import type { Adapter, Site } from '../../host/index.ts';
import { siteNorms } from '../../organelles/spectrum.ts';

const DIGITS = 3;

/** The Frobenius norm of the change at every site, to three digits, in the sites' order. */
export function toldNorms(sites: readonly Site[], adapter: Adapter): number[] {
  return siteNorms(sites, adapter).map((norm) => Number(norm.toPrecision(DIGITS)));
}
