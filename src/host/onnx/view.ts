/**
 * A graph as something to walk: who makes a tensor, who reads it, what is constant. Passes look through this view and
 * build new graphs; nothing here changes anything.
 */
import type { Attribute, Graph, Node, TensorProto } from './model.ts';

/** Operators whose output is a constant when their inputs are. */
const FOLDABLE = new Set(['Transpose', 'Reshape', 'Cast', 'Identity', 'DequantizeLinear', 'Concat', 'Unsqueeze']);
/** Operators of which only the first input carries activations; the others hold shapes, positions or scales. */
const SHAPED_BY_OTHERS = new Set(['Reshape', 'Expand', 'Unsqueeze', 'Squeeze', 'Slice', 'Split', 'Tile', 'Gather']);

export class GraphView {
  readonly graph: Graph;
  readonly #producers = new Map<string, Node>();
  readonly #consumers = new Map<string, Node[]>();
  readonly #initializers = new Map<string, TensorProto>();
  readonly #constants = new Map<string, boolean>();

  constructor(graph: Graph) {
    this.graph = graph;
    for (const tensor of graph.initializers) this.#initializers.set(tensor.name, tensor);
    for (const node of graph.nodes) {
      for (const output of node.outputs) if (output !== '') this.#producers.set(output, node);
      for (const input of new Set(node.inputs)) {
        const readers = this.#consumers.get(input);
        if (readers) readers.push(node);
        else this.#consumers.set(input, [node]);
      }
    }
  }

  producer(tensor: string): Node | undefined {
    return this.#producers.get(tensor);
  }

  consumers(tensor: string): readonly Node[] {
    return this.#consumers.get(tensor) ?? [];
  }

  initializer(tensor: string): TensorProto | undefined {
    return this.#initializers.get(tensor);
  }

  /** True for initialisers, Constant nodes and simple functions of them. */
  isConstant(tensor: string): boolean {
    const known = this.#constants.get(tensor);
    if (known !== undefined) return known;
    const node = this.#producers.get(tensor);
    const constant =
      this.#initializers.has(tensor) ||
      node?.opType === 'Constant' ||
      (node !== undefined &&
        FOLDABLE.has(node.opType) &&
        node.inputs.every((name) => name === '' || this.isConstant(name)));
    this.#constants.set(tensor, constant);
    return constant;
  }

  /** The dimensions of a constant, or undefined where they are not plain to see. */
  constantShape(tensor: string): readonly number[] | undefined {
    const held = this.constantTensor(tensor);
    if (held) return held.dims;
    const node = this.#producers.get(tensor);
    const source = node?.inputs[0];
    if (!node || source === undefined) return undefined;
    if (node.opType === 'Reshape') return this.constantInts(node.inputs[1] ?? '');
    const shape = this.constantShape(source);
    if (!shape || node.opType !== 'Transpose') return FOLDABLE.has(node.opType) ? shape : undefined;
    const order = attribute(node, 'perm')?.ints ?? shape.map((_, i) => shape.length - 1 - i);
    return order.map((axis) => shape[axis] ?? 0);
  }

  /** The tensor behind an initialiser or a Constant node. */
  constantTensor(tensor: string): TensorProto | undefined {
    const node = this.#producers.get(tensor);
    return this.#initializers.get(tensor) ?? (node?.opType === 'Constant' ? attribute(node, 'value')?.t : undefined);
  }

  /** The values of an int64 or int32 constant. */
  constantInts(tensor: string): number[] | undefined {
    const held = this.constantTensor(tensor);
    if (!held) return undefined;
    if (held.values) return [...held.values];
    if (!held.data) return undefined;
    const view = new DataView(held.data.buffer, held.data.byteOffset, held.data.byteLength);
    const wide = held.dataType === 7;
    const count = held.data.byteLength / (wide ? 8 : 4);
    return Array.from({ length: count }, (_, i) =>
      wide ? Number(view.getBigInt64(8 * i, true)) : view.getInt32(4 * i, true),
    );
  }

  /** The inputs of a node through which activations flow: no constants, shapes or positions. */
  activationInputs(node: Node): string[] {
    if (node.opType === 'Shape') return [];
    const inputs = SHAPED_BY_OTHERS.has(node.opType) ? node.inputs.slice(0, 1) : node.inputs;
    return inputs.filter((name) => name !== '' && !this.isConstant(name));
  }

  /**
   * Walks back from a tensor. `visit` sees each tensor once and says whether to go on past it.
   */
  walkBack(from: string, visit: (tensor: string, producer: Node | undefined) => boolean): void {
    const seen = new Set<string>();
    const open = [from];
    for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
      if (seen.has(tensor)) continue;
      seen.add(tensor);
      const node = this.#producers.get(tensor);
      if (visit(tensor, node) && node) open.push(...this.activationInputs(node));
    }
  }

  /** Walks forward from a tensor, node by node, through activation inputs only. `visit` says whether to go on past a node. */
  walkForward(from: string, visit: (node: Node) => boolean): void {
    const seen = new Set<Node>();
    const open = [from];
    for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
      for (const node of this.consumers(tensor)) {
        if (seen.has(node) || !this.activationInputs(node).includes(tensor)) continue;
        seen.add(node);
        if (visit(node)) open.push(...node.outputs.filter((name) => name !== ''));
      }
    }
  }
}

/** A node's attribute by name. */
export function attribute(node: Node, name: string): Attribute | undefined {
  return node.attributes.find((candidate) => candidate.name === name);
}

/** One line per node, for error messages. */
export function printNodes(nodes: readonly Node[]): string {
  return nodes
    .map(
      (node) =>
        `  ${node.opType} ${node.name || '(unnamed)'} (${node.inputs.join(', ')}) -> ${node.outputs.join(', ')}`,
    )
    .join('\n');
}
