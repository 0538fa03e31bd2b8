/**
 * A decoder graph's signature: which inputs it wants to be fed, and what it hands on from one step to the next. What is
 * not understood is refused here, before anything runs.
 */
import { HostError } from '../errors.ts';
import { needsRowsAlone, paddingOf, type Padding } from '../find/padding.ts';
import { DataType, typeName, type Model, type ValueInfo } from '../onnx/model.ts';
import type { FloatType, WholeType } from '../runtime/elements.ts';
import { readCaches, type CacheInput } from './caches.ts';
import type { HostConfig } from './config.ts';

/** The inputs and outputs of a decoder graph, as the session must feed and read them. */
export interface Signature {
  /** element types of the inputs `input_ids`, `attention_mask` and, where the graph asks for it, `position_ids` */
  ids: WholeType;
  mask: WholeType;
  positions: WholeType | null;
  /** what goes from step to step */
  caches: readonly CacheInput[];
  /** where padding may be, as the graph says it */
  padding: Padding;
  /** whether rows must be computed alone, since activations are rounded by one scale for a whole batch */
  rowsAlone: boolean;
}

const WHOLE_TYPES = new Map<number, WholeType>([
  [DataType.int32, 'int32'],
  [DataType.int64, 'int64'],
]);
const FLOAT_TYPES = new Map<number, FloatType>([
  [DataType.float, 'float32'],
  [DataType.float16, 'float16'],
]);
/** What logits and caches may come as; 0 where a graph does not say it. */
const READABLE = new Set<number>([0, DataType.float, DataType.float16, DataType.double]);
const PLAIN_INPUTS = new Set(['input_ids', 'attention_mask', 'position_ids']);

/** Reads a bare decoder graph's signature. Throws HostError `not-supported` for inputs and outputs that are not known here. */
export function readSignature({ graph }: Model, config: HostConfig): Signature {
  const given = new Set(graph.initializers.map(({ name }) => name));
  const inputs = graph.inputs.filter(({ name }) => !given.has(name));
  const whole = (name: string): WholeType | undefined => {
    const input = inputs.find((info) => info.name === name);
    return input && typeOf(input, WHOLE_TYPES);
  };
  const [ids, mask] = ['input_ids', 'attention_mask'].map((name) => {
    const type = whole(name);
    if (type === undefined) throw notSupported(`it has no input called ${name}`);
    return type;
  }) as [WholeType, WholeType];
  const { caches, strange } = readCaches(
    inputs.filter(({ name }) => !PLAIN_INPUTS.has(name)),
    graph.outputs.filter(({ name }) => name !== 'logits'),
    config,
  );
  if (strange) throw notSupported(strange);
  for (const name of ['logits', ...caches.map(({ present }) => present)]) {
    const output = graph.outputs.find((info) => info.name === name);
    if (!output) throw notSupported(`it has no output called ${name}`);
    if (!READABLE.has(output.elementType))
      throw notSupported(`its ${name} come as ${typeName(output.elementType)}, which JavaScript cannot read`);
  }
  return {
    ids,
    mask,
    positions: whole('position_ids') ?? null,
    caches: caches.map(({ input, ...cache }) => ({ ...cache, type: typeOf(input, FLOAT_TYPES) })),
    padding: paddingOf(
      graph,
      caches.some(({ tokenAxis }) => tokenAxis === null),
    ),
    rowsAlone: needsRowsAlone(graph),
  };
}

function typeOf<T>({ name, elementType }: ValueInfo, known: ReadonlyMap<number, T>): T {
  const type = known.get(elementType);
  if (type === undefined)
    throw notSupported(
      `its ${name} are ${typeName(elementType)} and only ${[...known.values()].join(' and ')} can be fed`,
    );
  return type;
}

function notSupported(why: string): HostError {
  return new HostError('not-supported', `This model is not supported, because ${why}.`, 'Choose another model.');
}
