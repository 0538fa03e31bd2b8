/**
 * One small population decoded with taps, and what was read of it: different adapters, ranks, lengths and offsets in one
 * batch. Runs wherever a runtime runs, so that one backend's readings can be held against another's.
 */
import { random } from '../../src/base/random.ts';
import { adapterLength, type Adapter, type Site } from '../../src/host/adapters/adapter.ts';
import { prepareGraph } from '../../src/host/session/prepare.ts';
import { decodeAll } from '../../src/host/decode/decode.ts';
import { openDecoder, openTap } from '../../src/host/session/variants.ts';
import type { HostFiles } from '../../src/host/files/files.ts';
import type { Runtime } from '../../src/host/runtime/runtime.ts';
import type { ObservedDecoder, TapRequest, TapResult } from '../../src/host/tap/decoder.ts';
import { outputActivity } from '../../src/host/tap/reading.ts';

const DECAY = 0.9;

/** What one row came back with, as data that can cross to another thread. */
export interface TappedRow {
  tokens: number[];
  finish: string;
  /** the pooled inputs of all sites in a line, and each site's sum of token weights */
  inputs: Float64Array;
  weights: number[];
  /** the adapter's pooled outputs at all sites in a line; empty for a row without an adapter */
  outputs: Float64Array;
}

export interface TapCase {
  /** with offsets */
  offset: TappedRow[];
  /** with offsets of zero */
  silent: TappedRow[];
  /** tokens and finish of the same requests from the decoder that has no taps */
  plain: { tokens: number[]; finish: string }[];
}

/** Decodes the population of a host directory with taps, with silent taps and without. */
export async function tapCase(files: HostFiles, runtime: Runtime): Promise<TapCase> {
  const prepared = await prepareGraph(files);
  const decoder = await openDecoder(prepared, runtime);
  const tap = await openTap(prepared, runtime);
  const requests = population(tap.sites);
  const silent = requests.map((row): TapRequest => ({ ...row, offset: row.offset && row.offset.map(() => 0) }));
  const told = {
    offset: await tapped(tap, requests),
    silent: await tapped(tap, silent),
    plain: await decodeAll(decoder, silent),
  };
  await tap.release();
  await decoder.session.release();
  return { ...told, plain: told.plain.map(({ tokens, finish }) => ({ tokens, finish })) };
}

/** Five rows; the shortest answer ends first, so that rows leave the batch and move up. */
function population(sites: readonly Site[]): TapRequest[] {
  const draw = random('test', 'tap', 'population');
  const row = (rank: number, length: number, maxNewTokens: number): TapRequest => {
    const numbers = (count: number, size: number): Float32Array =>
      Float32Array.from({ length: count }, () => size * draw.normal());
    const adapter: Adapter | null =
      rank === 0 ? null : { rank, scale: 2, weights: numbers(adapterLength(sites, rank), 0.05) };
    return {
      prompt: Array.from({ length }, () => draw.integer(3, 400)),
      adapter,
      offset: rank === 0 ? null : numbers(sites.length * rank, 0.3),
      maxNewTokens,
      temperature: 0,
      topP: 1,
      random: draw,
    };
  };
  return [row(4, 9, 6), row(2, 5, 2), row(7, 12, 4), row(0, 7, 6), row(1, 7, 5)];
}

async function tapped(tap: ObservedDecoder, requests: readonly TapRequest[]): Promise<TappedRow[]> {
  const results = await tap.decode(requests, { decay: DECAY });
  return results.map((result, i) => rowOf(tap.sites, requests[i]!, result));
}

function rowOf(sites: readonly Site[], { adapter, offset }: TapRequest, result: TapResult): TappedRow {
  const { tokens, finish, reading } = result;
  return {
    tokens,
    finish,
    inputs: lined(sites.map((_, site) => reading.inputAt(site))),
    weights: sites.map((_, site) => reading.weightAt(site)),
    outputs: adapter ? lined(outputActivity(sites, adapter, reading, offset ?? undefined)) : new Float64Array(0),
  };
}

function lined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}
