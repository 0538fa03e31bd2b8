/**
 * The golden prompt. What a host answered at its first start on a kind of device is kept, and every later start is held
 * against it: a driver that was updated, a device that went bad, files that changed under way. A first start on a graphics
 * device has nothing to be held against but a processor, which answers the same prompt where there is memory for it.
 */
import { random } from '../../base/random.ts';
import { hashJson } from '../../base/hash.ts';
import { madeUpAdapter } from '../adapters/adapter.ts';
import type { Decoder } from '../decode/decode.ts';
import { isExact, type Runtime } from '../runtime/runtime.ts';
import { largestOf, logitsOf, wrong, type CheckRow } from './check.ts';
import { isPacked } from './held.ts';
import { memoryOf } from './memory.ts';
import type { PreparedGraph } from './prepare.ts';
import { openDecoder } from './variants.ts';

/** Some logits after each token of an answer. */
export interface KeptAnswer {
  /** of rows, of steps: the token that comes next */
  best: readonly (readonly number[])[];
  /** of rows, of steps: logits, evenly out of all */
  logits: readonly (readonly (readonly number[])[])[];
}

/** Where first answers are kept, by names that files can have. Whatever fails in it is as if nothing had been kept. */
export interface FirstAnswers {
  /** What was kept under this name, in whatever state; undefined where nothing was. */
  get(name: string): Promise<unknown>;
  keep(name: string, answer: KeptAnswer): Promise<void>;
}

interface Guarded {
  decoder: Decoder;
  prepared: PreparedGraph;
  runtime: Runtime;
  /** of the model's config, graph and weights */
  hash: Promise<string>;
  /** nothing is kept or compared where there is no place for it */
  firstAnswers: FirstAnswers | undefined;
}

const PROMPT_TOKENS = 7;
const STEPS = 2;
const MOST_LOGITS = 256;
/** A second copy of a model that is larger is not worth the first start's wait. */
const MOST_REFERENCE_BYTES = 6e8;

/** Throws HostError `host-wrong` where it answers otherwise than at its first start here, or a processor does. */
export async function checkFirstAnswer({ decoder, prepared, runtime, hash, firstAnswers }: Guarded): Promise<void> {
  if (!firstAnswers) return;
  const name = hashJson([await hash, prepared.precision, runtime.kind, decoder.halves ? 'float16' : 'float32']);
  const answer = await answerOf(decoder);
  const kept = await firstAnswers.get(name).catch(() => undefined);
  const allowed = allowedOf(decoder, prepared, answer);
  if (isAnswerLike(kept, answer)) {
    const apart = differenceOf(answer, kept);
    if (!(apart <= allowed)) throw wrong(`its answers differ by ${apart} from those at its first start here`);
    return;
  }
  // What a host's maker measured says more than another kind of device.
  const reference = prepared.golden ? undefined : await processorAnswer(prepared, runtime);
  const apart = reference ? differenceOf(answer, reference) : 0;
  if (!(apart <= allowed)) throw wrong(`its answers differ by ${apart} from those of the processor`);
  await firstAnswers.keep(name, answer).catch(() => undefined);
}

/** What a processor answers; undefined where there is none beside the device, or no room for another copy of the model. */
async function processorAnswer(prepared: PreparedGraph, { kind, processor }: Runtime): Promise<KeptAnswer | undefined> {
  if (isExact(kind) || !processor) return undefined;
  const runtime = await processor();
  const { sessionBytes } = memoryOf(prepared, runtime);
  if (sessionBytes > Math.min(MOST_REFERENCE_BYTES, (runtime.freeBytes?.() ?? Infinity) / 2)) return undefined;
  try {
    const decoder = await openDecoder(prepared, runtime);
    try {
      return await answerOf(decoder);
    } finally {
      await decoder.session.release();
    }
  } catch {
    return undefined; // that the processor cannot do it says nothing of the device
  } finally {
    await runtime.dispose();
  }
}

/** The bare model and one with an adapter, each alone. */
async function answerOf(decoder: Decoder): Promise<KeptAnswer> {
  const draw = random('host', 'first answer');
  const prompt = Array.from({ length: PROMPT_TOKENS }, () => draw.integer(3, 60));
  const adapter = madeUpAdapter(decoder.sites, 3, 1, () => 0.05 * draw.normal());
  const rows: CheckRow[] = [
    { prompt, adapter: null },
    { prompt, adapter },
  ];
  const best: number[][] = [];
  const logits: number[][][] = [];
  for (const row of rows) {
    const [steps] = await logitsOf(decoder, [row], STEPS);
    best.push(steps!.map(bestOf));
    logits.push(steps!.map(someOf));
  }
  return { best, logits };
}

function bestOf(logits: Float32Array): number {
  return logits.reduce((best, logit, token) => (logit > logits[best]! ? token : best), 0);
}

function someOf(logits: Float32Array): number[] {
  const count = Math.min(MOST_LOGITS, logits.length);
  return Array.from({ length: count }, (_, i) => logits[Math.floor((i * logits.length) / count)]!);
}

/** Halves and weights in few bits are multiplied in other ways on other devices, and by other drivers. */
function allowedOf({ halves }: Decoder, { trimmed }: PreparedGraph, { logits }: KeptAnswer): number {
  const largest = largestOf(logits.flat());
  return halves || isPacked(trimmed) ? largest / 32 : Math.max(5e-3, largest / 2048);
}

/**
 * The largest difference of two answers, as far as they say the same: where they choose another token, two were as good,
 * and what comes then answers something else.
 */
function differenceOf(a: KeptAnswer, b: KeptAnswer): number {
  let most = 0;
  for (const [row, steps] of a.logits.entries()) {
    for (const [step, logits] of steps.entries()) {
      const others = b.logits[row]![step]!;
      for (const [i, logit] of logits.entries()) {
        const apart = Math.abs(logit - others[i]!);
        if (Number.isNaN(apart)) return NaN;
        most = Math.max(most, apart);
      }
      if (a.best[row]![step] !== b.best[row]![step]) break;
    }
  }
  return most;
}

/** Whether what was kept is an answer to the same questions. */
function isAnswerLike(kept: unknown, { best, logits }: KeptAnswer): kept is KeptAnswer {
  const { best: keptBest, logits: keptLogits } = (kept ?? {}) as Partial<Record<keyof KeptAnswer, unknown>>;
  return areNumbersLike(keptBest, best) && areNumbersLike(keptLogits, logits);
}

function areNumbersLike(value: unknown, like: unknown): boolean {
  if (!Array.isArray(like)) return typeof value === 'number' && Number.isFinite(value);
  return Array.isArray(value) && value.length === like.length && like.every((one, i) => areNumbersLike(value[i], one));
}
