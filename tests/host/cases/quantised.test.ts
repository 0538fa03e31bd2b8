/** Weights in the four bits of bitsandbytes (MatMulBnb4), against the same weights written out. */
import { expect, test } from 'vitest';
import { newNode } from '../../../src/host/onnx/edits.ts';
import type { Model, Node, TensorProto } from '../../../src/host/onnx/model.ts';
import { MICROSOFT } from '../../../src/host/onnx/writer.ts';
import { bytes, floats } from '../differentiate/one-op.ts';
import { LLAMA, raggedLogits, relativeDifference, withGraph } from './changed.ts';

const BLOCK = 32;
/** The sixteen values of NF4, after Dettmers et al. 2023 (arXiv:2305.14314), as ONNX Runtime has them. */
const NF4 = [
  -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
  -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
  0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0,
];

interface Packed {
  /** two weights a byte, the first one high */
  codes: Uint8Array;
  largest: number[];
  /** the weights that the codes mean, [inputs, outputs] */
  meant: Float32Array;
}

/** A matrix [inputs, outputs] in blocks along the inputs of each output. */
function packed(weights: Float32Array, inputs: number, outputs: number): Packed {
  const codes = new Uint8Array((inputs * outputs) / 2);
  const largest: number[] = [];
  const meant = new Float32Array(weights.length);
  for (let block = 0; block < (inputs * outputs) / BLOCK; block++) {
    const places = Array.from({ length: BLOCK }, (_, i) => block * BLOCK + i);
    const at = (i: number): number => (i % inputs) * outputs + Math.floor(i / inputs);
    const most = Math.fround(Math.max(...places.map((i) => Math.abs(weights[at(i)]!))));
    largest.push(most);
    for (const i of places) {
      const apart = NF4.map((value) => Math.abs(value * most - weights[at(i)]!));
      const code = apart.indexOf(Math.min(...apart));
      codes[i >> 1]! |= code << (i % 2 === 0 ? 4 : 0);
      meant[at(i)] = NF4[code]! * most;
    }
  }
  return { codes, largest, meant };
}

/** All linear maps of a model in four bits, or in float32 as the four bits mean them. */
function inFourBits(model: Model, written: boolean): Model {
  const { graph } = model;
  const more: TensorProto[] = [];
  const nodes = graph.nodes.map((node): Node => {
    const held = graph.initializers.find(({ name }) => name === node.inputs[1]);
    if (node.opType !== 'MatMul' || held?.dims.length !== 2) return node;
    const [inputs, outputs] = held.dims as [number, number];
    const { codes, largest, meant } = packed(new Float32Array(held.data!.slice().buffer), inputs, outputs);
    const name = node.outputs[0]!;
    if (written) {
      more.push(floats(`${name}/weight`, [inputs, outputs], [...meant]));
      return { ...node, inputs: [node.inputs[0]!, `${name}/weight`] };
    }
    more.push(bytes(`${name}/codes`, [codes.length], codes), floats(`${name}/largest`, [largest.length], largest));
    const sizes = { K: inputs, N: outputs, block_size: BLOCK, quant_type: 1 };
    const attributes = Object.entries(sizes).map(([key, i]) => ({ name: key, i }));
    const made = newNode('MatMulBnb4', [node.inputs[0]!, `${name}/codes`, `${name}/largest`], node.outputs, attributes);
    return { ...made, name: node.name, domain: MICROSOFT };
  });
  expect(more.length).toBeGreaterThan(7);
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const initializers = [...graph.initializers, ...more].filter(({ name }) => read.has(name));
  return { ...model, graph: { ...graph, nodes, initializers } };
}

test('answer as their meaning does, adapted and bare, row by row', async () => {
  const [four, whole] = [false, true].map((written) => withGraph(LLAMA, (model) => inFourBits(model, written)));
  const apart = relativeDifference(await raggedLogits(await four!), await raggedLogits(await whole!));
  expect(apart).toBeLessThan(1e-5);
});
