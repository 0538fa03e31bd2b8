/**
 * What PEFT's adapter_config.json says about the scale of each module, after huggingface/peft (tuners/lora/model.py,
 * utils/other.py): lora_alpha / r, or / √r for rsLoRA (Kalajdzievski 2023, arXiv:2312.03732), with patterns that give
 * some modules a rank or an alpha of their own. Variants whose numbers mean something else are refused by name.
 */
import { parseLooseJson } from '../bytes/json.ts';
import { damaged, notSupported, refuseImpostor } from './refusals.ts';

export type PeftConfig = Readonly<Record<string, unknown>>;

/**
 * Reads adapter_config.json. Throws HostError `adapter-damaged`, or `not-supported` where another file lies in its place.
 * @example
 * import { parsePeftConfig } from 'evolora-host';
 *
 * parsePeftConfig(new TextEncoder().encode('{"r": 8}')).r; // → 8
 */
export function parsePeftConfig(bytes: Uint8Array): PeftConfig {
  refuseImpostor(bytes, 'adapter_config.json');
  try {
    const value = parseLooseJson(bytes);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as PeftConfig;
  } catch {
    // told below
  }
  throw damaged('its adapter_config.json is no JSON object');
}

/** Fields that change what the numbers mean, and what PEFT calls the change. */
const VARIANTS: Readonly<Record<string, string>> = {
  use_dora: 'it is a DoRA adapter, which also changes the size of the weights (use_dora)',
  lora_bias: 'it has biases (lora_bias)',
  modules_to_save: 'it brings whole modules of its own (modules_to_save)',
  layer_replication: 'it repeats layers (layer_replication)',
  target_parameters: 'it changes bare parameters (target_parameters)',
  trainable_token_indices: 'it changes single token embeddings (trainable_token_indices)',
  alora_invocation_tokens: 'it acts after certain tokens only (alora_invocation_tokens)',
  arrow_config: 'it is a mixture of adapters (arrow_config)',
  use_qalora: 'it pools its inputs (use_qalora)',
  use_bdlora: 'it is block-diagonal (use_bdlora)',
};
/** Ways to begin that also change the host's own weights. */
const CHANGES_THE_HOST = /^(pissa|olora|corda|loftq|lora_ga)/i;

/** Throws HostError `not-supported`, naming the variant. */
function checkPeftVariant(config: PeftConfig): void {
  const type = config['peft_type'] ?? 'LORA';
  if (type !== 'LORA') throw notSupported(`it is of PEFT's type ${said(type)} and not LORA`);
  for (const [field, why] of Object.entries(VARIANTS)) if (isSet(config[field])) throw notSupported(why);
  const bias = config['bias'] ?? 'none';
  if (bias !== 'none') throw notSupported(`it changes biases (bias ${said(bias)})`);
  const start = config['init_lora_weights'];
  if (typeof start === 'string' && CHANGES_THE_HOST.test(start))
    throw notSupported(`it was made with ${start}, which changes the host's own weights too (init_lora_weights)`);
}

function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false;
}

/**
 * A function from a module's name and rank (as its tensors have it) to its scale.
 * Throws HostError `not-supported` or `adapter-damaged`.
 */
export function scalesOf(config: PeftConfig): (module: string, rank: number) => number {
  checkPeftVariant(config);
  const rankOf = patternLookup(
    config,
    'rank_pattern',
    config['r'] === undefined ? undefined : number(config['r'], 'r'),
  );
  const alphaOf = patternLookup(config, 'alpha_pattern', alphaIn(config));
  const rootOf = isRankStabilised(config) ? Math.sqrt : (rank: number): number => rank;
  return (module, rank) => {
    const told = rankOf(module);
    if (told !== undefined && told !== rank)
      throw damaged(`${module} has rank ${rank} where its adapter_config.json says ${told}`);
    const alpha = alphaOf(module);
    if (alpha === undefined)
      throw notSupported(
        'its adapter_config.json does not say its lora_alpha',
        'Add lora_alpha to adapter_config.json.',
      );
    return alpha / rootOf(rank);
  };
}

/** Anything but true or false would be one of them to PEFT by the rules of Python, and scales by guess are none. */
function isRankStabilised({ use_rslora: told = false }: PeftConfig): boolean {
  if (typeof told === 'boolean' || told === null) return told === true;
  throw damaged(`use_rslora in its adapter_config.json is ${said(told)} and neither true nor false`);
}

function alphaIn(config: PeftConfig): number | undefined {
  const alpha = config['lora_alpha'];
  return alpha === undefined || alpha === null ? undefined : number(alpha, 'lora_alpha');
}

/** PEFT's look-up: the first pattern that matches the whole name or the part behind a dot. */
function patternLookup(
  config: PeftConfig,
  field: string,
  otherwise: number | undefined,
): (module: string) => number | undefined {
  const patterns = config[field] ?? {};
  if (typeof patterns !== 'object' || Array.isArray(patterns)) throw damaged(`its ${field} is no list of patterns`);
  const tried = Object.entries(patterns).map(([pattern, value]) => ({
    expression: expressionOf(pattern, field),
    value: number(value, `${field} of ${pattern}`),
  }));
  return (module) => tried.find(({ expression }) => expression.test(module))?.value ?? otherwise;
}

/** A pattern may come from anyone: one that could take for ever to try is not tried. */
const LONGEST_PATTERN = 300;
const MOST_REPEATS = 6;

function expressionOf(pattern: string, field: string): RegExp {
  const plain = pattern.replace(/\\./g, 'e').replace(/\[[^\]]*\]/g, 'c');
  const repeats = plain.match(/[*+{]/g)?.length ?? 0;
  const groupRepeats = /\)[*+{]/.test(plain);
  if (pattern.length > LONGEST_PATTERN || repeats > MOST_REPEATS || groupRepeats)
    throw notSupported(`a pattern in its ${field} is too involved: ${pattern.slice(0, 60)}`);
  try {
    return new RegExp(`^(?:.*\\.)?(?:${inJavaScript(pattern)})$`, 'u');
  } catch {
    throw notSupported(`a pattern in its ${field} is no expression that the lab reads: ${pattern}`);
  }
}

/**
 * What Python spells otherwise. The flag u makes JavaScript refuse what it would read as something else, such as `\\A`,
 * which is a plain A to it otherwise.
 */
function inJavaScript(pattern: string): string {
  return pattern.replaceAll('(?P<', '(?<').replaceAll('\\Z', '$').replaceAll('\\_', '_');
}

function number(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw damaged(`${what} in its adapter_config.json is ${said(value)} and not a number`);
}

/** The number in a note of a file. Throws HostError `adapter-damaged`: an empty note is no zero. */
export function numberInNote(note: string, name: string): number {
  const value = note.trim() === '' ? NaN : Number(note);
  if (!Number.isFinite(value)) throw damaged(`its note ${name} is ${said(note)} and not a number`);
  return value;
}

function said(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
}
