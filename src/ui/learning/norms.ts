/** How strongly an adapter acts, layer by layer: the norms of the journal laid out as a table. */
import type { View } from '../../record/fold/view.ts';

/** Projections as a layer's signal meets them; what a host has besides comes after. */
const ORDER = ['q', 'k', 'v', 'o', 'gate', 'up', 'down'];

interface NormTable {
  projections: readonly string[];
  layers: readonly { layer: number; norms: readonly (number | null)[] }[];
  /** The largest norm; the scale runs from 0 to here. */
  highest: number;
}

/**
 * Rows are layers, columns projections; null where the host has no such site.
 * @param sites  `layer.projection`, as the view has them
 * @param norms  one a site, in the same order
 * @returns null for journals that hold none, or none that fit the sites
 */
export function normTable(sites: View['run']['sites'], norms: readonly number[]): NormTable | null {
  if (sites.length === 0 || norms.length !== sites.length) return null;
  const parts = sites.map((site) => site.split('.') as [string, string]);
  const projections = [...new Set(parts.map(([, projection]) => projection))].sort((a, b) => placeOf(a) - placeOf(b));
  const layers = [...new Set(parts.map(([layer]) => Number(layer)))].sort((a, b) => a - b);
  const bySite = new Map(sites.map((site, i) => [site, norms[i]!]));
  return {
    projections,
    layers: layers.map((layer) => ({
      layer,
      norms: projections.map((projection) => bySite.get(`${layer}.${projection}`) ?? null),
    })),
    highest: Math.max(...norms),
  };
}

function placeOf(projection: string): number {
  const place = ORDER.indexOf(projection);
  return place < 0 ? ORDER.length : place;
}
