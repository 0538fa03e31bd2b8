/**
 * Whether rows of different length, answered together under adapters of their own, get what each gets alone: after its
 * prompt and after some steps, on the rules by which this host answers.
 */
import { random } from '../../base/random.ts';
import { madeUpAdapter, type Adapter } from '../adapters/adapter.ts';
import type { Decoder } from '../decode/decode.ts';
import type { CheckRow } from '../session/check.ts';
import { answered } from './answered.ts';
import { largestDifference } from './golden.ts';

export interface RaggedTest {
  bitEqual: boolean;
  /** of logits */
  maxDifference: number;
}

/** Lengths of made-up prompts. Two are the same, for hosts that answer only such together. */
const LENGTHS = [17, 4, 9, 4, 12] as const;
const STEPS = 4;

/** @param prompts  to be cut into rows, where there are some that mean something to the model */
export async function raggedTest(
  decoder: Decoder,
  vocabulary: number,
  prompts: readonly (readonly number[])[],
): Promise<RaggedTest> {
  const rows = rowsOf(decoder, vocabulary, prompts);
  const together = await answered(decoder, rows, STEPS);
  let [bitEqual, maxDifference] = [true, 0];
  for (const [i, row] of rows.entries()) {
    const [alone] = await answered(decoder, [row], STEPS);
    alone!.forEach((logits, step) => {
      const other = together[i]![step]!;
      maxDifference = Math.max(maxDifference, largestDifference(other, logits, 'logits'));
      bitEqual &&= sameBits(other, logits);
    });
  }
  return { bitEqual, maxDifference };
}

function rowsOf(decoder: Decoder, vocabulary: number, prompts: readonly (readonly number[])[]): CheckRow[] {
  const draw = random('host', 'ragged');
  const most = Math.max(1, decoder.rules.contextTokens - STEPS - 1);
  const madeUp = (length: number): number[] => Array.from({ length }, () => draw.integer(0, vocabulary - 1));
  const adapter = (rank: number): Adapter => madeUpAdapter(decoder.sites, rank, 2, () => 0.04 * draw.normal());
  return LENGTHS.map((wanted, i) => {
    const length = Math.min(wanted, most);
    const given = prompts.length > 0 ? prompts[i % prompts.length]! : [];
    const prompt = given.length >= length ? given.slice(0, length) : madeUp(length);
    return { prompt, adapter: i === 1 ? null : adapter(1 + i) };
  });
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
