/**
 * The plain decoder, opened and checked. Float16 fails on devices in ways that only show when it runs: numbers overflow,
 * kernels are missing. Such a model is computed in float32 there, with a note.
 */
import type { Decoder } from '../decode/decode.ts';
import { HostError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { checkHost } from './check.ts';
import { fitted, preparedInFloat32 } from './fitted.ts';
import { heldInWords } from './held.ts';
import type { PreparedGraph } from './prepare.ts';
import { openDecoder } from './variants.ts';

interface CheckedDecoder {
  decoder: Decoder;
  /** the graph that is computed, for the other variants */
  prepared: PreparedGraph;
  /** plain sentences */
  notes: readonly string[];
}

/** Throws HostError `host-unreadable` or `host-wrong` where the model cannot be computed in float32 either. */
export async function openChecked(
  prepared: PreparedGraph,
  runtime: Runtime,
  onProgress?: (doing: string) => void,
): Promise<CheckedDecoder> {
  try {
    return await openOnce(prepared, runtime, onProgress);
  } catch (thrown) {
    const single = preparedInFloat32(prepared);
    if (!runtime.halves || single === prepared || !isFault(thrown)) throw thrown;
    const opened = await openOnce(single, runtime, onProgress);
    return { ...opened, notes: [`${thrown.sentence} It is computed in float32 instead of float16.`, ...opened.notes] };
  }
}

async function openOnce(
  prepared: PreparedGraph,
  runtime: Runtime,
  onProgress?: (doing: string) => void,
): Promise<CheckedDecoder> {
  onProgress?.('Preparing the graph');
  const decoder = await openDecoder(prepared, runtime);
  onProgress?.('Checking the model');
  try {
    const { rules, notes } = await checkHost(decoder, runtime.kind, prepared.golden);
    const { model } = fitted(prepared, runtime, prepared.trimmed);
    const held = heldInWords(runtime, model, prepared.precision);
    return { decoder: { ...decoder, ...rules }, prepared, notes: [...held, ...notes] };
  } catch (thrown) {
    await decoder.session.release();
    throw thrown;
  }
}

function isFault(thrown: unknown): thrown is HostError {
  return thrown instanceof HostError && (thrown.code === 'host-wrong' || thrown.code === 'host-unreadable');
}
