/**
 * The graph pass that brings training back to runtimes that dropped it: from a grafted decoder graph it makes one that
 * computes each row's weighted token loss and the gradient of that loss with respect to the row's own adapter, and
 * nothing else. Rows never meet: every row has its own adapter and its own gradient.
 *
 * Pure: a model goes in, another comes out; weights are never touched, only read in the backward pass where they lie.
 */
import type { CacheInput } from '../files/caches.ts';
import type { GraftGroup } from '../passes/graft.ts';
import { LAST_INDEX } from '../passes/last.ts';
import { withSeparateNorms } from '../passes/norms.ts';
import { HostError } from '../errors.ts';
import { DataType, typeName, type Graph, type Model, type ValueInfo } from '../onnx/model.ts';
import { elementTypes } from '../onnx/types.ts';
import { fieldsOf } from '../onnx/wire.ts';
import { twoExamples } from './examples.ts';
import { LOSS, TARGETS, WEIGHTS, writeLoss } from './loss.ts';
import { lower } from './lower/lower.ts';
import { raisedNodes, raisedOpsets, raisedRest } from '../onnx/opset.ts';
import { PassMemory } from './memory.ts';
import { leadingTo, reverse } from './reverse.ts';
import { Sizes } from './sizes.ts';
import { GraphWriter } from '../onnx/writer.ts';

export interface Differentiated {
  /**
   * Inputs, those of them that the graph uses: `input_ids`, `attention_mask`, `position_ids` [rows, tokens];
   * `last_index` int64 [rows, positions, 1], where the loss is taken; `loss_targets` and `loss_weights`
   * [rows, positions, 1]; the adapters' A and B as in the grafted graph.
   * Outputs: `loss` float32 [rows] and for every adapter input its gradient, of the same shape.
   */
  model: Model;
  /** the sites and their adapter inputs, as `graft` named and shaped them */
  groups: readonly GraftGroup[];
  /** names of all graph inputs that must be fed */
  inputs: readonly string[];
  /** those of them that take int32 where others take int64 */
  int32Inputs: ReadonlySet<string>;
  /** what a pass of the graph takes */
  memory: PassMemory;
}

/** The output that holds the gradient of an adapter input. */
export function gradientName(input: string): string {
  return `grad.${input}`;
}

const LOGITS = 'logits';
const PRODUCT = /^(MatMul|MatMulNBits|Gemm|GroupQueryAttention)$/;
const PREFIX = 'differentiate/';
const VALUE_INFO_FIELD = 13;

/**
 * Makes the training graph of a decoder.
 * @param grafted  what `graft` made of a model that `lastTokenOnly` has trimmed
 * @param pasts  the inputs that hold what came before
 * Throws HostError `operator-without-rule`, naming operator and node, for a graph that cannot be differentiated, and
 * `not-supported` for one that computes in other fractions than float32.
 */
export function differentiate(
  grafted: Model,
  groups: readonly GraftGroup[],
  pasts: readonly CacheInput[],
): Differentiated {
  const adapters = groups.flatMap(({ aInput, members }) => [aInput, ...members.map(({ bInput }) => bInput)]);
  const writer = new GraphWriter(PREFIX);
  const logits = float32Logits(grafted.graph);
  const forward = trainingForward(withSeparateNorms(grafted), { groups, pasts, logits, writer });
  const sizes = new Sizes(forward, twoExamples(forward, groups));
  const seed = writeLoss(writer, logits);
  const gradients = reverse(forward, adapters, new Map([[logits, seed]]), sizes, writer);
  for (const [input, g] of gradients) writer.emitInto([gradientName(input)], 'Identity', [g]);
  const outputs = [lossOutput(), ...adapters.map((name) => gradientOutput(forward, name))];
  const graph = pruned({ ...forward, nodes: writer.nodes, initializers: initializersOf(forward, writer), outputs });
  return {
    model: { ...grafted, graph, rest: raisedRest(grafted), opsets: raisedOpsets(grafted) },
    groups,
    inputs: graph.inputs.map(({ name }) => name),
    int32Inputs: new Set(
      graph.inputs.flatMap(({ name, elementType }) => (elementType === DataType.int32 ? [name] : [])),
    ),
    memory: new PassMemory(graph, groups),
  };
}

/** The forward graph without a cache, in the operators the rules know. Its nodes and constants go to the writer. */
function trainingForward(
  model: Model,
  parts: { groups: readonly GraftGroup[]; pasts: readonly CacheInput[]; logits: string; writer: GraphWriter },
): Graph {
  const { groups, pasts, logits, writer } = parts;
  const raised: Graph = { ...model.graph, nodes: raisedNodes(model, writer) };
  const whole = { ...raised, initializers: initializersOf(raised, writer) };
  lower(whole, pasts, new Sizes(whole, twoExamples(whole, groups, pasts)), writer);
  const gone = new Set([LAST_INDEX, ...pasts.map(({ past }) => past)]);
  const inputs = whole.inputs.filter(({ name }) => !gone.has(name));
  return {
    ...whole,
    nodes: leadingTo({ nodes: writer.nodes }, new Set([logits])),
    initializers: initializersOf(raised, writer),
    inputs: [...inputs, ...lossInputs()],
    rest: whole.rest.filter((raw) => [...fieldsOf(raw)][0]!.number !== VALUE_INFO_FIELD),
  };
}

/**
 * The logits as they are before they are cast to other fractions than float32.
 * Throws HostError `not-supported` for a graph that computes in other fractions.
 */
function float32Logits(graph: Graph): string {
  const types = elementTypes(graph);
  const isFloat32 = (tensor: string): boolean => (types.get(tensor) ?? DataType.float) === DataType.float;
  const other = graph.nodes.find(({ opType, outputs }) => PRODUCT.test(opType) && !isFloat32(outputs[0]!));
  let logits = LOGITS;
  while (!isFloat32(logits)) {
    const maker = graph.nodes.find(({ outputs }) => outputs.includes(logits));
    if (other || maker?.opType !== 'Cast') throw otherFractions(types.get(other?.outputs[0] ?? logits)!);
    logits = maker.inputs[0]!;
  }
  if (other) throw otherFractions(types.get(other.outputs[0]!)!);
  return logits;
}

function otherFractions(type: number): HostError {
  return new HostError(
    'not-supported',
    `Training this model is not supported, because it computes in ${typeName(type)}.`,
    'Choose its float32 or a quantised file, or a way of learning that needs forward passes only.',
  );
}

function initializersOf(graph: Graph, writer: GraphWriter): Graph['initializers'] {
  return [...new Set([...graph.initializers, ...writer.initializers])];
}

function lossInputs(): ValueInfo[] {
  const shape = ['batch_size', 'positions', 1];
  return [
    { name: LAST_INDEX, elementType: DataType.int64, shape },
    { name: TARGETS, elementType: DataType.int64, shape },
    { name: WEIGHTS, elementType: DataType.float, shape },
  ];
}

function lossOutput(): ValueInfo {
  return { name: LOSS, elementType: DataType.float, shape: ['batch_size'] };
}

function gradientOutput(graph: Graph, input: string): ValueInfo {
  const { elementType, shape } = graph.inputs.find(({ name }) => name === input)!;
  return { name: gradientName(input), elementType, shape };
}

/** Only what the outputs need. */
function pruned(graph: Graph): Graph {
  const nodes = leadingTo(graph, new Set(graph.outputs.map(({ name }) => name)));
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  return {
    ...graph,
    nodes,
    initializers: graph.initializers.filter(({ name }) => read.has(name)),
    inputs: graph.inputs.filter(({ name }) => read.has(name)),
  };
}
