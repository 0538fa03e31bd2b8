/**
 * Trials on their way to outcomes: what a rule wants decoded becomes rows of one batch, whoever they belong to, and the
 * answers are graded and worth what the caller says.
 */
import type { Random } from '../../base/random.ts';
import type { DecodeResult, Host, TapDecoder, TapResult } from '../../host/index.ts';
import { familyOf } from '../../tasks/families.ts';
import type { TrialOutcome, Trial } from './rule.ts';

export interface GradedAnswer {
  solved: boolean;
  grade: number;
  newTokens: number;
  flops: number;
}

/** A trial and what its answer is worth. */
export interface PricedTrial {
  trial: Trial;
  random: Random;
  reward: (answer: GradedAnswer) => number;
}

export interface TrialDecoding {
  host: Pick<Host, 'decode' | 'encodePrompt' | 'decodeText' | 'cost'>;
  /** needed when a trial is tapped */
  tap?: TapDecoder;
  /** of tapped trials: how a token counts in a pool against the one after it */
  tokenDecay: number;
  maxNewTokens: number;
  signal?: AbortSignal;
  /** awaited between two steps of decoding, so that whoever calls can let other work in */
  breathe?: () => Promise<void>;
}

/** Decodes and grades all trials; outcomes in their order. Throws the abort reason, or what decoding throws. */
export async function attemptTrials(decoding: TrialDecoding, priced: readonly PricedTrial[]): Promise<TrialOutcome[]> {
  if (priced.length === 0) return [];
  const { host, tap, tokenDecay, maxNewTokens, signal, breathe } = decoding;
  const requests = priced.map(({ trial: { task, adapter, temperature, offset }, random }) => ({
    prompt: host.encodePrompt(task.prompt),
    adapter,
    maxNewTokens,
    temperature,
    topP: 1,
    random,
    offset,
  }));
  const tapped = priced.some(({ trial }) => trial.tapped);
  if (tapped && !tap) throw new RangeError('this rule needs a tapped decoder');
  const results: readonly (DecodeResult | TapResult)[] = tapped
    ? await tap!.decode(requests, { decay: tokenDecay, signal, breathe })
    : await host.decode(requests, { signal, breathe });
  return results.map((result, row): TrialOutcome => {
    const { trial, reward } = priced[row]!;
    const { prompt } = requests[row]!;
    const { tokens } = result;
    const { solved, grade } = familyOf(trial.task.family).grade(host.decodeText(tokens), trial.task.target);
    const flops = host.cost.flops(prompt.length, tokens.length, trial.adapter.rank);
    const reading = 'reading' in result ? result.reading : null;
    return { prompt, tokens, solved, reward: reward({ solved, grade, newTokens: tokens.length, flops }), reading };
  });
}
