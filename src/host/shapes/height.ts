/**
 * How much memory a graph takes, known before it runs. Its nodes are walked in their order with the sizes of an example: a
 * tensor lives from the node that makes it to the last one that reads it, and what lives at once, at its height, is the
 * answer. Weights are counted apart.
 *
 * It is an estimate: a runtime may order nodes otherwise, reuse a place at once, or hold blocks in reserve.
 */
import { DataType, type Graph, type TensorProto } from '../onnx/model.ts';
import type { Known } from './operator.ts';
import { knownIn, type ExampleInputs } from './known.ts';

/** Heights of one graph in any examples. */
export class GraphHeight {
  readonly #graph: Graph;
  readonly #lastReads: ReadonlyMap<string, number>;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#lastReads = lastReads(graph);
  }

  /** Bytes of inputs, outputs and what lies between them at its height; tensors of which nothing is known count nothing. */
  bytes(example: ExampleInputs): number {
    const known = knownIn(this.#graph, example);
    const given = this.#graph.inputs.reduce((sum, { name }) => sum + bytesOf(known.get(name)), 0);
    const left = new Map<string, number>();
    let [alive, height] = [given, given];
    this.#graph.nodes.forEach(({ outputs, inputs, opType }, at) => {
      // What only changes the shape stays where it is; its readers keep the place of what it was made from.
      const made = outputs.reduce((sum, name) => sum + bytesOf(known.get(name)), 0);
      if (!ALIASES.has(opType)) {
        outputs.forEach((name) => left.set(name, bytesOf(known.get(name))));
        alive += made;
      }
      height = Math.max(height, alive);
      for (const name of [...inputs, ...outputs]) {
        if ((this.#lastReads.get(name) ?? -1) > at || !left.has(name)) continue;
        alive -= left.get(name)!;
        left.delete(name);
      }
    });
    return height;
  }
}

const ALIASES: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity']);

/** The place of the last node that needs each tensor, through what merely shows it in another shape. */
function lastReads({ nodes, outputs }: Graph): Map<string, number> {
  const last = new Map<string, number>(outputs.map(({ name }) => [name, nodes.length]));
  for (let at = nodes.length - 1; at >= 0; at--) {
    const { inputs, outputs: made, opType } = nodes[at]!;
    const until = ALIASES.has(opType) ? Math.max(at, last.get(made[0]!) ?? at) : at;
    inputs.forEach((name, i) => last.set(name, Math.max(last.get(name) ?? 0, i === 0 ? until : at)));
  }
  return last;
}

/** Bytes of one number, by TensorProto.DataType; 4 for types not listed. */
const NUMBER_BYTES: Readonly<Record<number, number>> = {
  [DataType.uint8]: 1,
  [DataType.int8]: 1,
  [DataType.bool]: 1,
  [DataType.float16]: 2,
  [DataType.int64]: 8,
  21: 0.5, // uint4
  22: 0.5, // int4
};

function bytesOf(known: Pick<Known, 'shape' | 'type'> | undefined): number {
  if (!known) return 0;
  return known.shape.reduce((product, size) => product * size, NUMBER_BYTES[known.type] ?? 4);
}

/** Bytes of a graph's weights as they lie in its files. Those shown twice under different types lie in one place and count once. */
export function weightBytes(tensors: readonly TensorProto[]): number {
  const counted = new Map<unknown, number>();
  for (const tensor of tensors) {
    const { dims: shape, dataType: type, external, data } = tensor;
    const place = external ? `${external.location} ${external.offset}` : (data ?? tensor);
    counted.set(place, Math.max(counted.get(place) ?? 0, bytesOf({ shape, type })));
  }
  return [...counted.values()].reduce((sum, bytes) => sum + bytes, 0);
}
