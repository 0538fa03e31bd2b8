/**
 * A host's folder with its packed weights written out in float32, as an exporter would have written them: for a rival that
 * cannot unpack. Each number is (q − zero) · scale in float32, as the operators' own definition has it.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataType, decodeModel, encodeModel, type Node, type TensorProto } from '../../src/host/onnx/model.ts';

const GRAPH = 'model.onnx';
const DATA = `${GRAPH}_data`;

/**
 * Writes it to the folder `to`. Only for graphs of MatMulNBits and GatherBlockQuantized in 8 bits with zero points and
 * full blocks, such as SmolLM2's; throws on others.
 */
export async function writeUnpacked(from: string, graphPath: string, to: string): Promise<void> {
  const packed = await PackedFile.read(from, graphPath);
  await mkdir(join(to, 'onnx'), { recursive: true });
  const file = openSync(join(to, 'onnx', DATA), 'w');
  const floats: TensorProto[] = [];
  let offset = 0;
  const write = (name: string, dims: readonly number[], values: Float32Array): string => {
    writeSync(file, values);
    const external = { location: DATA, offset, length: values.byteLength };
    floats.push({ name, dims, dataType: DataType.float, external });
    offset += values.byteLength;
    return name;
  };
  const nodes = packed.model.graph.nodes.map((node): Node => {
    const weight = `${node.outputs[0]!}/weight`;
    if (node.opType === 'MatMulNBits') {
      const { rows, columns, values } = packed.unpacked(node.inputs.slice(1));
      write(weight, [columns, rows], transposed(values, rows, columns));
      return { ...node, opType: 'MatMul', domain: '', inputs: [node.inputs[0]!, weight], attributes: [] };
    }
    if (node.opType === 'GatherBlockQuantized') {
      const [table, ids, ...rest] = node.inputs as [string, string, ...string[]];
      const { rows, columns, values } = packed.unpacked([table, ...rest]);
      write(weight, [rows, columns], values);
      return { ...node, opType: 'Gather', domain: '', inputs: [weight, ids], attributes: [] };
    }
    return node;
  });
  closeSync(file);
  const { model } = packed;
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const kept = nodes.filter(({ outputs }) => outputs.some((name) => read.has(name)) || isOutput(model, outputs));
  const used = new Set(kept.flatMap(({ inputs }) => inputs));
  const others = model.graph.initializers.filter(({ name }) => used.has(name)).map((tensor) => packed.inline(tensor));
  const graph = { ...model.graph, nodes: kept, initializers: [...others, ...floats] };
  await writeFile(join(to, 'onnx', GRAPH), encodeModel({ ...model, graph }));
  const config = JSON.parse(await readFile(join(from, 'config.json'), 'utf8')) as object;
  const settings = { ...config, 'transformers.js_config': { use_external_data_format: { [GRAPH]: 1 } } };
  await writeFile(join(to, 'config.json'), JSON.stringify(settings));
  await copyFile(join(from, 'generation_config.json'), join(to, 'generation_config.json'));
}

class PackedFile {
  readonly model: ReturnType<typeof decodeModel>;
  readonly #tensors: ReadonlyMap<string, TensorProto>;
  readonly #beside: ReadonlyMap<string, Uint8Array>;

  private constructor(model: ReturnType<typeof decodeModel>, beside: ReadonlyMap<string, Uint8Array>) {
    this.model = model;
    this.#tensors = new Map(model.graph.initializers.map((tensor) => [tensor.name, tensor]));
    this.#beside = beside;
  }

  static async read(folder: string, path: string): Promise<PackedFile> {
    const model = decodeModel(new Uint8Array(await readFile(join(folder, path))));
    const places = new Set(model.graph.initializers.flatMap(({ external }) => (external ? [external.location] : [])));
    const beside = new Map<string, Uint8Array>();
    for (const place of places) beside.set(place, new Uint8Array(await readFile(join(folder, dirname(path), place))));
    return new PackedFile(model, beside);
  }

  /** The tensor with its bytes in it. */
  inline(tensor: TensorProto): TensorProto {
    const { name, dims, dataType, external } = tensor;
    return external ? { name, dims, dataType, data: this.#bytes(tensor) } : tensor;
  }

  /** @param names  of the packed numbers, their scales and their zero points */
  unpacked(names: readonly string[]): { rows: number; columns: number; values: Float32Array } {
    const [packed, scales, zeros, more] = names.map((name) => this.#behindReshape(name));
    if (!packed || !scales || !zeros || more) throw new Error(`${names.join(', ')} cannot be written in float32`);
    const [rows, blocks] = scales.dims as [number, number];
    const q = this.#bytes(packed);
    const zero = this.#bytes(zeros);
    const scale = new Float32Array(this.#bytes(scales).slice().buffer);
    const block = q.length / scale.length;
    if (zero.length !== scale.length || !Number.isInteger(block)) throw new Error(`${packed.name} is not in 8 bits`);
    const values = new Float32Array(q.length);
    for (let i = 0, at = 0; i < scale.length; i++)
      for (let j = 0; j < block; j++, at++) values[at] = (q[at]! - zero[i]!) * scale[i]!;
    return { rows, columns: blocks * block, values };
  }

  #behindReshape(name: string): TensorProto | undefined {
    const maker = this.model.graph.nodes.find(({ opType, outputs }) => opType === 'Reshape' && outputs.includes(name));
    return this.#tensors.get(maker?.inputs[0] ?? name);
  }

  #bytes({ name, data, external }: TensorProto): Uint8Array {
    const beside = external && this.#beside.get(external.location);
    const bytes = data ?? beside?.subarray(external!.offset, external!.offset + (external!.length ?? beside.length));
    if (!bytes) throw new Error(`${name} holds no bytes`);
    return bytes;
  }
}

function isOutput({ graph }: PackedFile['model'], names: readonly string[]): boolean {
  return graph.outputs.some(({ name }) => names.includes(name));
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column]!;
  return turned;
}
