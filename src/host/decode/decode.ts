/**
 * Batched decoding: all requests together, each row under its own adapter. Requests are
 * ordered by prompt length and cut into slices of like length; equal greedy requests are decoded once.
 */
import { HostError } from '../errors.ts';
import { Batch, type BatchDecoder, type BatchRules, type DecodeRequest, type DecodeResult } from './batch.ts';
import { inCompany } from './company.ts';
import type { RowsInput } from '../passes/feeds.ts';
import type { Wearable } from '../bank/shared.ts';

export interface DecodeOptions {
  /** called with the tokens so far, each time a row has got one; row is the request's index */
  onTokens?: (row: number, tokens: readonly number[]) => void;
  signal?: AbortSignal;
  /** awaited between two steps, so that whoever calls can let other work in */
  breathe?: () => Promise<void>;
}

export interface Decoder extends BatchDecoder, Wearable {
  /** the most rows one slice may hold */
  sliceRows: number;
  /** true where it computes in float16, whose last digits are coarse */
  halves: boolean;
}

/** A request and its place in the caller's list; −1 for a row that only fills a slice up and whose answer nobody wants. */
export interface Numbered<R extends DecodeRequest = DecodeRequest> {
  request: R;
  index: number;
}

/** Who looks on while a batch is decoded, and may feed more than the decoder does. */
export interface Observer<R extends DecodeRequest> {
  /** a slice begins; gives its further inputs. Rows keep the numbers of this list while others leave the batch */
  begin(rows: readonly Numbered<R>[], adapters: readonly RowsInput[]): RowsInput[];
  /** the slice has ended; the rows are those of `begin` */
  end(rows: readonly Numbered<R>[]): Promise<void>;
}

/** Ended rows leave the batch when they are at least one in this many. */
const COMPACT_SHARE = 8;

/**
 * Decodes all requests; results are in the requests' order. Throws HostError `prompt-too-long`, or the abort reason.
 * @param observer  with one, equal requests are all decoded, for it may see more in them than this does
 */
export async function decodeAll<R extends DecodeRequest>(
  decoder: Decoder,
  requests: readonly R[],
  options: DecodeOptions = {},
  observer?: Observer<R>,
): Promise<DecodeResult[]> {
  for (const request of requests) checkRequest(request, decoder.rules);
  const twins = observer ? requests.map((_, index) => index) : twinsOf(requests);
  const firsts = requests.flatMap((request, index) => (twins[index] === index ? [{ request, index }] : []));
  const results = new Map<number, DecodeResult>();
  for (const slice of slicesOf(firsts, decoder)) {
    const report = (row: number, tokens: readonly number[]): void => {
      twins.forEach((first, index) => first === row && options.onTokens?.(index, tokens));
    };
    const told = { ...options, onTokens: options.onTokens && report };
    for (const [index, result] of await decodeSlice(decoder, slice, told, observer)) results.set(index, result);
  }
  return twins.map((first) => ({ ...results.get(first)!, tokens: [...results.get(first)!.tokens] }));
}

/** What slices are cut by. */
type Prompted = { request: { prompt: readonly number[] }; index: number };

async function decodeSlice<R extends DecodeRequest>(
  decoder: Decoder,
  slice: readonly Numbered<R>[],
  { onTokens, signal, breathe }: DecodeOptions,
  observer: Observer<R> | undefined,
): Promise<Map<number, DecodeResult>> {
  const results = new Map<number, DecodeResult>();
  const rows = inCompany(slice, decoder.leastRows, filler<R>);
  const worn = decoder.session.wear(
    decoder,
    rows.map(({ request }) => request.adapter),
  );
  const more = observer?.begin(rows, worn.inputs) ?? [];
  const batch = new Batch(decoder, rows, [...worn.inputs, ...more]);
  try {
    signal?.throwIfAborted();
    for (await batch.prefill(breathe); ; await batch.step()) {
      for (const { index, tokens, finish, request } of batch.rows) {
        if (results.has(index)) continue;
        onTokens?.(index, tokens);
        if (finish !== undefined) results.set(index, { tokens, finish, promptTokens: request.prompt.length });
      }
      if (!batch.running) break;
      await batch.compact(COMPACT_SHARE);
      await breathe?.();
      signal?.throwIfAborted();
    }
  } finally {
    batch.dispose();
    worn.takeOff();
  }
  await observer?.end(rows);
  return results;
}

/** A copy of a row that draws nothing, so that the row's own draws stay what they are without it. */
function filler<R extends DecodeRequest>({ request }: Numbered<R>): Numbered<R> {
  return { request: { ...request, temperature: 0 }, index: -1 };
}

/** Cuts requests, ordered by prompt length, into slices of nearly equal size. */
export function slicesOf<T extends Prompted>(
  requests: readonly T[],
  decoder: Pick<Decoder, 'padding' | 'sliceRows'>,
): T[][] {
  const ordered = [...requests].sort((a, b) => a.request.prompt.length - b.request.prompt.length || a.index - b.index);
  const groups = decoder.padding === 'equal' ? byLength(ordered) : [ordered];
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
    `A prompt has ${prompt.length} tokens and this model reads ${contextTokens} at most.`,
    'Shorten the prompt, or choose a model with a longer context.',
  );
}
