/** The shapes of a training graph's inputs for given numbers of rows, tokens, positions and a rank. */
import type { CacheInput } from '../files/caches.ts';
import type { GraftGroup } from '../passes/graft.ts';
import { LAST_INDEX } from '../passes/last.ts';
import type { Graph } from '../onnx/model.ts';
import { TARGETS, WEIGHTS } from './loss.ts';
import type { ExampleInputs } from '../shapes/known.ts';

/** The free sizes of a pass. */
export interface PassSizes {
  rows: number;
  /** of the longest row */
  tokens: number;
  /** where the loss is taken, in the row with most */
  positions: number;
  /** the largest of the rows' adapters */
  rank: number;
}

/**
 * Shapes of all inputs of a graph in a pass of these sizes.
 * @param pasts  those that hold what came before, which is nothing
 */
export function exampleInputs(
  { inputs }: Pick<Graph, 'inputs'>,
  groups: readonly GraftGroup[],
  { rows, tokens, positions, rank }: PassSizes,
  pasts: readonly CacheInput[] = [],
): ExampleInputs {
  const shapes: Record<string, readonly number[]> = {};
  for (const { name } of inputs) shapes[name] = [rows, tokens];
  for (const { past, rowShape } of pasts) shapes[past] = [rows, ...rowShape];
  for (const name of [LAST_INDEX, TARGETS, WEIGHTS]) shapes[name] = [rows, positions, 1];
  for (const { aInput, inputs, members } of groups) {
    shapes[aInput] = [rows, inputs, rank * members.length];
    for (const { bInput, outputs } of members) shapes[bInput] = [rows, rank, outputs];
  }
  return shapes;
}

/** Two examples of the free sizes, all different and above 1. */
export function twoExamples(
  graph: Pick<Graph, 'inputs'>,
  groups: readonly GraftGroup[],
  pasts: readonly CacheInput[] = [],
): [ExampleInputs, ExampleInputs] {
  return [
    exampleInputs(graph, groups, { rows: 5, tokens: 23, positions: 3, rank: 2 }, pasts),
    exampleInputs(graph, groups, { rows: 7, tokens: 29, positions: 11, rank: 13 }, pasts),
  ];
}
