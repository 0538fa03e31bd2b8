/** The session's owner: a device that goes away in the middle of a run is an error in words, and nothing hangs. */
import { Tensor } from 'onnxruntime-common';
import { expect, test, vi } from 'vitest';
import type { Signature } from '../../src/host/files/signature.ts';
import type { Runtime, RuntimeSession } from '../../src/host/runtime/runtime.ts';
import type { Cache } from '../../src/host/decode/cache.ts';
import { DecoderSession, type SessionStep } from '../../src/host/decode/session.ts';

const signature: Signature = {
  ids: 'int64',
  mask: 'int64',
  positions: null,
  caches: [
    { past: 'past_key_values.0.key', present: 'present.0.key', type: 'float32', rowShape: [1, 0, 2], tokenAxis: 1 },
  ],
  padding: 'right',
  rowsAlone: false,
};

function sessionOn(run: RuntimeSession['run'], lost?: Promise<string>): DecoderSession {
  const runtime: Runtime = {
    kind: 'webgpu',
    threads: 1,
    label: 'test',
    notes: [],
    Tensor,
    ...(lost ? { lost } : {}),
    createSession: () => Promise.reject(new Error('not used')),
    dispose: () => Promise.resolve(),
  };
  return new DecoderSession(
    runtime,
    { inputNames: [], outputNames: [], run, release: () => Promise.resolve() },
    signature,
  );
}

function stepWith(cache: Cache): SessionStep {
  const one = BigInt64Array.of(1n);
  return { rows: 1, tokens: one, width: 1, mask: one, positions: one, last: one, cache, adapters: [] };
}

test('a lost device fails the run in progress and every later one', async () => {
  let lose = (_reason: string): void => undefined;
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  const session = sessionOn(() => new Promise(() => undefined), lost);
  const running = session.run(stepWith(session.emptyCache(1)));
  lose('driver reset');
  await expect(running).rejects.toMatchObject({ code: 'device-lost', cause: 'driver reset' });
  await expect(session.run(stepWith(session.emptyCache(1)))).rejects.toMatchObject({ code: 'device-lost' });
});

test('the cache that went in is disposed of, whether the run succeeds or fails', async () => {
  const outputs = {
    logits: new Tensor('float32', new Float32Array(4), [1, 1, 4]),
    'present.0.key': new Tensor('float32', new Float32Array(2), [1, 1, 1, 2]),
  };
  const failure = new Error('no such kernel');
  for (const run of [() => Promise.resolve(outputs), () => Promise.reject(failure)]) {
    const session = sessionOn(run);
    const cache = session.emptyCache(1);
    const dispose = vi.spyOn(cache.tensors.get('past_key_values.0.key')!, 'dispose');
    await session.run(stepWith(cache)).catch((error: unknown) => expect(error).toBe(failure));
    expect(dispose).toHaveBeenCalledTimes(1);
  }
});

test('rows and slots of a cache are kept, and caches of different length are joined', async () => {
  const session = sessionOn(() => Promise.reject(new Error('not used')));
  const cacheOf = (rows: number, tokens: number, first: number): Cache => {
    const data = Float32Array.from({ length: rows * tokens * 2 }, (_, i) => first + i);
    return {
      rows,
      tokens,
      tensors: new Map([['past_key_values.0.key', new Tensor('float32', data, [rows, 1, tokens, 2])]]),
    };
  };
  const numbers = (cache: Cache): number[] => [...(cache.tensors.get('past_key_values.0.key')!.data as Float32Array)];
  const kept = await session.keepRows(cacheOf(3, 3, 0), [0, 2], 2, 'right');
  expect(kept).toMatchObject({ rows: 2, tokens: 2 });
  expect(numbers(kept)).toEqual([0, 1, 2, 3, 12, 13, 14, 15]);
  expect(numbers(await session.keepRows(cacheOf(3, 3, 0), [0, 2], 2, 'left'))).toEqual([2, 3, 4, 5, 14, 15, 16, 17]);
  const parts = (): Cache[] => [cacheOf(1, 1, 50), cacheOf(2, 2, 60)];
  const joined = await session.joinCaches(parts(), 'right');
  expect(joined).toMatchObject({ rows: 3, tokens: 2 });
  expect(numbers(joined)).toEqual([50, 51, 0, 0, 60, 61, 62, 63, 64, 65, 66, 67]);
  expect(numbers(await session.joinCaches(parts(), 'left'))).toEqual([0, 0, 50, 51, 60, 61, 62, 63, 64, 65, 66, 67]);
});
