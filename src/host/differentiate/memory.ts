/**
 * How much memory a training pass takes, known before it runs. Going back needs what going forward computed, so
 * activations pile up and grow with rows × tokens. The graph is walked in its order with the sizes of the pass: a tensor
 * lives from the node that makes it to the last one that reads it, and what lives at once, at its height, is the answer.
 *
 * It is an estimate: a runtime may order nodes otherwise, reuse a place at once, or hold blocks in reserve.
 */
import type { GraftGroup } from '../passes/graft.ts';
import { DataType, type Graph, type TensorProto } from '../onnx/model.ts';
import { exampleInputs, type PassSizes } from './examples.ts';
import type { Known } from '../shapes/operator.ts';
import { knownIn } from '../shapes/known.ts';

export class PassMemory {
  /** bytes of the host's weights */
  readonly weightBytes: number;
  readonly #graph: Graph;
  readonly #groups: readonly GraftGroup[];
  readonly #lastReads: ReadonlyMap<string, number>;
  /** by all sizes but rows: bytes of one row and of two */
  readonly #measured = new Map<string, readonly [number, number]>();

  /** @param graph  a training graph, as `differentiate` makes it */
  constructor(graph: Graph, groups: readonly GraftGroup[]) {
    [this.#graph, this.#groups] = [graph, groups];
    this.weightBytes = weightBytes(graph.initializers);
    this.#lastReads = lastReads(graph);
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
    const known = knownIn(this.#graph, exampleInputs(this.#graph, this.#groups, sizes));
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

/** Weights shown twice under different types lie in one place of a file and count once. */
function weightBytes(tensors: readonly TensorProto[]): number {
  const counted = new Map<unknown, number>();
  for (const tensor of tensors) {
    const { dims: shape, dataType: type, external, data } = tensor;
    const place = external ? `${external.location} ${external.offset}` : (data ?? tensor);
    counted.set(place, Math.max(counted.get(place) ?? 0, bytesOf({ shape, type })));
  }
  return [...counted.values()].reduce((sum, bytes) => sum + bytes, 0);
}
