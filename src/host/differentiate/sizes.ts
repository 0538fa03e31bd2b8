/**
 * How large every tensor of a graph is. Shapes in exported graphs are computed by the graph itself (Shape, Gather,
 * Concat, Reshape …), so the pass runs that arithmetic twice on example sizes. What comes out the same both times is a
 * property of the model; what differs depends on rows, tokens or rank and must stay an expression of the graph.
 *
 * The examples use different numbers above 1 for each free size, so a 1 is a real 1: a broadcast axis, not a short batch.
 */
import { HostError } from '../errors.ts';
import type { Graph } from '../onnx/model.ts';
import type { Known } from '../shapes/operator.ts';
import { knownIn, type ExampleInputs } from '../shapes/known.ts';

export class Sizes {
  readonly #examples: readonly [ReadonlyMap<string, Known>, ReadonlyMap<string, Known>];

  constructor(graph: Graph, examples: readonly [ExampleInputs, ExampleInputs]) {
    this.#examples = [knownIn(graph, examples[0]), knownIn(graph, examples[1])];
  }

  /** The sizes of a tensor; undefined for one that depends on rows, tokens or rank. Throws HostError `operator-without-rule`. */
  dims(tensor: string): readonly (number | undefined)[] {
    const [first, second] = this.#both(tensor);
    return first.shape.map((size, axis) => (size === second.shape[axis] ? size : undefined));
  }

  rank(tensor: string): number {
    return this.#both(tensor)[0].shape.length;
  }

  /** TensorProto.DataType of a tensor. */
  type(tensor: string): number {
    return this.#both(tensor)[0].type;
  }

  /** True when an axis of one tensor and an axis of another always have the same size. */
  sameSize(tensor: string, axis: number, other: string, otherAxis: number): boolean {
    const [here, there] = [this.#both(tensor), this.#both(other)];
    return here.every((known, i) => known.shape[axis] === there[i]!.shape[otherAxis]);
  }

  /** The values of a small tensor when they do not depend on rows, tokens or rank. */
  values(tensor: string): readonly number[] | undefined {
    const [first, second] = [this.#examples[0].get(tensor)?.values, this.#examples[1].get(tensor)?.values];
    if (!first || first.length !== second?.length) return undefined;
    return first.every((value, i) => value === second[i]) ? first : undefined;
  }

  #both(tensor: string): readonly [Known, Known] {
    const [first, second] = [this.#examples[0].get(tensor), this.#examples[1].get(tensor)];
    if (first && second && first.shape.length === second.shape.length) return [first, second];
    throw new HostError(
      'operator-without-rule',
      `This host cannot be trained: the shape of ${tensor} does not follow from its graph.`,
      'Choose another host, or a way of learning that needs forward passes only.',
    );
  }
}
