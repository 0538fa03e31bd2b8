/**
 * The tiny host, made trainable: an adapter's gradient is made up of its row, so that learning moves its weights, is
 * repeatable to the bit and costs no time. What was asked of it can be looked at.
 */
import type { DecodeRequest, Host, RowGradient, Training, TrainingRow } from '../../../src/host/index.ts';
import { sumOf } from '../../support/row-gradients.ts';
import { tinyHost, type TinyHostOptions } from '../../support/tiny-host.ts';

/** FLOPs of a training pass per token of a row, by which tests add up for themselves. */
export const FORWARD = 100;
export const BACKWARD = 200;

interface Asked {
  /** the requests of each batch */
  batches: (readonly DecodeRequest[])[];
  trained: TrainingRow[];
}

export function trainableHost(
  options: TinyHostOptions & {
    gradientOf?: (row: TrainingRow) => RowGradient;
    /** Called before each update's training; what it throws, the device throws. */
    beforeTraining?: () => void;
  } = {},
): Host & { asked: Asked } {
  const { gradientOf = madeUp, beforeTraining, ...tiny } = options;
  const host = tinyHost(tiny);
  const asked: Asked = { batches: [], trained: [] };
  const training = {
    trainer: {
      sum: async (rows: readonly TrainingRow[]) => {
        beforeTraining?.();
        asked.trained.push(...rows);
        return sumOf(rows.map(gradientOf));
      },
      release: async () => undefined,
    },
    cost: { flops: (tokens: number) => ({ forward: FORWARD * tokens, backward: BACKWARD * tokens }) },
    answerTokens: (text: string) => [...text].map((letter) => letter.codePointAt(0)!),
  } as unknown as Training;
  return {
    ...host,
    asked,
    decode: (requests, decoding) => {
      asked.batches.push(requests);
      return host.decode(requests, decoding);
    },
    learning: { ...host.learning, training: async () => training },
  };
}

/** As long as the row's weights and tokens say, and of either sign. */
function madeUp({ tokens, weights, adapter }: TrainingRow): RowGradient {
  const pull = Array.from(weights).reduce((sum, weight) => sum + weight, 0);
  const gradient = adapter.weights.map(
    (weight, i) => pull * (((tokens[i % tokens.length]! * 31 + i) % 7) - 3 + weight),
  );
  return { loss: pull, gradient };
}
