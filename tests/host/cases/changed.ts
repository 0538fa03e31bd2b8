/** Hosts from the field, made out of fixtures: some files replaced, the graph changed. */
import { decodeModel, encodeModel, type Model, type Node, type ValueInfo } from '../../../src/host/onnx/model.ts';
import { newNode } from '../../../src/host/onnx/edits.ts';
import { elementTypes } from '../../../src/host/onnx/types.ts';
import { logitsOf, type CheckRow } from '../../../src/host/session/check.ts';
import { openDecoder } from '../../../src/host/session/variants.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import { toHalf } from '../../../src/host/bytes/half.ts';
import type { HostFiles } from '../../../src/host/files/files.ts';
import type { Decoder } from '../../../src/host/decode/decode.ts';
import { filesIn } from '../files.ts';
import { someAdapter } from '../hosts.ts';

export const LLAMA = 'tests/fixtures/hosts/llama-optimum-fp32';
export const GRAPH = 'onnx/model.onnx';

/** A file's new content, or null for a file that is not there. */
export type Changes = Record<string, Uint8Array | string | object | null>;

/** A directory with some files replaced. */
export function changedFiles(folder: string, changes: Changes): HostFiles {
  return {
    async read(path) {
      const change = changes[path];
      if (change === undefined) return filesIn(folder).read(path);
      if (change === null) throw Object.assign(new Error(`no such file, open '${path}'`), { code: 'ENOENT' });
      if (change instanceof Uint8Array) return change;
      return new TextEncoder().encode(typeof change === 'string' ? change : JSON.stringify(change));
    },
  };
}

/** A directory with another graph. */
export async function withGraph(
  folder: string,
  change: (model: Model) => Model,
  changes: Changes = {},
): Promise<HostFiles> {
  const model = decodeModel(await filesIn(folder).read(GRAPH));
  return changedFiles(folder, { [GRAPH]: encodeModel(change(model)), ...changes });
}

export async function openFiles(files: HostFiles): Promise<Decoder> {
  return openDecoder(await prepareGraph(files), nodeRuntime(1));
}

/** Logits of two ragged rows, one adapted, after their prompts and three more steps. */
export async function raggedLogits(files: HostFiles): Promise<number[][]> {
  const decoder = await openFiles(files);
  const rows: CheckRow[] = [
    { prompt: [7, 9, 30, 44, 12, 3, 18, 101], adapter: null },
    { prompt: [5, 11, 200], adapter: someAdapter(decoder.sites, 2, 1) },
  ];
  const logits = await logitsOf(decoder, rows);
  await decoder.session.release();
  return logits.flat().map((row) => [...row]);
}

/** The largest difference of two lists of logits, as a share of the largest logit. */
export function relativeDifference(a: number[][], b: number[][]): number {
  const [flat, other] = [a.flat(), b.flat()];
  const most = flat.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return flat.reduce((largest, value, i) => Math.max(largest, Math.abs(value - other[i]!)), 0) / most;
}

export function retyped(
  infos: readonly ValueInfo[],
  which: (name: string) => boolean,
  elementType: number,
): ValueInfo[] {
  return infos.map((info) => (which(info.name) ? { name: info.name, shape: info.shape, elementType } : info));
}

/** Inputs declared as another type and cast inside to what the graph works with. */
export function withInputsAs(model: Model, which: (name: string) => boolean, elementType: number): Model {
  const { graph } = model;
  const cast = graph.inputs.filter(({ name }) => which(name));
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((name) => (cast.some((info) => info.name === name) ? `${name}/inside` : name)),
  }));
  const casts = cast.map(({ name, elementType: to }) =>
    newNode('Cast', [name], [`${name}/inside`], [{ name: 'to', i: to }]),
  );
  const inputs = retyped(graph.inputs, which, elementType);
  return { ...model, graph: { ...graph, inputs, nodes: [...casts, ...nodes] } };
}

/** Outputs behind a Cast to another type. */
export function withOutputsAs(model: Model, which: (name: string) => boolean, elementType: number): Model {
  const { graph } = model;
  const cast = graph.outputs.filter(({ name }) => which(name)).map(({ name }) => name);
  const inner = (name: string): string => (cast.includes(name) ? `${name}/inside` : name);
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(inner),
    outputs: node.outputs.map(inner),
  }));
  const casts = cast.map((name) => newNode('Cast', [inner(name)], [name], [{ name: 'to', i: elementType }]));
  return {
    ...model,
    graph: { ...graph, outputs: retyped(graph.outputs, which, elementType), nodes: [...nodes, ...casts] },
  };
}

/** The whole model in half precision, as converters write it. */
export function inHalves(model: Model): Model {
  const { graph } = model;
  const types = elementTypes(graph);
  const isFloat = (name: string): boolean => types.get(name) === 1;
  const half = (tensor: Model['graph']['initializers'][number]): typeof tensor => {
    if (tensor.dataType !== 1) return tensor;
    const floats = tensor.data ? new Float32Array(tensor.data.slice().buffer) : Float32Array.from(tensor.values ?? []);
    const data = new Uint8Array(Uint16Array.from(floats, toHalf).buffer);
    return { name: tensor.name, dims: tensor.dims, dataType: 10, data };
  };
  const nodes = graph.nodes.map((node): Node => ({
    ...node,
    attributes: node.attributes.map((attribute) => {
      if (attribute.t) return { name: attribute.name, t: half(attribute.t) };
      if (node.opType === 'Cast' && attribute.i === 1) return { name: 'to', i: 10 };
      return attribute;
    }),
  }));
  return {
    ...model,
    graph: {
      ...graph,
      nodes,
      initializers: graph.initializers.map(half),
      inputs: retyped(graph.inputs, isFloat, 10),
      outputs: retyped(graph.outputs, isFloat, 10),
      rest: [],
    },
  };
}
