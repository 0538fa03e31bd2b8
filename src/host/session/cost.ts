/**
 * What an answer costs in floating-point operations, counted from the host's own graph: two per weight and token in
 * every linear map, attention's two products growing with length, the adapter's two products at every site. Norms,
 * activations, convolutions and the embedding look-up are left out: below two per cent on any host, and the same for all
 * rows.
 *
 * A training pass is counted the same way. Going back, every linear map costs its product once more (the gradient of its
 * input; its weights are frozen), attention's two products cost four, and the adapter's two cost four, for inputs and
 * weights.
 */
import { adapterLength, type Projection, type Site } from '../adapters/adapter.ts';
import type { DecoderShape, Found, FoundSite } from '../find/find.ts';

export interface CostModel {
  /**
   * FLOPs of one answer. All prompt tokens and all new tokens but the last pass through the layers; each new token
   * needs the head once.
   * @param rank  of the adapter; 0 for the bare host
   */
  flops(promptTokens: number, newTokens: number, rank: number): number;
}

export interface TrainingCost {
  /**
   * FLOPs of one row of the training graph. Behind the last attention only the positions the loss reads are computed,
   * and nothing goes back past the first adapters.
   * @param lossTokens  how many tokens the loss reads
   */
  flops(tokens: number, lossTokens: number, rank: number): { forward: number; backward: number };
}

/** The cost model of a host with these sites and this head. */
export function costModel(shape: DecoderShape, found: Found): CostModel {
  const weights = weightsOf(found, () => true) + unusedWeights(found);
  const head = 2 * found.head.inputs * found.head.outputs;
  const adapter = 2 * adapterLength(found.sites, 1);
  const attention = attentionPair(shape, found);
  return {
    flops(promptTokens, newTokens, rank) {
      const passed = promptTokens + Math.max(0, newTokens - 1);
      const pairs = (passed * (passed + 1)) / 2;
      return passed * (2 * weights + rank * adapter) + attention * pairs + Math.max(1, newTokens) * head;
    },
  };
}

/** What training costs on a host with these sites and this head. */
export function trainingCost(shape: DecoderShape, found: Found): TrainingCost {
  const endsInAttention = found.sites.some(({ layer, projection }) => layer === shape.layers - 1 && projection === 'o');
  const isLate = ({ layer, projection }: Site): boolean =>
    endsInAttention && layer === shape.layers - 1 && LATE.has(projection);
  const firstInput = found.sites[0]!.linear.input;
  const isFirst = ({ linear }: FoundSite): boolean => linear.input === firstInput;
  const late = { weights: weightsOf(found, isLate), adapter: adapterLength(found.sites.filter(isLate), 1) };
  const early = {
    weights: weightsOf(found, (site) => !isLate(site)) + unusedWeights(found),
    adapter: adapterLength(found.sites, 1) - late.adapter,
  };
  const first = found.sites.filter(isFirst);
  const notBack = { weights: weightsOf(found, isFirst), inputs: first.reduce((sum, { inputs }) => sum + inputs, 0) };
  const head = found.head.inputs * found.head.outputs;
  const attention = attentionPair(shape, found);
  return {
    flops(tokens, lossTokens, rank) {
      const linear = 2 * (tokens * early.weights + lossTokens * (late.weights + head));
      const adapter = 2 * rank * (tokens * early.adapter + lossTokens * late.adapter);
      const pairs = (attention * tokens * (tokens + 1)) / 2;
      const saved = 2 * tokens * (notBack.weights + rank * notBack.inputs);
      return { forward: linear + adapter + pairs, backward: linear + 2 * adapter + 2 * pairs - saved };
    },
  };
}

/** Projections that are computed for the loss's positions only, in the last layer. */
const LATE: ReadonlySet<Projection> = new Set(['o', 'gate', 'up', 'down'] as const);

/** Weights of the linear maps that hold some sites, packed ones counted once. */
function weightsOf(found: Found, which: (site: FoundSite) => boolean): number {
  const linears = new Set(found.sites.filter(which).map((site) => site.linear));
  return [...linears].reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
}

/** Weights in linear maps and the embedding, tied ones counted once; norms are left out (they are thousandths). */
export function countParameters(found: Found, shape: DecoderShape): number {
  return weightsOf(found, () => true) + unusedWeights(found) + shape.vocabulary * shape.hidden;
}

/** Weights of the linear maps that no adapter reaches, the head left out. */
function unusedWeights({ unused }: Found): number {
  return unused.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
}

/** FLOPs of one token that attends to one token, in all layers that have an attention. */
function attentionPair(shape: DecoderShape, { sites }: Found): number {
  return 4 * sites.filter(({ projection }) => projection === 'q').length * shape.heads * shape.headSize;
}
