/** Graphs from the field: linear maps that are written over all tokens of all rows at once. */
import { beforeAll, describe, expect, test } from 'vitest';
import { newNode } from '../../../src/host/onnx/edits.ts';
import { decodeModel, type Attribute, type Model, type Node, type TensorProto } from '../../../src/host/onnx/model.ts';
import { logitsOf } from '../../../src/host/session/check.ts';
import { openDecoder, openTrainer } from '../../../src/host/session/variants.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import type { HostFiles } from '../../../src/host/files/files.ts';
import { filesIn } from '../files.ts';
import { Golden, largestDifference } from '../hosts.ts';
import { GRAPH, LLAMA, openFiles, raggedLogits, withGraph } from './changed.ts';

const TABLE = 'model.embed_tokens.weight';
const ROWS = 6;

let baseline: number[][];
let plain: Model;
beforeAll(async () => {
  baseline = await raggedLogits(filesIn(LLAMA));
  plain = decodeModel(await filesIn(LLAMA).read(GRAPH));
});

const asRows = (logits: number[][]): Float32Array[] => logits.map((row) => Float32Array.from(row));

const whole = (name: string, values: readonly number[]): TensorProto => ({
  name,
  dims: [values.length],
  dataType: 7,
  data: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
});

/** How a flat linear map is spelled: its product, and where the shape comes from that gives the tokens back. */
interface Spelling {
  product: 'Gemm' | 'MatMul';
  attributes?: Attribute[];
  back?: 'of the ids' | 'of the input' | 'constant';
}

/** A MatMul as Reshape, product, Reshape; `weight` in place of its own. */
function flattened(matMul: Node, inputs: number, outputs: number, spelling: Spelling, weight?: string) {
  const [x, own] = matMul.inputs as [string, string];
  const y = matMul.outputs[0]!;
  const { product, attributes = [], back = 'of the ids' } = spelling;
  const initializers = [whole(`${y}/flat`, [-1, inputs]), whole(`${y}/width`, [outputs])];
  if (back === 'constant') initializers.push(whole(`${y}/back`, [1, -1, outputs]));
  const shape = [
    newNode(
      'Shape',
      [back === 'of the ids' ? 'input_ids' : x],
      [`${y}/shape`],
      [
        { name: 'start', i: 0 },
        { name: 'end', i: 2 },
      ],
    ),
    newNode('Concat', [`${y}/shape`, `${y}/width`], [`${y}/back`], [{ name: 'axis', i: 0 }]),
  ];
  const nodes = [
    newNode('Reshape', [x, `${y}/flat`], [`${y}/in`]),
    newNode(product, [`${y}/in`, weight ?? own], [`${y}/out`], attributes),
    ...(back === 'constant' ? [] : shape),
    newNode('Reshape', [`${y}/out`, `${y}/back`], [y]),
  ];
  return { nodes, initializers };
}

/** The linear maps that `which` chooses, flat. */
function flat(model: Model, which: (output: string) => boolean, spelling: Spelling, weight?: string): Model {
  const { graph } = model;
  const initializers: TensorProto[] = [...graph.initializers];
  const nodes = graph.nodes.flatMap((node) => {
    const held = graph.initializers.find(({ name }) => name === node.inputs[1]);
    if (node.opType !== 'MatMul' || held?.dims.length !== 2 || !which(node.outputs[0]!)) return [node];
    const made = flattened(node, held.dims[0]!, held.dims[1]!, spelling, weight);
    initializers.push(...made.initializers);
    return made.nodes;
  });
  return { ...model, graph: { ...graph, nodes, initializers } };
}

const isHead = (output: string): boolean => output === 'logits';
const turned: Spelling = { product: 'Gemm', attributes: [{ name: 'transB', i: 1 }] };
const tied = (spelling: Spelling): Promise<HostFiles> =>
  withGraph(LLAMA, (model) => flat(model, isHead, spelling, TABLE));

/** The fixture's own head, which is tied to nothing, kept as [vocabulary, hidden] as torch keeps it. */
function headAsTable(model: Model): Model {
  const own = model.graph.nodes.find(({ outputs }) => isHead(outputs[0]!))!.inputs[1]!;
  const { dims, data } = model.graph.initializers.find(({ name }) => name === own)!;
  const [hidden, vocabulary] = dims as [number, number];
  const from = new Float32Array(data!.slice().buffer);
  const to = from.map((_, i) => from[(i % hidden) * vocabulary + Math.floor(i / hidden)]!);
  const table: TensorProto = {
    name: 'lm_head',
    dims: [vocabulary, hidden],
    dataType: 1,
    data: new Uint8Array(to.buffer),
  };
  return { ...model, graph: { ...model.graph, initializers: [...model.graph.initializers, table] } };
}

describe('a head as Reshape, Gemm, Reshape', () => {
  test.each(['of the ids', 'of the input', 'constant'] as const)(
    'gives the golden logits, its last shape %s',
    async (back) => {
      const files = await withGraph(LLAMA, (model) => flat(headAsTable(model), isHead, { ...turned, back }, 'lm_head'));
      const decoder = await openDecoder(await prepareGraph(files), nodeRuntime(1));
      const golden = await Golden.read(LLAMA);
      const ids = golden.ids(0);
      const rows = Array.from({ length: ROWS }, (_, i) => ({
        prompt: ids.slice(0, ids.length - ROWS + 1 + i),
        adapter: null,
      }));
      const logits = (await logitsOf(decoder, rows, 0)).map((steps) => steps[0]!);
      expect(largestDifference(logits, golden.lastLogits('base', 0, ROWS))).toBeLessThan(1e-4);
      await decoder.session.release();
    },
  );

  test('tied to the table of embeddings, gives what a plain product with it gives', async () => {
    const expected = await withGraph(LLAMA, (model) => {
      const turn = newNode('Transpose', [TABLE], ['turned'], [{ name: 'perm', ints: [1, 0] }]);
      const nodes = model.graph.nodes.map((node) =>
        isHead(node.outputs[0]!) ? { ...node, inputs: [node.inputs[0]!, 'turned'] } : node,
      );
      return { ...model, graph: { ...model.graph, nodes: [turn, ...nodes] } };
    });
    const [one, other] = [await raggedLogits(await tied(turned)), await raggedLogits(expected)];
    expect(largestDifference(asRows(one), asRows(other))).toBeLessThan(1e-4);
  });

  test('can be trained', async () => {
    const { trainer, sites } = await openTrainer(await prepareGraph(await tied(turned)), nodeRuntime(1));
    expect(sites.length).toBe((await openFiles(filesIn(LLAMA))).sites.length);
    await trainer.release();
  });

  test.each([[{ name: 'alpha', f: 0.5 }], [{ name: 'transA', i: 1 }]] as Attribute[][])(
    'with %j is refused',
    async (more) => {
      const files = await tied({ ...turned, attributes: [...turned.attributes!, more] });
      await expect(openFiles(files)).rejects.toMatchObject({
        code: 'not-supported',
        message: expect.stringMatching(/^onnx\/model\.onnx: .*Gemm/) as unknown,
      });
    },
  );
});

describe('all linear maps flat', () => {
  test.each(['Gemm', 'MatMul'] as const)('as %s give the same logits, adapted and bare', async (product) => {
    const files = await withGraph(LLAMA, (model) => flat(model, () => true, { product }));
    expect(flat(plain, () => true, { product }).graph.nodes.filter(({ opType }) => opType === product).length).toBe(
      product === 'Gemm' ? 15 : 20,
    );
    const logits = await raggedLogits(files);
    expect(largestDifference(asRows(logits), asRows(baseline))).toBeLessThan(1e-4);
  });

  test('with a bias that is scaled are refused', async () => {
    const spelling: Spelling = { product: 'Gemm', attributes: [{ name: 'beta', f: 2 }] };
    const files = await withGraph(LLAMA, (model) => {
      const made = flat(model, isHead, spelling);
      const bias: TensorProto = { name: 'bias', dims: [512], dataType: 1, data: new Uint8Array(4 * 512) };
      const nodes = made.graph.nodes.map((node) =>
        node.opType === 'Gemm' ? { ...node, inputs: [...node.inputs, 'bias'] } : node,
      );
      return { ...made, graph: { ...made.graph, nodes, initializers: [...made.graph.initializers, bias] } };
    });
    await expect(openFiles(files)).rejects.toMatchObject({ code: 'not-supported' });
  });
});
