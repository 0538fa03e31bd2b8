/**
 * The plain decoder, opened and checked. Float16 fails on devices in ways that only show when it runs: numbers overflow,
 * kernels are missing. Such a model is computed in float32 there, with a note.
 */
import type { Decoder } from '../decode/decode.ts';
import { HostError } from '../errors.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { checkHost } from './check.ts';
import { checkFirstAnswer, type FirstAnswers } from './first-answer.ts';
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

interface CheckOptions {
  /** of the model's config, graph and weights */
  hash: Promise<string>;
  firstAnswers?: FirstAnswers | undefined;
  onProgress?: ((doing: string) => void) | undefined;
}

/** Throws HostError `host-unreadable` or `host-wrong` where the model cannot be computed in float32 either. */
export async function openChecked(
  prepared: PreparedGraph,
  runtime: Runtime,
  options: CheckOptions,
): Promise<CheckedDecoder> {
  try {
    return await openOnce(prepared, runtime, options);
  } catch (thrown) {
    const single = preparedInFloat32(prepared);
    if (!runtime.halves || single === prepared || !isFault(thrown)) throw thrown;
    const opened = await openOnce(single, runtime, options);
    return { ...opened, notes: [`${thrown.sentence} It is computed in float32 instead of float16.`, ...opened.notes] };
  }
}

async function openOnce(
  prepared: PreparedGraph,
  runtime: Runtime,
  { hash, firstAnswers, onProgress }: CheckOptions,
): Promise<CheckedDecoder> {
  onProgress?.('Preparing the graph');
  const decoder = await openDecoder(prepared, runtime);
  onProgress?.('Checking the model');
  try {
    const { rules, notes } = await checkHost(decoder, runtime.kind, prepared.golden);
    await checkFirstAnswer({ decoder: { ...decoder, ...rules }, prepared, runtime, hash, firstAnswers });
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
