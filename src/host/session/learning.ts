/**
 * What only learning needs of a host: the tapped decoder and the training graph. They are opened when first asked for,
 * since much that is done with a host never does.
 */
import type { HostTokenizer } from '../files/tokenizer.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { TapDecoder } from '../tap/decoder.ts';
import type { PreparedGraph } from './prepare.ts';
import { openTap, openTraining, type Training } from './variants.ts';

export interface LearningGraphs {
  /** for Hebbian traces. Throws HostError `host-wrong` */
  tap(): Promise<TapDecoder>;
  /** for gradients. Throws HostError `host-unreadable`, `host-too-large` or `operator-without-rule` */
  training(): Promise<Training>;
  release(): Promise<void>;
}

/**
 * Opens nothing yet. What failed to open is tried again when asked for again.
 * @param note  told each sentence that a check of the tapped decoder had to say
 */
export function openLearning(from: {
  prepared: PreparedGraph;
  runtime: Runtime;
  words: HostTokenizer;
  note: (sentence: string) => void;
}): LearningGraphs {
  const { prepared, runtime, words, note } = from;
  const tap = once(async () => {
    const opened = await openTap(prepared, runtime);
    opened.notes.forEach(note);
    return opened;
  });
  const training = once(() => openTraining(prepared, runtime, words));
  return {
    tap: tap.get,
    training: training.get,
    async release() {
      await (await tap.take())?.release();
      await (await training.take())?.trainer.release();
    },
  };
}

/** Something that is opened when first asked for, kept, and opened again after it failed or was taken away. */
function once<T>(open: () => Promise<T>): { get: () => Promise<T>; take: () => Promise<T> | null } {
  let opened: Promise<T> | null = null;
  return {
    get() {
      opened ??= open().catch((thrown: unknown) => {
        opened = null;
        throw thrown;
      });
      return opened;
    },
    take() {
      const taken = opened;
      opened = null;
      return taken;
    },
  };
}
