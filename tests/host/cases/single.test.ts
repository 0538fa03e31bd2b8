/**
 * Float16 in every place where a graph may hold it, against the same graph computed in halves by the runtime. All numbers
 * are halves without a rest, so both must be equal.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { toHalf } from '../../../src/host/bytes/half.ts';
import { raisedRest } from '../../../src/host/onnx/opset.ts';
import {
  DataType,
  decodeTensor,
  encodeGraph,
  encodeModel,
  type Attribute,
  type Graph,
  type Model,
  type Node,
  type TensorProto,
  type ValueInfo,
} from '../../../src/host/onnx/model.ts';
import { Writer } from '../../../src/host/onnx/wire.ts';
import { inFloat32 } from '../../../src/host/passes/single.ts';
import { floatData, tensorOfFloats, type FloatType } from '../../../src/host/runtime/elements.ts';
import { ints, node } from '../differentiate/one-op.ts';

const HALF = DataType.float16;

function halves(name: string, dims: readonly number[], values: readonly number[]): TensorProto {
  const data = new Uint8Array(Uint16Array.from(values, toHalf).buffer);
  return { name, dims, dataType: HALF, data };
}

/** Halves as some converters write them: whole numbers in a typed field. */
function typedHalves(name: string, values: readonly number[]): TensorProto {
  const writer = new Writer().varint(1, values.length).varint(2, HALF);
  for (const value of values) writer.varint(5, toHalf(value));
  return decodeTensor(writer.text(8, name).bytes());
}

const info = (name: string, shape: readonly (number | string)[], elementType: number = HALF): ValueInfo => ({
  name,
  elementType,
  shape,
});

const constant = (name: string, t: TensorProto): Node => ({
  ...node('Constant', '', name, [{ name: 'value', t }]),
  inputs: [],
});

/** A graph as an attribute, as If has two of them. */
function branch(name: string, graph: Graph): Attribute {
  const named = new Writer().text(2, name).bytes();
  const inner = encodeGraph({ ...graph, rest: [named] });
  return { name, raw: new Writer().text(1, name).message(6, inner).varint(20, 5).bytes() };
}

function model(): Model {
  const outs = (name: string): Pick<Graph, 'inputs' | 'outputs' | 'rest'> => ({
    inputs: [],
    outputs: [info(name, [2])],
    rest: [],
  });
  const long = branch('then_branch', {
    ...outs('long'),
    nodes: [node('Add', 'captured inner', 'long')],
    initializers: [halves('inner', [2], [0.5, 32])],
  });
  const short = branch('else_branch', {
    ...outs('short'),
    nodes: [constant('held', halves('', [2], [0.5, 0.25])), node('Mul', 'outer held', 'short')],
    initializers: [],
  });
  const nodes = [
    node('Gather', 'table place', 'looked'),
    constant('constant', halves('', [], [3])),
    node('ConstantOfShape', 'shape', 'filled', [{ name: 'value', t: halves('', [1], [-2]) }]),
    node('Cast', 'place', 'cast', [{ name: 'to', i: HALF }]),
    node('Add', 'x outer', 'a'),
    node('Mul', 'a constant', 'b'),
    node('Add', 'b filled', 'c'),
    node('Add', 'c cast', 'd'),
    node('Add', 'd looked', 'e'),
    node('If', 'choice', 'chosen', [long, short]),
    node('Add', 'e chosen', 'y'),
  ];
  const graph: Graph = {
    nodes,
    initializers: [
      halves('table', [3, 2], [1, 2, 3, 4, 5, 6]),
      typedHalves('outer', [1.5, -4]),
      halves('captured', [2], [8, 16]),
      ints('shape', [2]),
    ],
    inputs: [info('x', [2]), info('place', [], DataType.int64), info('choice', [], DataType.bool)],
    outputs: [info('y', [2])],
    rest: [],
  };
  const bare = { graph, opsets: [{ domain: '', version: 21 }], rest: [] };
  return { ...bare, rest: [new Writer().varint(1, 10).bytes(), ...raisedRest(bare)] };
}

async function run(one: Model, type: FloatType, choice: boolean): Promise<number[]> {
  const session = await InferenceSession.create(encodeModel(one), { logSeverityLevel: 3 });
  const outputs = await session.run({
    x: tensorOfFloats({ Tensor }, type, Float32Array.of(2, 0.5), [2]),
    place: new Tensor('int64', [2n], []),
    choice: new Tensor('bool', [choice], []),
  });
  expect(outputs['y']!.type).toBe(type);
  return [...(await floatData(outputs['y']!))];
}

test.each([true, false])('a graph computes in float32 what it computed in halves, branch %s', async (choice) => {
  const whole = model();
  const single = inFloat32(whole, { halfTables: true });
  // (x + outer)·3 − 2 + 2 + [5, 6] + ([8, 16] + [½, 32] or outer·[½, ¼])
  const expected = choice ? [10.5 + 5 + 8.5, -10.5 + 6 + 48] : [10.5 + 5 + 0.75, -10.5 + 6 - 1];
  expect(await run(whole, 'float16', choice)).toEqual(expected);
  expect(await run(single, 'float32', choice)).toEqual(expected);
});

test('a table that is only looked up stays in halves where it may', () => {
  const whole = model();
  const { nodes } = whole.graph;
  const plain = { ...whole, graph: { ...whole.graph, nodes: nodes.filter(({ opType }) => opType !== 'If') } };
  const casts = (one: Model): string[] =>
    one.graph.nodes.flatMap(({ opType, inputs }) => (opType === 'Cast' && inputs[0]!.endsWith('/half') ? inputs : []));
  expect(casts(inFloat32(plain, { halfTables: true }))).toContain('looked/half');
  expect(casts(inFloat32(plain, { halfTables: false }))).toContain('table/half');
  expect(casts(inFloat32(whole, { halfTables: true }))).toContain('table/half');
});

test('a graph without halves stays the same object', () => {
  const { graph, ...rest } = model();
  const none = { ...rest, graph: { ...graph, nodes: [], initializers: [], inputs: [], outputs: [] } };
  expect(inFloat32(none, { halfTables: true })).toBe(none);
});
