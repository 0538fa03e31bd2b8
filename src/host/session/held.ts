/**
 * How a host's weights are held where its file packs them. A processor's kernel for packed weights unpacks them at every
 * call, so they are unpacked once where there is room; exact either way. Who wants neither the memory nor the wait can
 * have them multiplied with rounded activations.
 */
import { megabytes } from '../../base/megabytes.ts';
import type { Model } from '../onnx/model.ts';
import { unpackedBytes, withRoundedActivations, withUnpackedWeights } from '../passes/unpack.ts';
import type { Held, Runtime } from '../runtime/runtime.ts';

/** `exact`: as the file says, to the rounding of float32. `fast`: activations in 8 bits where that is faster. */
export type Precision = 'exact' | 'fast';

/** Whether some of a model's weights are packed. */
export function isPacked(model: Model): boolean {
  return unpackedBytes(model) > 0;
}

/** How this runtime holds a model's weights. Rows stay independent of their neighbours in all. */
export function heldOn({ kind, unpackBytes = 0 }: Runtime, model: Model, precision: Precision): Held {
  const bytes = unpackedBytes(model);
  if (bytes === 0 || kind === 'webgpu') return 'packed';
  if (precision === 'fast') return 'rounded';
  return bytes <= unpackBytes ? 'unpacked' : 'packed';
}

/** The model as it holds its weights. */
export function withHeldWeights(model: Model, held: Held): Model {
  if (held === 'packed') return model;
  return held === 'unpacked' ? withUnpackedWeights(model) : withRoundedActivations(model);
}

/** What is to be told of it: nothing where no weight is packed, or packed ones are fast. */
export function heldInWords(runtime: Runtime, model: Model, precision: Precision): string[] {
  const bytes = unpackedBytes(model);
  if (bytes === 0 || runtime.kind === 'webgpu') return [];
  const held = heldOn(runtime, model, precision);
  if (held === 'rounded')
    return ['Its weights stay packed and what they multiply is rounded to 8 bits: fast, and not exact.'];
  if (held === 'unpacked')
    return [`Its packed weights are unpacked into ${megabytes(bytes)} of memory: exact and fast.`];
  const allowed = megabytes(runtime.unpackBytes ?? 0);
  return [
    `Its weights stay packed, since unpacked they take ${megabytes(bytes)} and ${allowed} are allowed: exact and slow. With the precision “fast” it answers several times as fast, with rounded numbers.`,
  ];
}
