/**
 * Changes to a graph, collected and applied in one go: passes say what they want, the order of nodes (ONNX demands
 * makers before readers) is worked out once at the end. The model they start from is never changed.
 */
import { DataType, type Attribute, type Model, type Node, type ValueInfo } from './model.ts';

export function newNode(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attribute[] = [],
): Node {
  return { opType, domain: '', name: `${outputs[0]!}/${opType}`, inputs, outputs, attributes, rest: [] };
}

/** Collects changes and applies them in one go, in topological order. */
export class Edits {
  readonly #model: Model;
  readonly #opset: number;
  readonly #inputs: ValueInfo[] = [];
  readonly #added: Node[] = [];
  readonly #renamedOutputs = new Map<string, string>();
  readonly #renamedInputs = new Map<Node, Map<string, string>>();
  readonly #shapes = new Map<string, (shape: readonly (number | string)[]) => (number | string)[]>();

  constructor(model: Model) {
    this.#model = model;
    this.#opset = model.opsets.find(({ domain }) => domain === '')?.version ?? 0;
  }

  addInput(name: string, elementType: number, shape: readonly (number | string)[]): void {
    this.#inputs.push({ name, elementType, shape });
  }

  /** Adds a node; its place in the order is found when the edits are applied. */
  add(added: Node): void {
    this.#added.push(added);
  }

  evenSplit(input: string, outputs: readonly string[]): Node {
    const count: Attribute[] = this.#opset >= 18 ? [{ name: 'num_outputs', i: outputs.length }] : [];
    return newNode('Split', [input], outputs, [{ name: 'axis', i: -1 }, ...count]);
  }

  /** @param sizes  of the outputs, along the last axis */
  split(input: string, outputs: readonly string[], sizes: readonly number[]): Node {
    const axis: Attribute = { name: 'axis', i: -1 };
    if (this.#opset < 13) return newNode('Split', [input], outputs, [axis, { name: 'split', ints: [...sizes] }]);
    const numbers = BigInt64Array.from(sizes, BigInt);
    const t = { name: '', dims: [sizes.length], dataType: DataType.int64, data: new Uint8Array(numbers.buffer) };
    this.add(newNode('Constant', [], [`${outputs[0]!}/sizes`], [{ name: 'value', t }]));
    return newNode('Split', [input, `${outputs[0]!}/sizes`], outputs, [axis]);
  }

  renameOutput(from: string, to: string): void {
    this.#renamedOutputs.set(from, to);
  }

  renameInput(reader: Node, from: string, to: string): void {
    this.#renamedInputs.set(reader, new Map([...(this.#renamedInputs.get(reader) ?? []), [from, to]]));
  }

  reshapeOutput(name: string, change: (shape: readonly (number | string)[]) => (number | string)[]): void {
    this.#shapes.set(name, change);
  }

  apply(): Model {
    const { graph } = this.#model;
    const nodes = graph.nodes.map((old) => this.#renamed(old));
    const outputs = graph.outputs.map((info) => {
      const change = this.#shapes.get(info.name);
      return change ? { name: info.name, elementType: info.elementType, shape: change(info.shape) } : info;
    });
    return {
      ...this.#model,
      graph: {
        ...graph,
        nodes: inTopologicalOrder([...nodes, ...this.#added]),
        inputs: [...graph.inputs, ...this.#inputs],
        outputs,
      },
    };
  }

  #renamed(old: Node): Node {
    const inputs = this.#renamedInputs.get(old);
    if (!inputs && !old.outputs.some((name) => this.#renamedOutputs.has(name))) return old;
    return {
      ...old,
      inputs: old.inputs.map((name) => inputs?.get(name) ?? name),
      outputs: old.outputs.map((name) => this.#renamedOutputs.get(name) ?? name),
    };
  }
}

/** Nodes so that each follows the makers of its inputs, else in the given order (depth first). */
function inTopologicalOrder(nodes: readonly Node[]): Node[] {
  const maker = new Map<string, Node>();
  for (const one of nodes) for (const output of one.outputs) if (output !== '') maker.set(output, one);
  const placed = new Set<Node>();
  const ordered: Node[] = [];
  for (const root of nodes) {
    const open = [root];
    while (open.length > 0) {
      const top = open.at(-1)!;
      const waiting = top.inputs
        .map((name) => maker.get(name))
        .filter((one): one is Node => one !== undefined && !placed.has(one) && one !== top);
      if (placed.has(top) || waiting.length === 0) {
        open.pop();
        if (!placed.has(top)) ordered.push(top);
        placed.add(top);
      } else open.push(...waiting.reverse());
    }
  }
  return ordered;
}
