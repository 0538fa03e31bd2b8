/**
 * An experiment: several decode steps in one call, by an ONNX Loop around the grafted graph, against a call a step.
 * `loop.ts FOLDER GRAPH [node|wasm [TURNS]]` prints milliseconds a step and row for both, by turns on one thread, the fastest of
 * some turns. docs/decisions tells what came of it; nothing of the lab uses it.
 */
import { createRequire } from 'node:module';
import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-common';
import { folderFiles, nodeRuntime } from '../../src/host/node.ts';
import {
  DataType,
  encodeGraph,
  encodeModel,
  type Model,
  type Node,
  type ValueInfo,
} from '../../src/host/onnx/model.ts';
import { Writer } from '../../src/host/onnx/wire.ts';
import { GraphWriter, attr } from '../../src/host/onnx/writer.ts';
import { adapterFeeds } from '../../src/host/passes/feeds.ts';
import { LAST_INDEX } from '../../src/host/passes/last.ts';
import { sessionExtras, wrapSession, type Runtime, type RuntimeSession } from '../../src/host/runtime/runtime.ts';
import { fitted } from '../../src/host/session/fitted.ts';
import { heldOn, withHeldWeights } from '../../src/host/session/held.ts';
import { prepareGraph, type PreparedGraph } from '../../src/host/session/prepare.ts';
import { distinctAdapters } from '../../tests/browser/bench-page/steps.ts';

const STEPS = 8;
const TURNS = Number(process.argv[5] ?? 5);
const RANK = 4;
const PROMPT = 44;
const [folder, path, where = 'node'] = process.argv.slice(2) as [string, string, string?];

/** What goes from step to step: the input of the body, and the output that becomes it. */
type Carried = readonly [input: string, output: string];

/** The model as the body of a Loop. Feeds have the names of the model's inputs behind `first/`, but for adapters. */
function inLoop(model: Model, caches: PreparedGraph['signature']['caches']): Model {
  const { graph } = model;
  const writer = new GraphWriter('loop/');
  const token = writer.emit('ArgMax', ['logits'], [attr.int('axis', -1), attr.int('keepdims', 0)]);
  const marks = writer.emit('Concat', ['attention_mask', 'loop/mark'], [attr.int('axis', 1)]);
  const carried: Carried[] = [
    ['input_ids', token],
    ['attention_mask', marks],
    ...caches.map(({ past, present }): Carried => [past, present]),
  ];
  const isCarried = new Set(carried.map(([input]) => input));
  const { constant, rest } = byConstancy(graph);
  const info = (name: string): ValueInfo => graph.inputs.find((input) => input.name === name)!;
  const plain = (name: string, elementType: number, shape: ValueInfo['shape']): ValueInfo => ({
    name,
    elementType,
    shape,
  });
  const out = (name: string, like: string): ValueInfo =>
    plain(
      name,
      info(like).elementType,
      info(like).shape.map(() => ''),
    );
  const passedOn = (name: string): Node => ({ ...node('Identity', [name], [`${name}/out`]) });
  const body = {
    nodes: [...rest, ...writer.nodes, node('Identity', ['loop/on'], ['loop/on/out']), passedOn(token)],
    initializers: [],
    inputs: [
      plain('loop/step', DataType.int64, []),
      plain('loop/on', DataType.bool, []),
      ...carried.map(([input]) => plain(input, info(input).elementType, info(input).shape)),
    ],
    outputs: [
      plain('loop/on/out', DataType.bool, []),
      ...carried.map(([input, output]) => out(output, input)),
      plain(`${token}/out`, DataType.int64, ['', '']),
    ],
    rest: [new Writer().text(2, 'step').bytes()],
  };
  const attribute = {
    name: 'body',
    raw: new Writer().text(1, 'body').message(6, encodeGraph(body)).varint(20, 5).bytes(),
  };
  const outer = new GraphWriter('loop/outer/');
  const count = outer.int(STEPS);
  const on = outer.constant([], DataType.bool, Uint8Array.of(1));
  const first = carried.map(([input]) => `first/${input}`);
  const last = carried.map(([input]) => `last/${input}`);
  const loop = { ...node('Loop', [count, on, ...first], [...last, 'tokens']), attributes: [attribute] };
  return {
    ...model,
    graph: {
      nodes: [...constant, loop],
      initializers: [...graph.initializers, ...outer.initializers],
      inputs: [
        ...graph.inputs.map((input) =>
          isCarried.has(input.name) ? plain(`first/${input.name}`, input.elementType, input.shape) : input,
        ),
        plain('loop/mark', DataType.int64, ['batch_size', 1]),
      ],
      outputs: [
        plain('tokens', DataType.int64, [STEPS, 'batch_size', 1]),
        ...carried.slice(2).map(([input]) => out(`last/${input}`, input)),
      ],
      rest: graph.rest.slice(0, 0).concat(new Writer().text(2, 'steps').bytes()),
    },
  };
}

function node(opType: string, inputs: readonly string[], outputs: readonly string[]): Node {
  return { opType, domain: '', name: `${outputs[0]!}/node`, inputs, outputs, attributes: [], rest: [] };
}

/** Nodes that compute constants, such as unpacked weights, stay outside of the body, where a runtime folds them. */
function byConstancy({ nodes, initializers }: Model['graph']): { constant: Node[]; rest: Node[] } {
  const known = new Set(initializers.map(({ name }) => name));
  const constant: Node[] = [];
  const rest: Node[] = [];
  for (const one of nodes) {
    const isConstant = one.inputs.every((name) => name === '' || known.has(name)) && !one.opType.startsWith('Random');
    (isConstant ? constant : rest).push(one);
    if (isConstant) for (const output of one.outputs) known.add(output);
  }
  return { constant, rest };
}

/** What is used of onnxruntime-web. */
interface Ort {
  env: { wasm: { numThreads?: number } };
  InferenceSession: { create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> };
  Tensor: TensorConstructor;
}

async function runtimeFor(): Promise<Runtime> {
  if (where === 'node') return nodeRuntime(1);
  const found = createRequire(import.meta.url).resolve('onnxruntime-web/wasm');
  const ort = (await import(found.replace(/\.js$/, '.mjs'))) as Ort;
  ort.env.wasm.numThreads = 1;
  return {
    ...nodeRuntime(1),
    kind: 'wasm',
    label: 'WebAssembly, 1 thread',
    Tensor: ort.Tensor,
    createSession: async (model, { externalData = [], held } = {}) =>
      wrapSession(
        await ort.InferenceSession.create(model, {
          executionProviders: ['wasm'],
          extra: sessionExtras(held),
          logSeverityLevel: 3,
          ...(externalData.length > 0 ? { externalData: externalData.map(({ path, data }) => ({ path, data })) } : {}),
        }),
      ),
  };
}

const runtime = await runtimeFor();
const prepared = await prepareGraph(folderFiles(folder), path);
const graph = fitted(prepared, runtime, prepared.grafted);
if (graph.signature.positions) throw new Error('a graph that asks for positions is not looped here');
const held = heldOn(runtime, graph.model, 'exact');
const single = withHeldWeights(graph.model, held);
const open = (model: Model): Promise<RuntimeSession> =>
  prepared.weights.use((externalData) => runtime.createSession(encodeModel(model), { externalData, held }));
const sessions = { steps: await open(single), loop: await open(inLoop(single, graph.signature.caches)) };

/** One call a step, everything handed back and forth as the lab does. */
async function steps(feeds: Feeds): Promise<number[]> {
  let now = feeds;
  const told: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const outputs = await sessions.steps.run(now);
    const logits = outputs['logits']!.data as Float32Array;
    const rows = now['input_ids']!.dims[0]!;
    const tokens = Array.from({ length: rows }, (_, row) => largest(logits, row, logits.length / rows));
    told.push(...tokens);
    now = { ...now };
    now['input_ids'] = wholes(tokens, [rows, 1]);
    const total = now['attention_mask']!.dims[1]! + 1;
    now['attention_mask'] = wholes(Array<number>(rows * total).fill(1), [rows, total]);
    for (const { past, present } of graph.signature.caches) now[past] = outputs[present]!;
  }
  return told;
}

async function loop(feeds: Feeds): Promise<number[]> {
  const named = Object.entries(feeds).map(([name, tensor]) =>
    name.startsWith('lora.') || name === LAST_INDEX ? ([name, tensor] as const) : ([`first/${name}`, tensor] as const),
  );
  const rows = feeds['input_ids']!.dims[0]!;
  const mark = wholes(Array<number>(rows).fill(1), [rows, 1]);
  const { tokens } = await sessions.loop.run({ ...Object.fromEntries(named), 'loop/mark': mark });
  return Array.from(tokens!.data as BigInt64Array, Number);
}

type Feeds = Record<string, Tensor>;

function wholes(values: readonly number[], dims: readonly number[]): Tensor {
  return new runtime.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}

function largest(logits: Float32Array, row: number, size: number): number {
  let best = 0;
  for (let i = 1; i < size; i++) if (logits[row * size + i]! > logits[row * size + best]!) best = i;
  return best;
}

function feedsOf(rows: number): Feeds {
  const adapters = distinctAdapters(prepared.found.sites, RANK, rows);
  const feeds: Feeds = {
    input_ids: wholes(
      Array.from({ length: rows }, (_, row) => 5 + row),
      [rows, 1],
    ),
    attention_mask: wholes(Array<number>(rows * (PROMPT + 1)).fill(1), [rows, PROMPT + 1]),
    [LAST_INDEX]: wholes(Array<number>(rows).fill(0), [rows, 1, 1]),
  };
  for (const { past, rowShape, tokenAxis } of graph.signature.caches) {
    const dims = [rows, ...rowShape.map((size, axis) => (axis === tokenAxis ? PROMPT : size))];
    const count = dims.reduce((all, size) => all * size, 1);
    feeds[past] = new runtime.Tensor(
      'float32',
      Float32Array.from({ length: count }, (_, i) => Math.sin(i)),
      dims,
    );
  }
  for (const { name, shape, data } of adapterFeeds(prepared.found.sites, prepared.groups, adapters))
    feeds[name] = new runtime.Tensor('float32', data, [rows, ...shape]);
  return feeds;
}

for (const rows of [1, 8, 32]) {
  const feeds = feedsOf(rows);
  const ms = { steps: Infinity, loop: Infinity };
  const told = { steps: [] as number[], loop: [] as number[] };
  for (let turn = 0; turn < TURNS; turn++)
    for (const [name, run] of [
      ['steps', steps],
      ['loop', loop],
    ] as const) {
      const start = performance.now();
      told[name] = await run(feeds);
      ms[name] = Math.min(ms[name], (performance.now() - start) / STEPS);
    }
  if (told.steps.join() !== told.loop.join()) throw new Error('the loop answers otherwise than its steps');
  console.log(
    `${runtime.label}, ${rows} rows: a call a step ${ms.steps.toFixed(2)} ms, ${STEPS} steps a call ${ms.loop.toFixed(2)} ms`,
  );
}
