/** What is read from a host's config.json: the decoder's sizes and its special tokens. */
import { HostError } from '../errors.ts';
import type { DecoderShape } from '../find/find.ts';

export interface HostConfig extends DecoderShape {
  contextTokens: number;
  endTokens: readonly number[];
  padToken: number;
}

/** Reads config.json, and generation_config.json where there is one. Throws HostError `host-unreadable`. */
export function readConfig(whole: Record<string, unknown>, generation: Record<string, unknown> = {}): HostConfig {
  const config = textPart(whole);
  const size = (key: string, otherwise?: number): number => {
    const value = config[key] ?? otherwise;
    if (!Number.isSafeInteger(value) || Number(value) < 1) throw unreadable(`config.json has no usable ${key}`);
    return Number(value);
  };
  const hidden = size('hidden_size');
  const heads = size('num_attention_heads');
  const vocabulary = size('vocab_size');
  const isToken = (id: unknown): id is number => Number.isInteger(id) && Number(id) >= 0 && Number(id) < vocabulary;
  const ends = [endsIn(generation, 'generation_config.json'), endsIn(config, 'config.json')].flat().filter(isToken);
  // Padding is masked, so any token of the table will do where the one that is named is none.
  const pad = [config['pad_token_id'], ends[0], 0].find(isToken)!;
  return {
    modelType: typeof config['model_type'] === 'string' ? config['model_type'] : 'unknown',
    layers: size('num_hidden_layers'),
    hidden,
    intermediate: adjusted(config, size(config['block_ff_dim'] === undefined ? 'intermediate_size' : 'block_ff_dim')),
    heads,
    keyValueHeads: size('num_key_value_heads', heads),
    headSize: size('head_dim', hidden / heads),
    vocabulary,
    contextTokens: size('max_position_embeddings'),
    endTokens: [...new Set(ends)],
    padToken: pad,
  };
}

/** Models for several senses say what their decoder for text is in a part of its own; what it leaves out, the whole says. */
function textPart(config: Record<string, unknown>): Record<string, unknown> {
  const { text_config: text, hidden_size: hidden } = config;
  const isPart = hidden === undefined && typeof text === 'object' && text !== null && !Array.isArray(text);
  return isPart ? { ...config, ...text } : config;
}

/**
 * The width of the MLPs of an architecture that declares it before it cuts it by a third and rounds it up, as LFM2 does.
 * Source: Lfm2MLP of transformers.
 */
function adjusted(config: Record<string, unknown>, declared: number): number {
  if (config['block_auto_adjust_ff_dim'] !== true) return declared;
  const [by, multiple] = [config['block_ffn_dim_multiplier'] ?? 1, config['block_multiple_of'] ?? 256].map(Number);
  return Math.ceil(Math.floor(by! * Math.floor((2 * declared) / 3)) / multiple!) * multiple!;
}

/** Tokens that end an answer, as one number or a list. Some lie outside the vocabulary: those are never written. */
function endsIn({ eos_token_id: told }: Record<string, unknown>, path: string): unknown[] {
  const ends: unknown[] = [told ?? []].flat();
  if (ends.every(Number.isInteger)) return ends;
  throw unreadable(`${path} has no usable eos_token_id (${JSON.stringify(told).slice(0, 60)})`);
}

function unreadable(why: string): HostError {
  return new HostError('host-unreadable', `This host cannot be used: ${why}.`, 'Choose another host.');
}
