/**
 * What an answer costs in floating-point operations, counted from the host's own graph: two per weight and token in
 * every linear map, attention's two products growing with length, the adapter's two products at every site. Norms,
 * activations and the embedding look-up are left out: below two per cent on any host, and the same for all rows.
 */
import { adapterLength } from './adapter.ts';
import type { DecoderShape, Found } from './find/find.ts';

export interface CostModel {
  /**
   * FLOPs of one answer. All prompt tokens and all new tokens but the last pass through the layers; each new token
   * needs the head once.
   * @param rank  of the adapter; 0 for the bare host
   */
  flops(promptTokens: number, newTokens: number, rank: number): number;
}

/** The cost model of a host with these sites and this head. */
export function costModel(shape: DecoderShape, found: Found): CostModel {
  const linears = new Set(found.sites.map((site) => site.linear));
  const weights = [...linears].reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const head = 2 * found.head.inputs * found.head.outputs;
  const adapter = 2 * adapterLength(found.sites, 1);
  const attention = 4 * shape.layers * shape.heads * shape.headSize;
  return {
    flops(promptTokens, newTokens, rank) {
      const passed = promptTokens + Math.max(0, newTokens - 1);
      const pairs = (passed * (passed + 1)) / 2;
      return passed * (2 * weights + rank * adapter) + attention * pairs + Math.max(1, newTokens) * head;
    },
  };
}
