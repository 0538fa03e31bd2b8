/**
 * An adapter as the directory that PEFT reads: adapter_config.json beside adapter_model.safetensors, under the names of
 * the torch model. Where that model has one module for several projections (qkv_proj, gate_up_proj), so has the adapter:
 * its A are laid below each other and its B stand on a diagonal, which is the same change at a higher rank. Projections
 * that share one A, as those read from such a module do, keep it, and their rank.
 */
import { damaged } from './refusals.ts';
import { numberInNote } from './peft-config.ts';
import { FUSED_MODULES } from './peft-modules.ts';
import { floatTensor, floatsOfTensor, readSafetensors, writeSafetensors, type SafeTensor } from './safetensors.ts';

export interface PeftDirectoryOptions {
  /** what PEFT is to load below it: a torch model's repository, or a path */
  base: string;
  revision?: string | undefined;
  /** the model_type of its config.json, by which its torch model is known to have fused modules and unusual names */
  modelType: string;
}

/** By model_type: the modules that the torch model has in place of single projections. Source: transformers. */
const FUSED_IN_TORCH: Readonly<Record<string, readonly string[]>> = {
  phi3: ['qkv_proj', 'gate_up_proj'],
  phi4_multimodal: ['qkv_proj', 'gate_up_proj'],
  glm: ['gate_up_proj'],
  glm4: ['gate_up_proj'],
};
/** By model_type: last names that other modules have too, so that PEFT must be told more of them. Source: transformers. */
const SHARED_NAMES: Readonly<Record<string, readonly string[]>> = { lfm2: ['out_proj'] };

interface Module {
  name: string;
  rank: number;
  a: SafeTensor;
  b: SafeTensor;
}

/**
 * The files of an adapter's PEFT directory, by name.
 * @param file  as `writePeft` makes it
 * Throws HostError `adapter-damaged` for any other file.
 * @example
 * import { peftDirectory, writePeft } from 'evolora-host';
 *
 * const sites = [{ layer: 0, projection: 'q', inputs: 3, outputs: 2, module: 'model.layers.0.self_attn.q_proj' }] as const;
 * const file = writePeft(sites, { rank: 1, scale: 2, weights: new Float32Array(5) });
 * [...peftDirectory(file, { base: 'Qwen/Qwen3-0.6B', modelType: 'qwen3' }).keys()]; // → ['adapter_config.json', 'adapter_model.safetensors']
 */
export function peftDirectory(
  file: Uint8Array<ArrayBuffer>,
  { base, revision, modelType }: PeftDirectoryOptions,
): Map<string, Uint8Array<ArrayBuffer>> {
  const { tensors, metadata } = readSafetensors(file);
  const rank = numberInNote(metadata['rank'] ?? '', 'rank');
  const alpha = numberInNote(metadata['alpha'] ?? '', 'alpha');
  const own = modulesOf(tensors);
  const modules = (FUSED_IN_TORCH[modelType] ?? []).reduce(fused, own);
  const odd = modules.filter((module) => module.rank !== rank);
  const config = {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base,
    revision: revision ?? null,
    r: rank,
    lora_alpha: alpha,
    rank_pattern: Object.fromEntries(odd.map((module) => [module.name, module.rank])),
    alpha_pattern: Object.fromEntries(odd.map((module) => [module.name, (alpha / rank) * module.rank])),
    target_modules: targetsOf(modules, SHARED_NAMES[modelType] ?? []),
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    init_lora_weights: true,
    use_rslora: false,
    use_dora: false,
    modules_to_save: null,
    inference_mode: true,
  };
  return new Map([
    ['adapter_config.json', new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`)],
    // What stays as it is keeps its bytes, and with them the hash that it is known by.
    ['adapter_model.safetensors', modules === own ? file : writeModules(modules, metadata)],
  ]);
}

function modulesOf(tensors: ReadonlyMap<string, SafeTensor>): Module[] {
  return [...tensors].flatMap(([key, a]) => {
    const name = /^base_model\.model\.(.+)\.lora_A\.weight$/.exec(key)?.[1];
    const b = tensors.get(key.replace('.lora_A.', '.lora_B.'));
    if (name === undefined) return [];
    if (!b) throw damaged(`${name} has lora_A and no lora_B`);
    return [{ name, rank: a.shape[0]!, a, b }];
  });
}

/** The modules with those that belong into one of that name put together, each where its first part stood. */
function fused(modules: readonly Module[], name: string): Module[] {
  const names = FUSED_MODULES[name]!.map((projection) => `${projection}_proj`);
  return modules.flatMap((module) => {
    const dot = module.name.lastIndexOf('.') + 1;
    const part = names.indexOf(module.name.slice(dot));
    if (part < 0) return [module];
    const parent = module.name.slice(0, dot);
    const parts = names.map((each) => modules.find((other) => other.name === parent + each));
    if (!parts.every((each) => each !== undefined)) return [module];
    return part === 0 ? [together(parent + name, parts)] : [];
  });
}

function together(name: string, parts: readonly Module[]): Module {
  const first = parts[0]!;
  const inputs = first.a.shape[1]!;
  const outputs = parts.reduce((sum, { b }) => sum + b.shape[0]!, 0);
  const shared = parts.every(({ a }) => sameBytes(a.bytes, first.a.bytes));
  const rank = shared ? first.rank : parts.reduce((sum, part) => sum + part.rank, 0);
  const above = shared ? floatsOfTensor(first.a) : new Float32Array(rank * inputs);
  const below = new Float32Array(outputs * rank);
  let [row, column] = [0, 0];
  for (const part of parts) {
    if (!shared) above.set(floatsOfTensor(part.a), column * inputs);
    const b = floatsOfTensor(part.b);
    for (let j = 0; j < part.b.shape[0]!; j++)
      below.set(b.subarray(j * part.rank, (j + 1) * part.rank), (row + j) * rank + column);
    row += part.b.shape[0]!;
    if (!shared) column += part.rank;
  }
  return { name, rank, a: floatTensor([rank, inputs], above), b: floatTensor([outputs, rank], below) };
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function writeModules(modules: readonly Module[], metadata: Record<string, string>): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, SafeTensor>();
  for (const { name, a, b } of modules) {
    tensors.set(`base_model.model.${name}.lora_A.weight`, a);
    tensors.set(`base_model.model.${name}.lora_B.weight`, b);
  }
  // The note's alpha is that of one rank; with several, adapter_config.json has to say them.
  const ranks = new Set(modules.map(({ rank }) => rank));
  return writeSafetensors({ tensors, metadata: ranks.size > 1 ? { format: 'pt' } : metadata });
}

/** The names by which PEFT finds the modules: the last part of each, or the last two where others share it. */
function targetsOf(modules: readonly Module[], shared: readonly string[]): string[] {
  const targets = modules.map(({ name }) => {
    const parts = name.split('.');
    return parts.slice(shared.includes(parts.at(-1)!) ? -2 : -1).join('.');
  });
  return [...new Set(targets)];
}
