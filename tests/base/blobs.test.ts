/** A file's bytes, in pieces as they come. */
import { expect, test } from 'vitest';
import { bytesOfBlob } from '../../src/base/blobs.ts';

test('pieces are put together in their order, into an array of their own', async () => {
  const pieces = [3, 70_000, 0, 1].map((length, i) => new Uint8Array(length).map((_, at) => (i + at) % 251));
  const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
  const blob = new Blob(pieces);
  const bytes = await bytesOfBlob(blob);
  expect(bytes).toEqual(whole);
  expect(bytes.buffer.byteLength).toBe(whole.length);
  bytes.fill(0);
  expect(await bytesOfBlob(blob)).toEqual(whole);
});

test('an empty file has no bytes', async () => {
  expect(await bytesOfBlob(new Blob([]))).toEqual(new Uint8Array(0));
});
