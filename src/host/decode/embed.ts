/**
 * The host's embedding of prompts: what its head reads at a prompt's last token, before any adapter has a say. The decoding
 * graph gives it out beside the logits, so this is a prefill like any other and needs no session of its own.
 */
import { inCompany } from './company.ts';
import { disposeCache } from './cache.ts';
import { cutPrefill } from './cut.ts';
import { checkPrompt, slicesOf, type Decoder } from './decode.ts';
import { promptStep, sideOf } from './steps.ts';

export interface EmbedOptions {
  /** called with how many prompts are embedded, after each part of them */
  onEmbedded?: (count: number) => void;
  signal?: AbortSignal;
  /** awaited between two parts, so that whoever calls can let other work in */
  breathe?: () => Promise<void>;
}

/**
 * Embeds all prompts, in their order; each [hidden], an array of its own. Throws HostError `prompt-too-long`, or the abort
 * reason.
 */
export async function embedAll(
  decoder: Decoder,
  prompts: readonly (readonly number[])[],
  { onEmbedded, signal, breathe }: EmbedOptions = {},
): Promise<Float32Array[]> {
  for (const prompt of prompts) checkPrompt(prompt, decoder.rules);
  const embeddings: Float32Array[] = [];
  const requests = prompts.map((prompt, index) => ({ request: { prompt }, index }));
  let count = 0;
  for (const slice of slicesOf(requests, decoder)) {
    for (const [from, to] of cutPrefill(slice.map(({ request }) => request.prompt.length))) {
      signal?.throwIfAborted();
      const part = slice.slice(from, to);
      const found = await embedPart(
        decoder,
        part.map(({ request }) => request.prompt),
      );
      for (const [i, { index }] of part.entries()) embeddings[index] = found[i]!;
      count += part.length;
      onEmbedded?.(count);
      await breathe?.();
    }
  }
  return embeddings;
}

async function embedPart(decoder: Decoder, prompts: readonly (readonly number[])[]): Promise<Float32Array[]> {
  const { session, rules, leastRows, padding } = decoder;
  const rows = inCompany(prompts, leastRows);
  const bare = session.wear(
    decoder,
    rows.map(() => null),
  );
  const step = {
    ...promptStep(rows, rules.padToken, sideOf(padding)),
    cache: session.emptyCache(rows.length),
    adapters: bare.inputs,
    wantsHidden: true,
  };
  const { hidden, cache } = await session.run(step).finally(() => bare.takeOff());
  disposeCache(cache);
  if (!hidden) throw new RangeError('this decoder does not give out hidden states');
  const size = hidden.length / rows.length;
  return prompts.map((_, i) => hidden.slice(i * size, (i + 1) * size));
}
