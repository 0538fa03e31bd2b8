/**
 * Decoding with taps: the same loop as any decoding, looked on by an observer that feeds exploratory offsets and keeps
 * what each row's adapter read.
 */
import type { Site } from '../adapters/adapter.ts';
import type { DecodeRequest, DecodeResult } from '../decode/batch.ts';
import { decodeAll, type DecodeOptions, type Decoder, type Observer } from '../decode/decode.ts';
import type { TapReading } from './reading.ts';
import type { RowOffset } from './offsets.ts';
import { rowNumbers, type TapSession } from './session.ts';

export interface TapRequest extends DecodeRequest {
  /** ξ, one vector per site for all tokens of the row, [sites · rank] by site; null for none */
  offset: Float32Array | null;
}

export interface TapResult extends DecodeResult {
  reading: TapReading;
}

export interface TapOptions extends Pick<DecodeOptions, 'signal' | 'breathe'> {
  /** per token, above 0 and at most 1; 1 sums all tokens alike */
  decay?: number;
}

/** A decoder that looks on. */
export interface TapDecoder {
  /**
   * Decodes all requests; results are in the requests' order. One call at a time.
   * Throws RangeError for an offset of another length or an impossible decay, HostError `prompt-too-long`, or the abort
   * reason.
   */
  decode(requests: readonly TapRequest[], options?: TapOptions): Promise<TapResult[]>;
}

export class ObservedDecoder implements TapDecoder {
  /** what its check had to say, in plain sentences */
  readonly notes: readonly string[];
  readonly #decoder: Decoder;
  readonly #session: TapSession;

  constructor(decoder: Decoder, session: TapSession, notes: readonly string[]) {
    this.#decoder = decoder;
    this.#session = session;
    this.notes = notes;
  }

  get sites(): readonly Site[] {
    return this.#decoder.sites;
  }

  async decode(requests: readonly TapRequest[], { decay = 1, ...options }: TapOptions = {}): Promise<TapResult[]> {
    const session = this.#session;
    const readings: TapReading[] = [];
    const observer: Observer<TapRequest> = {
      begin: (rows, adapters) => {
        const offsets = rows.map(({ request }) => checkedOffset(request, this.sites));
        session.begin({ offsets, adapters, decay });
        return [rowNumbers(rows.length)];
      },
      async end(rows) {
        const found = await session.end();
        rows.forEach(({ index }, row) => {
          if (index >= 0) readings[index] = found[row]!;
        });
      },
    };
    const results = await decodeAll(this.#decoder, requests, options, observer);
    return results.map((result, index) => ({ ...result, reading: readings[index]! }));
  }

  release(): Promise<void> {
    return this.#decoder.session.release();
  }
}

/** A request's rank and offset. Throws RangeError where they do not fit together. */
function checkedOffset({ adapter, offset }: TapRequest, sites: readonly Site[]): RowOffset {
  const rank = adapter?.rank ?? 0;
  const wanted = rank * sites.length;
  if (offset && offset.length !== wanted)
    throw new RangeError(`an offset has ${offset.length} numbers where ${wanted} belong`);
  return { rank, offset };
}
