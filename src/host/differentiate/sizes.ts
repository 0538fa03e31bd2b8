/**
 * How large every tensor of a graph is. Shapes in exported graphs are computed by the graph itself (Shape, Gather,
 * Concat, Reshape …), so the pass runs that arithmetic twice on example sizes. What comes out the same both times is a
 * property of the model; what differs depends on rows, tokens or rank and must stay an expression of the graph.
 *
 * The examples use different numbers above 1 for each free size, so a 1 is a real 1: a broadcast axis, not a short batch.
 */
import { HostError } from '../errors.ts';
import { attribute } from '../onnx/view.ts';
import type { Graph, Node } from '../onnx/model.ts';
import { constantOfNode, smallValues } from './constants.ts';
import { infer, type Known } from './infer.ts';

/** Shapes of the graph's inputs in an example, by name. */
export type ExampleInputs = Readonly<Record<string, readonly number[]>>;

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

/** What is known of every tensor of a graph in one example; of an operator that is not listed in infer.ts nothing. */
export function knownIn(graph: Graph, example: ExampleInputs): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const tensor of graph.initializers) {
    const values = smallValues(tensor);
    known.set(tensor.name, { shape: tensor.dims, type: tensor.dataType, ...(values ? { values } : {}) });
  }
  for (const { name, elementType } of graph.inputs) {
    const shape = example[name];
    if (shape) known.set(name, { shape, type: elementType });
  }
  for (const node of graph.nodes) {
    const outputs = node.opType === 'Constant' ? [constantOfNode(node)] : inferNode(node, known);
    node.outputs.forEach((name, i) => {
      const output = outputs[i];
      if (name !== '' && output) known.set(name, output);
    });
  }
  return known;
}

function inferNode(node: Node, known: ReadonlyMap<string, Known>): readonly (Known | undefined)[] {
  const inputs = node.inputs.map((name) => known.get(name));
  const incomplete = node.inputs.some((name, i) => name !== '' && !inputs[i]);
  return incomplete ? [] : infer(node, inputs as readonly Known[], (name) => attribute(node, name));
}
