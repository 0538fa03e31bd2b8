/**
 * How much memory a training pass takes, known before it runs. Going back needs what going forward computed, so
 * activations pile up and grow with rows × tokens.
 */
import type { GraftGroup } from '../passes/graft.ts';
import type { Graph } from '../onnx/model.ts';
import { GraphHeight, weightBytes } from '../shapes/height.ts';
import { exampleInputs, type PassSizes } from './examples.ts';

export class PassMemory {
  /** bytes of the host's weights */
  readonly weightBytes: number;
  readonly #graph: Graph;
  readonly #groups: readonly GraftGroup[];
  readonly #heights: GraphHeight;
  /** by all sizes but rows: bytes of one row and of two */
  readonly #measured = new Map<string, readonly [number, number]>();

  /** @param graph  a training graph, as `differentiate` makes it */
  constructor(graph: Graph, groups: readonly GraftGroup[]) {
    [this.#graph, this.#groups] = [graph, groups];
    this.weightBytes = weightBytes(graph.initializers);
    this.#heights = new GraphHeight(graph);
  }

  /** Bytes of a pass at its height, inputs and outputs included and weights not. Grows evenly with the rows. */
  passBytes({ rows, ...others }: PassSizes): number {
    const key = `${others.tokens} ${others.positions} ${others.rank}`;
    const measured = this.#measured.get(key) ?? [
      this.#height({ rows: 1, ...others }),
      this.#height({ rows: 2, ...others }),
    ];
    this.#measured.set(key, measured);
    const [one, two] = measured;
    return one + (rows - 1) * (two - one);
  }

  #height(sizes: PassSizes): number {
    return this.#heights.bytes(exampleInputs(this.#graph, this.#groups, sizes));
  }
}
