/**
 * What is read from a host's config.json and from its graph's signature: the decoder's sizes, its special tokens,
 * and which inputs it wants to be fed. What is not understood is refused here, before anything runs.
 */
import { HostError } from '../errors.ts';
import type { DecoderShape } from '../find/find.ts';
import { DataType, typeName, type Model, type ValueInfo } from '../onnx/model.ts';
import type { FloatType, WholeType } from '../runtime/elements.ts';

export interface HostConfig extends DecoderShape {
  modelType: string;
  contextTokens: number;
  endTokens: readonly number[];
  padToken: number;
}

/** Reads config.json, and generation_config.json where there is one. Throws HostError `host-unreadable`. */
export function readConfig(config: Record<string, unknown>, generation: Record<string, unknown> = {}): HostConfig {
  const size = (key: string, otherwise?: number): number => {
    const value = config[key] ?? otherwise;
    if (!Number.isSafeInteger(value) || Number(value) < 1) throw unreadable(`config.json has no usable ${key}`);
    return Number(value);
  };
  const hidden = size('hidden_size');
  const heads = size('num_attention_heads');
  const vocabulary = size('vocab_size');
  const isToken = (id: unknown): id is number => Number.isInteger(id) && Number(id) >= 0 && Number(id) < vocabulary;
  const ends = [generation['eos_token_id'], config['eos_token_id']].flat().filter(isToken);
  // Padding is masked, so any token of the table will do where the one that is named is none.
  const pad = [config['pad_token_id'], ends[0], 0].find(isToken)!;
  return {
    modelType: typeof config['model_type'] === 'string' ? config['model_type'] : 'unknown',
    layers: size('num_hidden_layers'),
    hidden,
    intermediate: size('intermediate_size'),
    heads,
    keyValueHeads: size('num_key_value_heads', heads),
    headSize: size('head_dim', hidden / heads),
    vocabulary,
    contextTokens: size('max_position_embeddings'),
    endTokens: [...new Set(ends)],
    padToken: pad,
  };
}

/** The inputs and outputs of a decoder graph, as the session must feed and read them. */
export interface Signature {
  /** element types of the inputs `input_ids`, `attention_mask` and, where the graph asks for it, `position_ids` */
  ids: WholeType;
  mask: WholeType;
  positions: WholeType | null;
  /** pairs of a cache's input and output name, and the input's element type */
  caches: readonly { past: string; present: string; type: FloatType }[];
  /** sizes [rows, keyValueHeads, tokens, headSize] of every cache */
  keyValueHeads: number;
  headSize: number;
  /**
   * Where the cache of a step's token goes. `own`: at the row's own length, which GroupQueryAttention takes from the
   * sum of the mask. `end`: behind the longest row, the mask saying which slots count.
   */
  placement: 'own' | 'end';
}

const KNOWN_INPUT = /^(input_ids|attention_mask|position_ids|past_key_values\.\d+\.(key|value))$/;

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

/** Reads a bare decoder graph's signature. Throws HostError `not-supported` for inputs and outputs that are not known here. */
export function readSignature({ graph }: Model, config: HostConfig): Signature {
  const given = new Set(graph.initializers.map(({ name }) => name));
  const inputs = graph.inputs.filter(({ name }) => !given.has(name));
  const strange = inputs.find(({ name }) => !KNOWN_INPUT.test(name));
  if (strange) throw notSupported(`it wants an input called ${strange.name}`);
  const whole = (name: string): WholeType | undefined => {
    const input = inputs.find((info) => info.name === name);
    return input && typeOf(input, WHOLE_TYPES);
  };
  const [ids, mask] = ['input_ids', 'attention_mask'].map((name) => {
    const type = whole(name);
    if (type === undefined) throw notSupported(`it has no input called ${name}`);
    return type;
  }) as [WholeType, WholeType];
  const caches = inputs
    .filter(({ name }) => name.startsWith('past_key_values.'))
    .map((info) => ({
      past: info.name,
      present: info.name.replace('past_key_values', 'present'),
      type: typeOf(info, FLOAT_TYPES),
    }));
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
    caches,
    keyValueHeads: config.keyValueHeads,
    headSize: config.headSize,
    placement: graph.nodes.some(({ opType }) => opType === 'GroupQueryAttention') ? 'own' : 'end',
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

function unreadable(why: string): HostError {
  return new HostError('host-unreadable', `This host cannot be used: ${why}.`, 'Choose another host.');
}
