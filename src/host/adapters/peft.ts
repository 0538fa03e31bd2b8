/**
 * Adapters as PEFT files: `base_model.model.<module>.lora_A.weight` [rank, inputs] and `….lora_B.weight`
 * [outputs, rank], the transposes of ours. Rank and alpha = scale × rank travel in the file's metadata, since without
 * PEFT's adapter_config.json beside it a safetensors file would not know its scale.
 */
import { adapterLength, siteMatrices, type Adapter, type Site } from './adapter.ts';
import type { HostError } from '../errors.ts';
import { numberInNote, scalesOf, type PeftConfig } from './peft-config.ts';
import { changesOf, type SiteChange } from './peft-modules.ts';
import { damaged, notSupported } from './refusals.ts';
import { floatTensor, readSafetensors, writeSafetensors, type SafeTensor } from './safetensors.ts';

/**
 * An adapter as the bytes of a PEFT adapter_model.safetensors, its rank and alpha in the file's note.
 * Throws HostError `adapter-damaged` when adapter and sites do not fit.
 * @example
 * import { readSafetensors, writePeft } from 'evolora-host';
 *
 * const sites = [{ layer: 0, projection: 'q', inputs: 3, outputs: 2, module: 'model.layers.0.self_attn.q_proj' }] as const;
 * const file = writePeft(sites, { rank: 1, scale: 2, weights: new Float32Array(5) });
 * readSafetensors(file).metadata['alpha']; // → '2'
 */
export function writePeft(sites: readonly Site[], adapter: Adapter): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, SafeTensor>();
  for (const { site, a, b } of siteMatrices(sites, adapter)) {
    const [nameA, nameB] = peftNames(site);
    tensors.set(nameA, floatTensor([adapter.rank, site.inputs], transposed(a, site.inputs, adapter.rank)));
    tensors.set(nameB, floatTensor([site.outputs, adapter.rank], transposed(b, adapter.rank, site.outputs)));
  }
  const alpha = adapter.scale * adapter.rank;
  return writeSafetensors({ tensors, metadata: { format: 'pt', rank: String(adapter.rank), alpha: String(alpha) } });
}

/**
 * An adapter from a PEFT file for these sites. Sites that it does not change get zeros; unequal ranks are padded with
 * zeros to the largest, and unequal scales folded into B, since an adapter here has one rank and one scale.
 * @param settings  what adapter_config.json says (`parsePeftConfig`), which then decides every scale; or only its
 *   lora_alpha, for files whose own note does not tell it
 * Throws HostError `adapter-damaged` when the file is broken, `adapter-foreign` when it was made for another host, and
 * `not-supported` when it is more than a LoRA adapter or does not say its scale.
 * @example
 * import { readPeft, writePeft } from 'evolora-host';
 *
 * const sites = [{ layer: 0, projection: 'q', inputs: 3, outputs: 2, module: 'model.layers.0.self_attn.q_proj' }] as const;
 * const adapter = { rank: 1, scale: 2, weights: Float32Array.of(1, 2, 3, 4, 5) };
 * readPeft(sites, writePeft(sites, adapter)); // → adapter
 */
export function readPeft(sites: readonly Site[], file: Uint8Array, settings?: number | PeftConfig): Adapter {
  const { tensors, metadata } = readSafetensors(file);
  const scaleOf = typeof settings === 'object' ? scalesOf(settings) : scalesByNote(metadata, settings);
  const changes = changesOf(sites, tensors);
  const scales = new Map([...changes].map(([site, { module, rank }]) => [site, scaleOf(module, rank)]));
  const rank = Math.max(...[...changes.values()].map((change) => change.rank));
  // The largest, so that no other overflows when it is folded into B.
  const scale = [...scales.values()].reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
  for (const [site, one] of scales) checkScale(one, changes.get(site)!.module);
  const adapter: Adapter = { rank, scale, weights: new Float32Array(adapterLength(sites, rank)) };
  siteMatrices(sites, adapter).forEach(({ site, a, b }, index) => {
    const change = changes.get(index);
    if (change) place(change, a, b, site, rank, scale === 0 ? 1 : scales.get(index)! / scale);
    if (!b.every((value) => Number.isFinite(Math.fround(value * scale))))
      throw tooLarge(site.module, scales.get(index)!);
  });
  return adapter;
}

/** A scale is multiplied in float32, where larger ones are no numbers. */
function checkScale(scale: number, module: string): void {
  if (!Number.isFinite(Math.fround(scale))) throw tooLarge(module, scale);
}

function tooLarge(module: string, scale: number): HostError {
  return damaged(`its scale of ${module}, ${scale}, makes numbers that are too large to be numbers`);
}

/** Puts PEFT's A [rank, inputs] and B [outputs, rank] into ours, whose rank may be larger. */
function place(change: SiteChange, a: Float32Array, b: Float32Array, site: Site, rank: number, factor: number): void {
  for (let r = 0; r < change.rank; r++)
    for (let i = 0; i < site.inputs; i++) a[i * rank + r] = change.a[r * site.inputs + i]!;
  for (let j = 0; j < site.outputs; j++)
    for (let r = 0; r < change.rank; r++) b[r * site.outputs + j] = change.b[j * change.rank + r]! * factor;
}

function scalesByNote(metadata: Record<string, string>, told: number | undefined): (_: string, rank: number) => number {
  const note = metadata['alpha'];
  const alpha = note === undefined ? told : numberInNote(note, 'alpha');
  if (alpha === undefined || !Number.isFinite(alpha))
    throw notSupported('it does not say its alpha', 'Put its adapter_config.json, which says lora_alpha, beside it.');
  return (_, rank) => alpha / rank;
}

/**
 * The adapter with −0 written as +0. The two add the same to every answer, but their bytes differ, so one change would
 * have two hashes and pass for two adapters. Adapters that hold a −0 get another hash by this.
 *
 * @example
 * import { withoutSignedZeros } from 'evolora-host';
 *
 * const adapter = { rank: 1, scale: 2, weights: Float32Array.of(-0, 0.5) };
 * Object.is(withoutSignedZeros(adapter).weights[0], 0); // → true
 */
export function withoutSignedZeros(adapter: Adapter): Adapter {
  return { ...adapter, scale: adapter.scale + 0, weights: adapter.weights.map((value) => value + 0) };
}

function peftNames({ module }: Site): [string, string] {
  return [`base_model.model.${module}.lora_A.weight`, `base_model.model.${module}.lora_B.weight`];
}

/** The transpose of a row-major [rows, columns] matrix. */
function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(matrix.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = matrix[i * columns + j]!;
  return turned;
}
