/**
 * The tensors of a PEFT file, module by module: names are taken apart (`base_model.model.<module>.lora_A.weight`, with
 * or without the prefix, the adapter's own name or `.weight`), and fused modules are cut into the projections they hold:
 * qkv_proj and gate_up_proj share one A, and their B has the rows of q, k, v or gate, up below each other.
 */
import type { Projection, Site } from './adapter.ts';
import { damaged, foreign, notSupported } from './refusals.ts';
import { floatsOfTensor, type SafeTensor } from './safetensors.ts';

/** The change of one site: A [rank, inputs] and B [outputs, rank], row-major, as PEFT has them. */
export interface SiteChange {
  /** the module that the file names, which for fused ones is not the site's */
  module: string;
  rank: number;
  a: Float32Array;
  b: Float32Array;
}

interface Pair {
  a?: SafeTensor;
  b?: SafeTensor;
}

const KEY = /^(?:base_model\.model\.)?(.+)\.lora_([AB])(?:\.([^.]+))??(?:\.weight)?$/;
/** Tensors of variants that change more than two matrices do. */
const VARIANT_KEYS: readonly (readonly [RegExp, string])[] = [
  [/lora_magnitude_vector/, 'it is a DoRA adapter (lora_magnitude_vector)'],
  [/lora_embedding_[AB]/, 'it changes embeddings (lora_embedding)'],
  [/modules_to_save|original_module/, 'it brings whole modules of its own (modules_to_save)'],
  [/lora_B\.(?:[^.]+\.)?bias$|\.bias$/, 'it changes biases (bias)'],
  [/token_adapter|trainable_tokens/, 'it changes single token embeddings (trainable_token_indices)'],
  [/\.(hada_|lokr_|ia3_|oft_|vera_|boft_)/, 'it is no LoRA adapter'],
  [/\.lora_[ab]$/, 'it has the form of MLX (lora_a, lora_b)'],
  [/\.lora_(down|up)\.weight$/, 'it has the form of kohya’s scripts (lora_down, lora_up)'],
  [/\.base_layer\./, 'it brings the weights of the model itself (base_layer)'],
];
/** What wraps a model while it is trained (DDP, torch.compile, FSDP, checkpointing) and gets into the names. */
const WRAPPERS = /(^|\.)(?:module|_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)(?=\.)/g;
/** Where the layers lie in a model without a head, and in one that also sees: the same modules under other names. */
const LAYERS = /^(?:model\.)?(?:language_model\.)?(?:model\.)?(?=layers\.\d+\.)/;
/** Parts that every decoder has and that carry no adapter here. */
const OTHER_PARTS = /(^|\.)(lm_head|embed_tokens|embed_out|wte)$/;
/** Zero-padding all sites to the largest rank must stay within memory. */
const MOST_RANK = 512;

/** The changes of a file by site index; sites it does not name are left out. */
export function changesOf(sites: readonly Site[], tensors: ReadonlyMap<string, SafeTensor>): Map<number, SiteChange> {
  const pairs = pairsOf(tensors);
  const changes = new Map<number, SiteChange>();
  for (const [module, pair] of pairs) {
    const members = membersOf(sites, module);
    if (members.length === 0 && OTHER_PARTS.test(module))
      throw notSupported(`it changes ${module}, and only the maps of attention and MLP carry adapters here`);
    if (members.length === 0) throw foreign(`it changes ${module}, which this host does not have`);
    for (const [site, change] of cut(sites, members, module, pair)) {
      if (changes.has(site)) throw notSupported(`it changes ${sites[site]!.module} twice, alone and fused`);
      changes.set(site, change);
    }
  }
  if (changes.size === 0) throw damaged('it holds no matrices');
  return changes;
}

function pairsOf(tensors: ReadonlyMap<string, SafeTensor>): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  const names = new Set<string>();
  for (const [key, tensor] of tensors) {
    const variant = VARIANT_KEYS.find(([pattern]) => pattern.test(key));
    if (variant) throw notSupported(variant[1]);
    const [, module, side, name = ''] = KEY.exec(withoutWrappers(key)) ?? [];
    if (module === undefined)
      throw notSupported(`it holds ${key}, which is no part of a LoRA adapter as PEFT writes it`);
    names.add(name);
    if (names.size > 1) throw notSupported(`it holds several adapters in one file (${[...names].join(', ')})`);
    const pair = pairs.get(module) ?? {};
    if (side === 'A' ? pair.a : pair.b) throw damaged(`it has lora_${side} of ${module} twice`);
    pairs.set(module, side === 'A' ? { ...pair, a: tensor } : { ...pair, b: tensor });
  }
  return pairs;
}

function withoutWrappers(key: string): string {
  return key.replace(WRAPPERS, '').replace(/^\./, '');
}

/** Modules that hold several projections, whose rows lie below each other in this order. */
export const FUSED_MODULES: Readonly<Record<string, readonly Projection[]>> = {
  qkv_proj: ['q', 'k', 'v'],
  gate_up_proj: ['gate', 'up'],
};

/** The sites that a module holds, in the order of its rows, by its own name or by the one that the host has for it. */
function membersOf(sites: readonly Site[], module: string): number[] {
  const named = membersCalled(sites, module);
  return named.length > 0 ? named : membersCalled(sites, module.replace(LAYERS, 'model.'));
}

function membersCalled(sites: readonly Site[], module: string): number[] {
  const own = sites.findIndex((site) => site.module === module);
  if (own >= 0) return [own];
  const dot = module.lastIndexOf('.');
  const last = module.slice(dot + 1);
  if (!Object.hasOwn(FUSED_MODULES, last)) return [];
  const parts = FUSED_MODULES[last]!.map((projection) =>
    sites.findIndex((site) => site.module === `${module.slice(0, dot)}.${projection}_proj`),
  );
  return parts.includes(-1) ? [] : parts;
}

function cut(sites: readonly Site[], members: readonly number[], module: string, pair: Pair): [number, SiteChange][] {
  if (!pair.a || !pair.b) throw damaged(`${module} has lora_${pair.a ? 'A' : 'B'} and no lora_${pair.a ? 'B' : 'A'}`);
  const rank = pair.a.shape[0] ?? 0;
  if (rank < 1) throw damaged(`${module} has rank ${rank}`);
  if (rank > MOST_RANK) throw notSupported(`${module} has rank ${rank}; the lab takes ${MOST_RANK} at most`);
  if (pair.b.shape.length === 2 && pair.b.shape[1] !== rank)
    throw damaged(`${module}.lora_A has rank ${rank} and its lora_B ${pair.b.shape[1]}`);
  const rows = members.reduce((sum, member) => sum + sites[member]!.outputs, 0);
  const a = matrixOf(pair.a, `${module}.lora_A`, [rank, sites[members[0]!]!.inputs]);
  const b = matrixOf(pair.b, `${module}.lora_B`, [rows, rank]);
  let row = 0;
  return members.map((member) => {
    const from = row;
    row += sites[member]!.outputs;
    return [member, { module, rank, a, b: b.subarray(from * rank, row * rank) }];
  });
}

function matrixOf(tensor: SafeTensor, name: string, shape: readonly [number, number]): Float32Array {
  if (tensor.shape.length !== 2 || tensor.shape[0] !== shape[0] || tensor.shape[1] !== shape[1])
    throw foreign(`${name} is ${tensor.shape.join(' × ')} and not ${shape.join(' × ')}`);
  const values = floatsOfTensor(tensor);
  if (!values.every(Number.isFinite)) throw damaged(`${name} holds values that are no numbers`);
  return values;
}
