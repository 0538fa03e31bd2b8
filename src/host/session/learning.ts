/**
 * What only learning needs of a host: the tapped decoder and the training graph, each a session of its own on the same
 * weights. They are opened when first asked for, since most of a world never does.
 */
import type { HostFiles } from '../files/files.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openTap, type TapDecoder } from '../tap/decoder.ts';
import { openTraining, type Training } from './training.ts';

export interface Learning {
  /** for Hebbian traces. Throws what `openTap` throws */
  tap(): Promise<Pick<TapDecoder, 'decode'>>;
  /** for gradients. Throws what `openTraining` throws */
  training(): Promise<Training>;
  release(): Promise<void>;
}

/** Opens nothing yet. What failed to open is tried again when asked for again. */
export function openLearning(from: { files: HostFiles; runtime: Runtime; model?: string }): Learning {
  let tap: Promise<TapDecoder> | null = null;
  let training: Promise<Training> | null = null;
  return {
    tap: () =>
      (tap ??= openTap(from).catch((thrown: unknown) => {
        tap = null;
        throw thrown;
      })),
    training: () =>
      (training ??= openTraining(from).catch((thrown: unknown) => {
        training = null;
        throw thrown;
      })),
    async release() {
      await (await tap)?.release();
      await (await training)?.trainer.release();
      tap = training = null;
    },
  };
}
