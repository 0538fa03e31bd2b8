/**
 * Population-batched decoding: all episodes of a generation together, each row under its own adapter. Requests are
 * ordered by prompt length and cut into slices of like length; equal greedy requests are decoded once.
 */
import { HostError } from '../errors.ts';
import type { Site } from '../adapters/adapter.ts';
import { Batch, type BatchRules, type DecodeRequest, type DecodeResult } from './batch.ts';
import { adapterFeeds } from '../adapters/feeds.ts';
import type { GraftGroup } from '../passes/graft.ts';
import type { DecoderSession } from '../session/session.ts';

export interface DecodeOptions {
  /** called with the answer so far, each time a row has got a token; row is the request's index */
  onTokens?: (row: number, text: string) => void;
  signal?: AbortSignal;
  /** awaited between two steps, so that whoever calls can let other work in */
  breathe?: () => Promise<void>;
}

export interface Decoder {
  session: DecoderSession;
  sites: readonly Site[];
  groups: readonly GraftGroup[];
  rules: BatchRules;
  /** the most rows one slice may hold */
  sliceRows: number;
  /** the fewest rows a run may have; a lone row is run as this many where a one-row kernel rounds differently */
  leastRows: number;
  /** false where the load-time check refused padding: then slices hold prompts of one length only */
  padding: boolean;
  decodeText: (tokens: readonly number[]) => string;
}

/** Ended rows leave the batch when they are at least one in this many. */
const COMPACT_SHARE = 8;

/** Decodes all requests; results are in the requests' order. Throws HostError `prompt-too-long`, or the abort reason. */
export async function decodeAll(
  decoder: Decoder,
  requests: readonly DecodeRequest[],
  options: DecodeOptions = {},
): Promise<DecodeResult[]> {
  for (const request of requests) checkRequest(request, decoder.rules);
  const twins = twinsOf(requests);
  const firsts = requests.flatMap((request, index) => (twins[index] === index ? [{ request, index }] : []));
  const results = new Map<number, DecodeResult>();
  for (const slice of slicesOf(firsts, decoder)) {
    const report = (row: number, tokens: readonly number[]): void => {
      if (!options.onTokens) return;
      const text = decoder.decodeText(tokens);
      twins.forEach((first, index) => first === row && options.onTokens?.(index, text));
    };
    for (const [index, result] of await decodeSlice(decoder, slice, report, options)) results.set(index, result);
  }
  return twins.map((first) => ({ ...results.get(first)!, tokens: [...results.get(first)!.tokens] }));
}

type Numbered = { request: DecodeRequest; index: number };
/** What slices are cut by. */
type Prompted = { request: { prompt: readonly number[] }; index: number };

async function decodeSlice(
  decoder: Decoder,
  slice: readonly Numbered[],
  report: (row: number, tokens: readonly number[]) => void,
  { signal, breathe }: DecodeOptions,
): Promise<Map<number, DecodeResult>> {
  const results = new Map<number, DecodeResult>();
  const rows = [...slice];
  while (rows.length < decoder.leastRows) rows.push(rows[0]!);
  const adapters = adapterFeeds(
    decoder.sites,
    decoder.groups,
    rows.map(({ request }) => request.adapter),
  );
  const batch = new Batch(decoder.session, decoder.rules, rows, adapters);
  try {
    signal?.throwIfAborted();
    for (await batch.prefill(breathe); ; await batch.step()) {
      for (const { index, tokens, finish, request } of batch.rows) {
        if (results.has(index)) continue;
        report(index, tokens);
        if (finish !== undefined) results.set(index, { tokens, finish, promptTokens: request.prompt.length });
      }
      if (!batch.running) return results;
      if (batch.rows.length > decoder.leastRows) await batch.compact(COMPACT_SHARE);
      await breathe?.();
      signal?.throwIfAborted();
    }
  } finally {
    batch.dispose();
  }
}

/** Cuts requests, ordered by prompt length, into slices of nearly equal size. */
export function slicesOf<T extends Prompted>(
  requests: readonly T[],
  decoder: Pick<Decoder, 'padding' | 'sliceRows'>,
): T[][] {
  const ordered = [...requests].sort((a, b) => a.request.prompt.length - b.request.prompt.length || a.index - b.index);
  const groups = decoder.padding ? [ordered] : byLength(ordered);
  return groups.flatMap((group) => {
    const count = Math.ceil(group.length / decoder.sliceRows);
    return Array.from({ length: count }, (_, i) =>
      group.slice(Math.round((i * group.length) / count), Math.round(((i + 1) * group.length) / count)),
    );
  });
}

function byLength<T extends Prompted>(requests: readonly T[]): T[][] {
  const groups = new Map<number, T[]>();
  for (const one of requests) {
    const length = one.request.prompt.length;
    groups.set(length, [...(groups.get(length) ?? []), one]);
  }
  return [...groups.values()];
}

/** For each request the index of the first one that must give the same answer: same adapter and prompt, greedy. */
function twinsOf(requests: readonly DecodeRequest[]): number[] {
  const seen = new Map<object | null, Map<string, number>>();
  return requests.map(({ adapter, prompt, temperature, maxNewTokens }, index) => {
    if (temperature > 0) return index;
    const prompts = seen.get(adapter) ?? new Map<string, number>();
    seen.set(adapter, prompts);
    const key = `${maxNewTokens}:${prompt.join(' ')}`;
    const first = prompts.get(key) ?? index;
    prompts.set(key, first);
    return first;
  });
}

function checkRequest({ prompt, maxNewTokens }: DecodeRequest, rules: BatchRules): void {
  if (!(maxNewTokens >= 1)) throw new RangeError('a request needs at least one new token');
  checkPrompt(prompt, rules);
}

/** Throws RangeError for an empty prompt and HostError `prompt-too-long`. */
export function checkPrompt(prompt: readonly number[], { contextTokens }: BatchRules): void {
  if (prompt.length === 0) throw new RangeError('a request needs a prompt');
  if (prompt.length <= contextTokens) return;
  throw new HostError(
    'prompt-too-long',
    `A prompt has ${prompt.length} tokens and this host reads ${contextTokens} at most.`,
    'Close the cells with longer tasks, or choose a host with a longer context.',
  );
}
