/** What a pass takes: sizes against those onnxruntime-node makes, heights by hand, and what happens where memory is short. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { nodeRuntime } from '../../../src/host/node.ts';
import { random } from '../../../src/base/random.ts';
import { HostError } from '../../../src/host/errors.ts';
import { differentiate } from '../../../src/host/differentiate/differentiate.ts';
import { exampleInputs } from '../../../src/host/differentiate/examples.ts';
import { PassMemory } from '../../../src/host/differentiate/memory.ts';
import { openTrainer } from '../../../src/host/session/variants.ts';
import { knownIn } from '../../../src/host/shapes/known.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { DataType, encodeModel, type Graph, type Node } from '../../../src/host/onnx/model.ts';
import type { Runtime, RuntimeSession } from '../../../src/host/runtime/runtime.ts';
import { filesIn, MICRO } from '../files.ts';
import { GoldenTraining, relativeDifference } from './golden-training.ts';
import { floats, ints, node } from './one-op.ts';

const PATH = 'onnx/model.onnx';
const FIXTURE = 'tests/fixtures/hosts/qwen3-genai-fp32';

describe.each([
  'qwen3-genai-fp32',
  'qwen3-genai-qdq',
  'qwen2-genai-webgpu-q4',
  'qwen2-optimum-q4',
  'llama-optimum-fp32',
  'gemma3-genai-fp32',
  'phi3-genai-fp32',
  'familyD-qwen3-q4',
  'lfm2-genai-q4',
])('%s', (name) => {
  test('every tensor of a pass has the size that the runtime gives it', async () => {
    const folder = `tests/fixtures/hosts/${name}`;
    const files = filesIn(folder);
    const prepared = await prepareGraph(files, PATH);
    const { model: training, groups } = differentiate(prepared.grafted, prepared.groups, prepared.signature.caches);
    const { graph } = training;
    const shapes = exampleInputs(graph, groups, { rows: 2, tokens: 9, positions: 3, rank: 4 });
    const known = knownIn(graph, shapes);
    const made = graph.nodes.flatMap(({ outputs }) => outputs.filter((output) => output !== ''));
    expect(made.filter((tensor) => !known.has(tensor))).toEqual([]);
    const seen = made.filter((tensor) => fractions.has(known.get(tensor)!.type));
    const outputs = seen.map((tensor) => ({
      name: tensor,
      elementType: DataType.float,
      shape: [],
      raw: plain(tensor),
    }));
    const session = await prepared.weights.use((weights) =>
      InferenceSession.create(encodeModel({ ...training, graph: { ...graph, outputs } }), {
        graphOptimizationLevel: 'disabled',
        logSeverityLevel: 3,
        externalData: weights.map(({ path, data }) => ({ path, data })),
      }),
    );
    const feeds = graph.inputs.map(({ name: input, elementType }) => {
      const dims = shapes[input]!;
      const count = dims.reduce((product, size) => product * size, 1);
      const whole = elementType === DataType.int64;
      return [
        input,
        whole
          ? new Tensor('int64', new BigInt64Array(count).fill(1n), dims)
          : new Tensor('float32', new Float32Array(count).fill(0.01), dims),
      ] as const;
    });
    const results = await session.run(Object.fromEntries(feeds));
    await session.release();
    expect(seen.length).toBeGreaterThan(200);
    for (const tensor of seen)
      expect([tensor, ...results[tensor]!.dims]).toEqual([tensor, ...known.get(tensor)!.shape]);
  });
});

const fractions: ReadonlySet<number> = new Set([DataType.float]);

/** A ValueInfo without a shape: { name, type { tensor_type { elem_type float } } }. */
function plain(name: string): Uint8Array {
  const text = new TextEncoder().encode(name);
  return Uint8Array.of(10, ...length(text.length), ...text, 18, 4, 10, 2, 8, DataType.float);
}

/** A varint of up to fourteen bits. */
function length(size: number): number[] {
  return size < 128 ? [size] : [(size & 127) | 128, size >> 7];
}

describe('the height of a pass by hand, at 2 rows × 5 tokens: 40 bytes a tensor', () => {
  const height = (nodes: readonly Node[], output: string, constants: Graph['initializers'] = []): number => {
    const info = (name: string) => ({ name, elementType: DataType.float, shape: ['rows', 'tokens'] });
    const graph = { nodes, initializers: constants, inputs: [info('x')], outputs: [info(output)], rest: [] };
    return new PassMemory(graph, []).passBytes({ rows: 2, tokens: 5, positions: 1, rank: 1 });
  };

  test('a chain keeps two tensors beside its input', () => {
    const chain = [node('Neg', 'x', 'a'), node('Exp', 'a', 'b'), node('Neg', 'b', 'c'), node('Exp', 'c', 'd')];
    expect(height(chain, 'd')).toBe(120);
  });
  test('what is read late lives long', () => {
    const chain = [node('Neg', 'x', 'a'), node('Exp', 'a', 'b'), node('Neg', 'b', 'c'), node('Mul', 'c a', 'd')];
    expect(height(chain, 'd')).toBe(160);
  });
  test('another shape of a tensor takes nothing, and keeps it alive', () => {
    const nodes = [node('Neg', 'x', 'a'), node('Reshape', 'a s', 'b'), node('Exp', 'x', 'c'), node('Neg', 'c', 'd')];
    const shape = [ints('s', [-1])];
    expect(height([...nodes, node('Neg', 'b', 'e')], 'e', shape)).toBe(160);
    expect(height([...nodes, node('Neg', 'd', 'e')], 'e', shape)).toBe(120);
  });
  test('a product is as large as its sides say, a tensor nobody reads is gone at once', () => {
    const nodes = [node('MatMul', 'x w', 'wide'), node('Neg', 'x', 'y')];
    expect(height(nodes, 'y', [floats('w', [5, 100], new Array<number>(500).fill(1))])).toBe(40 + 4 * 2 * 100);
  });
  test('weights are counted apart, once for all their readings', () => {
    const data = new Uint8Array(16);
    const graph = {
      nodes: [],
      inputs: [],
      outputs: [],
      rest: [],
      initializers: [
        { name: 'a', dims: [4, 8], dataType: 21, data },
        { name: 'b', dims: [16], dataType: DataType.uint8, data },
        floats('c', [3], [1, 2, 3]),
      ],
    };
    expect(new PassMemory(graph, []).weightBytes).toBe(16 + 12);
  });
});

/** onnxruntime-node, counting how many passes run and with how many rows; `fail` may throw in their place. */
function watched(fail: () => void = () => undefined): { runtime: Runtime; passes: number[]; sessions: () => number } {
  const passes: number[] = [];
  let sessions = 0;
  const runtime = nodeRuntime(2);
  const createSession: Runtime['createSession'] = async (model, options) => {
    sessions++;
    const session = await runtime.createSession(model, options);
    const run: RuntimeSession['run'] = (feeds) => {
      passes.push(feeds['input_ids']!.dims[0]!);
      fail();
      return session.run(feeds);
    };
    return { ...session, run };
  };
  return { runtime: { ...runtime, createSession }, passes, sessions: () => sessions };
}

describe('where memory is short', () => {
  const opened = async (folder: string, runtime: Runtime, limitBytes?: number) =>
    openTrainer(await prepareGraph(filesIn(folder), PATH), runtime, limitBytes);
  const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(() => undefined).catch((error: unknown) => error);

  test('rows go through in several passes, with the same losses and gradients', async () => {
    const [roomy, narrow] = [watched(), watched()];
    const whole = await opened(MICRO, roomy.runtime);
    const parts = await opened(MICRO, narrow.runtime, 45e6);
    const golden = await GoldenTraining.read(filesIn('tests/golden/micro'), whole.sites);
    const rows = [0, 1, 2, 0, 1, 2].map((prompt) => golden.row(prompt));
    const [together, apart] = [await whole.trainer.run(rows), await parts.trainer.run(rows)];
    expect(roomy.passes).toEqual([6]);
    expect(narrow.passes.length).toBeGreaterThan(1);
    expect(narrow.passes.length).toBeLessThan(6);
    expect(narrow.passes.reduce((sum, count) => sum + count)).toBe(6);
    apart.forEach(({ loss, gradient }, i) => {
      expect(Math.abs(loss / together[i]!.loss - 1)).toBeLessThan(2e-6);
      expect(relativeDifference(gradient, together[i]!.gradient)).toBeLessThan(5e-6);
    });
    await Promise.all([whole.trainer.release(), parts.trainer.release()]);
  });

  test('a row too long even alone is refused with numbers and a way on', async () => {
    const { runtime, passes } = watched();
    const { trainer, sites } = await opened(FIXTURE, runtime, 3e6);
    const draw = random('test', 'long');
    const golden = await GoldenTraining.read(filesIn(FIXTURE), sites);
    const tokens = Array.from({ length: 400 }, () => draw.integer(3, 400));
    const refused = await thrownBy(trainer.run([{ ...golden.row(0), tokens, weights: tokens.map(() => 1) }]));
    expect(refused).toBeInstanceOf(HostError);
    const { code, sentence, nextStep } = refused as HostError;
    expect(code).toBe('host-too-large');
    expect(sentence).toMatch(
      /one answer of 400 tokens takes about \d+ MB with the host’s weights, and 3 MB are allowed/,
    );
    expect(nextStep).toMatch(/smaller host/);
    expect(passes).toEqual([]);
    await trainer.release();
  });

  test('a host that cannot train one short answer is refused before a session is made or its weights are read', async () => {
    const { runtime, sessions } = watched();
    const read: string[] = [];
    const files = filesIn('tests/fixtures/hosts/phi3-genai-fp32');
    const noting = {
      read: (path: string) => {
        read.push(path);
        return files.read(path);
      },
    };
    const refused = await thrownBy(openTrainer(await prepareGraph(noting, PATH), runtime, 1e6));
    expect(refused).toMatchObject({ name: 'HostError', code: 'host-too-large' });
    expect(read.filter((path) => path.startsWith('onnx/'))).toEqual([PATH]);
    expect(sessions()).toBe(0);
  });

  test.each([
    'failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc',
    'memory access out of bounds',
    'Aborted(OOM): out of memory',
    'Array buffer allocation failed',
    'Failed to allocate memory for requested buffer of size 123456',
  ])('%s becomes the same error', async (message) => {
    const failing = watched(() => {
      throw new Error(message);
    });
    const { trainer, sites } = await opened(FIXTURE, failing.runtime);
    const golden = await GoldenTraining.read(filesIn(FIXTURE), sites);
    const thrown = await thrownBy(trainer.run([golden.row(0), golden.row(1)]));
    expect(thrown).toMatchObject({ code: 'host-too-large', cause: { message } });
    expect((thrown as HostError).sentence).toMatch(
      /the memory ran out; 2 answers of up to \d+ tokens take about \d+ MB/,
    );
    await trainer.release();
    const createSession = () => Promise.reject(new Error(message));
    expect(await thrownBy(opened(FIXTURE, { ...failing.runtime, createSession }))).toMatchObject({
      code: 'host-too-large',
    });
  });

  test('any other failure stays what it is', async () => {
    const fault = new Error('Missing Input: loss_weights');
    const failing = watched(() => {
      throw fault;
    });
    const { trainer, sites } = await opened(FIXTURE, failing.runtime);
    const golden = await GoldenTraining.read(filesIn(FIXTURE), sites);
    expect(await thrownBy(trainer.run([golden.row(0)]))).toBe(fault);
    await trainer.release();
  });
});
