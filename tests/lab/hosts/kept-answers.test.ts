/** First answers in the browser's database, and browsers that keep nothing. */
import 'fake-indexeddb/auto';
import { IDBOpenDBRequest } from 'fake-indexeddb';
import { afterEach, expect, test, vi } from 'vitest';
import { KeptAnswers } from '../../../src/lab/hosts/kept-answers.ts';

const ANSWER = {
  best: [[3, 1]],
  logits: [
    [
      [0.1, -2.5e-7],
      [1 / 3, 4],
    ],
  ],
};

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('what is kept comes back, in this worker and in the next', async () => {
  const answers = new KeptAnswers();
  expect(await answers.get('a')).toBeUndefined();
  await answers.keep('a', ANSWER);
  expect(await answers.get('a')).toEqual(ANSWER);
  expect(await new KeptAnswers().get('a')).toEqual(ANSWER);
});

test('a browser that refuses or never answers rejects, so that a host is opened without', async () => {
  vi.stubGlobal('indexedDB', {
    open() {
      throw new DOMException('no storage here', 'SecurityError');
    },
  });
  await expect(new KeptAnswers().get('a')).rejects.toThrow('no storage here');
  vi.useFakeTimers();
  vi.stubGlobal('indexedDB', { open: () => new IDBOpenDBRequest() });
  const silent = new KeptAnswers().get('a');
  silent.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(2000);
  await expect(silent).rejects.toThrow('did not answer within 2 s');
});
