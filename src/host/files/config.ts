/**
 * What is read from a host's config.json and from its graph's signature: the decoder's sizes, its special tokens,
 * and which inputs it wants to be fed. What is not understood is refused here, before anything runs.
 */
import { HostError } from '../errors.ts';
import type { DecoderShape } from '../find/find.ts';
import { DataType, type Model } from '../onnx/model.ts';

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
    if (typeof value !== 'number' || !(value > 0)) throw unreadable(`config.json has no usable ${key}`);
    return value;
  };
  const hidden = size('hidden_size');
  const heads = size('num_attention_heads');
  const ends = [generation['eos_token_id'], config['eos_token_id']]
    .flat()
    .filter((id): id is number => typeof id === 'number');
  const pad = config['pad_token_id'];
  return {
    modelType: typeof config['model_type'] === 'string' ? config['model_type'] : 'unknown',
    layers: size('num_hidden_layers'),
    hidden,
    intermediate: size('intermediate_size'),
    heads,
    keyValueHeads: size('num_key_value_heads', heads),
    headSize: size('head_dim', hidden / heads),
    vocabulary: size('vocab_size'),
    contextTokens: size('max_position_embeddings'),
    endTokens: [...new Set(ends)],
    padToken: typeof pad === 'number' ? pad : (ends[0] ?? 0),
  };
}

/** The inputs and outputs of a decoder graph, as the session must feed and read them. */
export interface Signature {
  positions: boolean;
  /** pairs of a cache's input and output name */
  caches: readonly { past: string; present: string }[];
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

/** Reads a bare decoder graph's signature. Throws HostError `host-unreadable`. */
export function readSignature(model: Model, config: HostConfig): Signature {
  const { inputs, outputs, nodes } = model.graph;
  const strange = inputs.find(({ name }) => !KNOWN_INPUT.test(name));
  if (strange) throw unreadable(`it wants an input called ${strange.name}`);
  const caches = inputs.filter(({ name }) => name.startsWith('past_key_values.'));
  if (caches.some(({ elementType }) => elementType !== DataType.float)) throw unreadable('its cache is not float32');
  const pairs = caches.map(({ name }) => ({ past: name, present: name.replace('past_key_values', 'present') }));
  const names = new Set(outputs.map(({ name }) => name));
  const missing = ['logits', ...pairs.map(({ present }) => present)].find((name) => !names.has(name));
  if (missing !== undefined) throw unreadable(`it has no output called ${missing}`);
  return {
    positions: inputs.some(({ name }) => name === 'position_ids'),
    caches: pairs,
    keyValueHeads: config.keyValueHeads,
    headSize: config.headSize,
    placement: nodes.some(({ opType }) => opType === 'GroupQueryAttention') ? 'own' : 'end',
  };
}

function unreadable(why: string): HostError {
  return new HostError('host-unreadable', `This host cannot be used: ${why}.`, 'Choose another host.');
}
