/** How long a decode step takes, in a browser's worker or in Node: the batch as the lab runs it, without its prompts. */
import { random } from '../../../src/base/random.ts';
import { adapterLength, type Adapter, type Site } from '../../../src/host/adapters/adapter.ts';
import { Batch } from '../../../src/host/decode/batch.ts';
import type { Decoder } from '../../../src/host/decode/decode.ts';

const PROMPT_TOKENS = 44;

/** The prompt of a row: token ids that every host here knows. */
export function promptOf(row: number): number[] {
  const draw = random('bench', 'prompt', row);
  return Array.from({ length: PROMPT_TOKENS }, () => draw.integer(3, 511));
}

/** So many adapters, no two alike. */
export function distinctAdapters(sites: readonly Site[], rank: number, count: number): Adapter[] {
  const draw = random('bench', 'steps');
  const length = adapterLength(sites, rank);
  return Array.from({ length: count }, () => ({
    rank,
    scale: 1,
    weights: Float32Array.from({ length }, () => 0.03 * draw.normal()),
  }));
}

/** Milliseconds per greedy decode step of a batch with these adapters, the mean of all. */
export async function msPerStep(
  decoder: Decoder,
  steps: number,
  adapters: readonly (Adapter | null)[],
): Promise<number> {
  const ms = await msOfSteps(decoder, steps, adapters);
  return ms.reduce((sum, each) => sum + each, 0) / steps;
}

/**
 * Milliseconds of each of `steps` greedy decode steps of a batch behind its prompts.
 * @param adapters  one a row; null for the bare host
 */
export async function msOfSteps(
  decoder: Decoder,
  steps: number,
  adapters: readonly (Adapter | null)[],
): Promise<number[]> {
  const requests = adapters.map((adapter, index) => {
    const greedy = { maxNewTokens: steps + 1, temperature: 0, topP: 1, random: random('bench', 'greedy', index) };
    return { index, request: { prompt: promptOf(index), adapter, ...greedy } };
  });
  const worn = decoder.session.wear(decoder, adapters);
  const batch = new Batch({ ...decoder, rules: { ...decoder.rules, endTokens: [] } }, requests, worn.inputs);
  await batch.prefill();
  const ms: number[] = [];
  while (batch.running) {
    const start = performance.now();
    await batch.step();
    ms.push(performance.now() - start);
  }
  batch.dispose();
  worn.takeOff();
  return ms;
}
