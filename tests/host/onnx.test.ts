/** Our ONNX codec against onnx-buf, the published protobuf definitions, on real files. */
import { equals, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { decodeModel, encodeModel, type Model } from '../../src/host/onnx/model.ts';
import { GraphView } from '../../src/host/onnx/view.ts';
import { filesIn, MICRO } from './files.ts';

const folders = [MICRO, 'tests/fixtures/hosts/llama-optimum-fp32', 'tests/fixtures/hosts/gemma3-genai-fp32'];

describe.each(folders)('%s', (folder) => {
  test('reads what onnx-buf reads', async () => {
    const bytes = await filesIn(folder).read('onnx/model.onnx');
    const { graph } = decodeModel(bytes);
    const other = fromBinary(ModelProtoSchema, bytes).graph!;
    expect(
      graph.nodes.map(({ opType, domain, name, inputs, outputs }) => ({ opType, domain, name, inputs, outputs })),
    ).toEqual(
      other.node.map((node) => ({
        opType: node.opType,
        domain: node.domain,
        name: node.name,
        inputs: node.input,
        outputs: node.output,
      })),
    );
    expect(graph.initializers.map(({ name, dims, dataType }) => ({ name, dims, dataType }))).toEqual(
      other.initializer.map(({ name, dims, dataType }) => ({ name, dims: dims.map(Number), dataType })),
    );
    const differing = graph.initializers.filter(
      ({ data }, i) => Buffer.compare(data ?? new Uint8Array(0), other.initializer[i]!.rawData) !== 0,
    );
    expect(differing).toEqual([]);
    const ints = graph.nodes.flatMap((node) =>
      node.attributes.map(({ name, i, ints }) => ({ name, i: i ?? 0, ints: ints ?? [] })),
    );
    expect(ints).toEqual(
      other.node.flatMap((node) =>
        node.attribute.map(({ name, i, ints }) => ({ name, i: Number(i), ints: ints.map(Number) })),
      ),
    );
  });

  test('writes a file that means the same', async () => {
    const bytes = await filesIn(folder).read('onnx/model.onnx');
    const rewritten = fromBinary(ModelProtoSchema, encodeModel(decodeModel(bytes)));
    expect(equals(ModelProtoSchema, rewritten, fromBinary(ModelProtoSchema, bytes))).toBe(true);
  });
});

test('weights are views into the file, not copies', async () => {
  const bytes = await filesIn(MICRO).read('onnx/model.onnx');
  for (const { data } of decodeModel(bytes).graph.initializers) expect(data!.buffer).toBe(bytes.buffer);
});

test('new nodes, attributes, tensors and inputs are written as onnx-buf reads them', () => {
  const weights = new Float32Array([1, -2, 3]);
  const model: Model = {
    opsets: [],
    rest: [],
    graph: {
      nodes: [
        {
          opType: 'Op',
          domain: 'd',
          name: 'n',
          inputs: ['x', '', 'y'],
          outputs: ['z'],
          attributes: [
            { name: 'i', i: -1 },
            { name: 'f', f: 0.5 },
            { name: 's', s: 'text' },
            { name: 'ints', ints: [1, -2, 300] },
            { name: 'floats', floats: [1.5, -2.5] },
          ],
          rest: [],
        },
      ],
      initializers: [
        { name: 'w', dims: [3], dataType: 1, data: new Uint8Array(weights.buffer) },
        { name: 'far', dims: [2, 2], dataType: 1, external: { location: 'model.onnx.data', offset: 64, length: 16 } },
      ],
      inputs: [{ name: 'x', elementType: 7, shape: ['batch_size', 1, 4] }],
      outputs: [],
      rest: [],
    },
  };
  const read = fromBinary(ModelProtoSchema, encodeModel(model)).graph!;
  const [node] = read.node;
  expect(node).toMatchObject({ opType: 'Op', domain: 'd', name: 'n', input: ['x', '', 'y'], output: ['z'] });
  expect(node!.attribute.map(({ type }) => type)).toEqual([2, 1, 3, 7, 6]);
  expect(node!.attribute[0]!.i).toBe(-1n);
  expect(node!.attribute[3]!.ints).toEqual([1n, -2n, 300n]);
  expect(node!.attribute[4]!.floats).toEqual([1.5, -2.5]);
  expect(read.initializer[0]).toMatchObject({ name: 'w', dims: [3n], dataType: 1 });
  expect(read.initializer[1]!.externalData.map(({ key, value }) => [key, value])).toEqual([
    ['location', 'model.onnx.data'],
    ['offset', '64'],
    ['length', '16'],
  ]);
  expect(toBinary(ModelProtoSchema, fromBinary(ModelProtoSchema, encodeModel(model))).length).toBeGreaterThan(0);
  expect(decodeModel(encodeModel(model)).graph.inputs[0]).toMatchObject({
    name: 'x',
    elementType: 7,
    shape: ['batch_size', 1, 4],
  });
});

test('a file cut short is refused in words', async () => {
  const bytes = await filesIn(MICRO).read('onnx/model.onnx');
  for (const length of [0, 3, 1000, bytes.length - 1]) {
    expect(() => decodeModel(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 'host-damaged' }));
  }
});

test('the view knows constants and walks through activations only', () => {
  const node = (opType: string, inputs: string[], outputs: string[]): Model['graph']['nodes'][number] => ({
    opType,
    domain: '',
    name: outputs[0]!,
    inputs,
    outputs,
    attributes: [],
    rest: [],
  });
  const view = new GraphView({
    nodes: [
      node('Transpose', ['w'], ['wt']),
      node('MatMul', ['x', 'wt'], ['y']),
      node('Shape', ['x'], ['shape']),
      node('Reshape', ['y', 'shape'], ['z']),
    ],
    initializers: [{ name: 'w', dims: [3, 5], dataType: 1 }],
    inputs: [],
    outputs: [],
    rest: [],
  });
  expect(view.isConstant('wt')).toBe(true);
  expect(view.constantShape('wt')).toEqual([5, 3]);
  const seen: string[] = [];
  view.walkBack('z', (tensor) => seen.push(tensor) > 0);
  expect(seen).toEqual(['z', 'y', 'x']);
});
