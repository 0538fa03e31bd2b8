/**
 * Decoding with taps: as `decodeAll`, but each row may carry an exploratory offset and comes back with what its adapter
 * read. It is a session of its own on the same weights; equal requests are all decoded, for their offsets differ.
 */
import type { Site } from '../adapters/adapter.ts';
import { Batch, type DecodeRequest, type DecodeResult } from '../decode/batch.ts';
import { checkHost } from '../session/check.ts';
import { readConfig, readSignature } from '../files/config.ts';
import type { Decoder } from '../decode/decode.ts';
import { adapterFeeds } from '../adapters/feeds.ts';
import { find } from '../find/find.ts';
import { graft } from '../passes/graft.ts';
import { readExternalData, readJson, readOptionalJson, type HostFiles } from '../files/files.ts';
import { lastTokenOnly } from '../passes/last.ts';
import { decodeModel, encodeModel } from '../onnx/model.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { DecoderSession } from '../session/session.ts';
import { tap, type TappedGroup } from '../passes/tap.ts';
import { TapLayout, type TapReading } from './reading.ts';
import { offsetFeeds, rowNumbers, TapSession } from './session.ts';

export interface TapRequest extends DecodeRequest {
  /** ξ, one vector per site for all tokens of the row, [sites · rank] by site; null for none */
  offset: Float32Array | null;
}

export interface TapResult extends DecodeResult {
  reading: TapReading;
}

export interface TapOptions {
  /** per token, above 0 and at most 1; 1 sums all tokens alike */
  decay?: number;
  signal?: AbortSignal;
}

/** Rows of one slice; what two threads keep busy. */
const SLICE_ROWS = 64;
const COMPACT_SHARE = 8;

/** Opens a host's tapped decoder. Throws HostError `host-damaged`, `host-unreadable` or `host-wrong`. */
export async function openTap(from: { files: HostFiles; runtime: Runtime; model?: string }): Promise<TapDecoder> {
  const { files, runtime, model: path = 'onnx/model.onnx' } = from;
  const config = readConfig(
    await readJson(files, 'config.json'),
    await readOptionalJson(files, 'generation_config.json'),
  );
  const model = decodeModel(await files.read(path));
  const signature = readSignature(model, config);
  const trimmed = lastTokenOnly(model, find(model, config));
  const { sites } = trimmed.found;
  const grafted = graft(trimmed.model, trimmed.found);
  const tapped = tap(grafted.model, grafted.groups);
  const externalData = await readExternalData(model, path, files);
  const inner = await runtime.createSession(encodeModel(tapped.model), { externalData });
  const session = new TapSession(runtime, inner, tapped.groups, new TapLayout(sites, tapped.groups, tapped.width));
  const decoder: Decoder = {
    session: new DecoderSession(runtime, session, signature),
    sites,
    groups: grafted.groups,
    rules: config,
    sliceRows: SLICE_ROWS,
    leastRows: 1,
    padding: true,
    decodeText: () => '',
  };
  const { rules } = await checkHost(decoder, runtime.kind, files);
  return new TapDecoder({ ...decoder, ...rules }, session, tapped.groups);
}

export class TapDecoder {
  readonly #decoder: Decoder;
  readonly #session: TapSession;
  readonly #groups: readonly TappedGroup[];

  constructor(decoder: Decoder, session: TapSession, groups: readonly TappedGroup[]) {
    this.#decoder = decoder;
    this.#session = session;
    this.#groups = groups;
  }

  get sites(): readonly Site[] {
    return this.#decoder.sites;
  }

  /** Decodes all requests; results are in the requests' order. One call at a time. Throws the abort reason. */
  async decode(requests: readonly TapRequest[], { decay = 1, signal }: TapOptions = {}): Promise<TapResult[]> {
    const results: TapResult[] = [];
    const ordered = requests.map((request, index) => ({ request, index }));
    ordered.sort((a, b) => a.request.prompt.length - b.request.prompt.length || a.index - b.index);
    for (const slice of this.#slices(ordered)) {
      const decoded = await this.#decodeSlice(
        slice.map(({ request }) => request),
        decay,
        signal,
      );
      slice.forEach(({ index }, i) => (results[index] = decoded[i]!));
    }
    return results;
  }

  release(): Promise<void> {
    return this.#decoder.session.release();
  }

  #slices<T extends { request: TapRequest }>(ordered: readonly T[]): T[][] {
    const slices: T[][] = [];
    for (const one of ordered) {
      const open = slices.at(-1);
      const alike = this.#decoder.padding || open?.[0]!.request.prompt.length === one.request.prompt.length;
      if (open && alike && open.length < this.#decoder.sliceRows) open.push(one);
      else slices.push([one]);
    }
    return slices;
  }

  async #decodeSlice(
    requests: readonly TapRequest[],
    decay: number,
    signal: AbortSignal | undefined,
  ): Promise<TapResult[]> {
    const { sites, groups, rules, leastRows } = this.#decoder;
    const rows = requests.map((request, index) => ({ request, index }));
    while (rows.length < leastRows) rows.push({ ...rows[0]!, index: rows.length });
    const adapters = adapterFeeds(
      sites,
      groups,
      rows.map(({ request }) => request.adapter),
    );
    const offsets = offsetFeeds(
      this.#groups,
      adapters,
      rows.map(({ request }) => ({ rank: request.adapter?.rank ?? 0, offset: checkedOffset(request, sites) })),
    );
    const batch = new Batch(this.#decoder.session, rules, rows, [...adapters, ...offsets, rowNumbers(rows.length)]);
    this.#session.begin(rows.length, decay);
    const results: DecodeResult[] = [];
    try {
      for (await batch.prefill(); ; await batch.step()) {
        for (const { index, tokens, finish, request } of batch.rows)
          if (finish !== undefined) results[index] ??= { tokens, finish, promptTokens: request.prompt.length };
        if (!batch.running) break;
        if (batch.rows.length > leastRows) await batch.compact(COMPACT_SHARE);
        signal?.throwIfAborted();
      }
    } finally {
      batch.dispose();
    }
    return requests.map((_, i) => ({ ...results[i]!, reading: this.#session.readings[i]! }));
  }
}

function checkedOffset({ adapter, offset }: TapRequest, sites: readonly Site[]): Float32Array | null {
  const wanted = (adapter?.rank ?? 0) * sites.length;
  if (offset && offset.length !== wanted)
    throw new RangeError(`an offset has ${offset.length} numbers where ${wanted} belong`);
  return offset;
}
