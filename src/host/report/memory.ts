/** How much memory a host takes for some rows of some tokens, as far as it follows from its graph and its sizes. */
import { adapterLength } from '../adapters/adapter.ts';
import { weightBytes, type PassMemory } from '../differentiate/memory.ts';
import { DataType } from '../onnx/model.ts';
import { unpackedBytes } from '../passes/unpack.ts';
import { fitted } from '../session/fitted.ts';
import { heldOn } from '../session/held.ts';
import type { HostParts } from '../session/host.ts';

/** Rows that are answered or trained together. */
export interface RowSizes {
  rows: number;
  /** of a row, prompt and answer */
  tokens: number;
  /** of the rows' adapters */
  rank: number;
}

/** Bytes. An estimate: a runtime holds blocks in reserve, and its own code. */
export interface MemoryNeed extends RowSizes {
  /** the weights as this runtime holds them, in one session */
  weights: number;
  /** what goes from step to step, before and after a step, with the adapters and the logits */
  decoding: number;
  /** a training pass over the rows with the loss at every second token; null where the model cannot be trained */
  training: number | null;
}

/** @param training  what a training pass takes; undefined where there is none */
export function memoryOf(
  { prepared, runtime, decoder }: HostParts,
  training: PassMemory | undefined,
  sizes: RowSizes,
): MemoryNeed {
  const { rows, tokens, rank } = sizes;
  const { model, signature } = fitted(prepared, runtime, prepared.grafted);
  const caches = signature.caches.reduce((sum, { rowShape, type }) => {
    const numbers = rowShape.reduce((product, size) => product * (size || tokens), 1);
    return sum + numbers * (type === 'float16' ? 2 : 4);
  }, 0);
  const adapters = 4 * adapterLength(decoder.sites, rank);
  const logits = 4 * prepared.config.vocabulary;
  return {
    ...sizes,
    weights: heldBytes(prepared, runtime, model),
    decoding: rows * (2 * caches + adapters + logits),
    training: training ? training.passBytes({ rows, tokens, rank, positions: Math.max(1, tokens >> 1) }) : null,
  };
}

/** Packed weights that are unpacked replace the packed ones; halves that are computed in float32 take twice their bytes. */
function heldBytes(
  prepared: HostParts['prepared'],
  runtime: HostParts['runtime'],
  model: Parameters<typeof heldOn>[1],
): number {
  const { initializers } = model.graph;
  const unpacked = heldOn(runtime, model, prepared.precision) === 'unpacked' ? unpackedBytes(model) : 0;
  const halves = initializers.filter(({ dataType, name }) => dataType === DataType.float16 && name.endsWith('/half'));
  return weightBytes(initializers) + unpacked + 2 * weightBytes(halves);
}
