/**
 * Writes new nodes and constants into a graph, with names of its own. Everything the differentiating pass adds goes
 * through here, so nodes come out in the order they were asked for, which is a topological order.
 */
import { DataType, type Attribute, type Node, type TensorProto } from './model.ts';

/** An attribute written from its value; ONNX tells whole numbers from fractions, so the caller must too. */
export const attr = {
  int: (name: string, i: number): Attribute => ({ name, i }),
  float: (name: string, f: number): Attribute => ({ name, f }),
  ints: (name: string, ints: readonly number[]): Attribute => ({ name, ints }),
  text: (name: string, s: string): Attribute => ({ name, s }),
};

/** Domain of ONNX Runtime's own operators. */
export const MICROSOFT = 'com.microsoft';

export class GraphWriter {
  readonly nodes: Node[] = [];
  readonly initializers: TensorProto[] = [];
  readonly #prefix: string;
  readonly #known = new Map<string, string>();
  #count = 0;

  /** @param prefix  begins the name of everything written; no tensor of the graph may begin with it */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Adds a node with one output and returns that output's name. */
  emit(opType: string, inputs: readonly string[], attributes: readonly Attribute[] = [], domain = ''): string {
    return this.emitMany(1, opType, inputs, attributes, domain)[0]!;
  }

  /** Adds a node with `count` outputs and returns their names. */
  emitMany(
    count: number,
    opType: string,
    inputs: readonly string[],
    attributes: readonly Attribute[] = [],
    domain = '',
  ): string[] {
    const outputs = Array.from({ length: count }, () => this.#name(opType));
    this.emitInto(outputs, opType, inputs, attributes, domain);
    return outputs;
  }

  /** Adds a node whose outputs have given names. */
  emitInto(
    outputs: readonly string[],
    opType: string,
    inputs: readonly string[],
    attributes: readonly Attribute[] = [],
    domain = '',
  ): void {
    this.nodes.push({ opType, domain, name: this.#name(`node.${opType}`), inputs, outputs, attributes, rest: [] });
  }

  /** Takes over a node as it is. */
  keep(node: Node): void {
    this.nodes.push(node);
  }

  /** Computes something once: the second call with a key returns the name the first one made. */
  once(key: string, make: () => string): string {
    const name = this.#known.get(key) ?? make();
    this.#known.set(key, name);
    return name;
  }

  /** A one-dimensional int64 constant. */
  ints(values: readonly number[]): string {
    const data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.once(`ints ${values.join(' ')}`, () => this.constant([values.length], DataType.int64, data));
  }

  /** An int64 scalar constant. */
  int(value: number): string {
    const data = new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
    return this.once(`int ${value}`, () => this.constant([], DataType.int64, data));
  }

  /** A float32 scalar constant. */
  float(value: number): string {
    const data = new Uint8Array(Float32Array.of(value).buffer);
    return this.once(`float ${value}`, () => this.constant([], DataType.float, data));
  }

  /** An initialiser over raw little-endian bytes. */
  constant(dims: readonly number[], dataType: number, data: Uint8Array): string {
    return this.initializer({ dims, dataType, data });
  }

  /** An initialiser described otherwise than by inline bytes, such as a second view of an external file's place. */
  initializer(tensor: Omit<TensorProto, 'name' | 'raw'>): string {
    const name = this.#name('constant');
    this.initializers.push({ ...tensor, name });
    return name;
  }

  #name(what: string): string {
    this.#count++;
    return `${this.#prefix}${what}.${this.#count}`;
  }
}
