/** What may go wrong on the way from a hub, with what is said then: the same for the page and for the command line. */
import { expect } from 'vitest';
import { pointerTo, type Asked, type TestHub } from './hub-server.ts';

export interface Trouble {
  name: string;
  /** Makes it so, for one file of the model. */
  arrange: (hub: TestHub, path: string) => void;
  code: string;
  sentence: RegExp;
  /** Whether what came of that file before is kept. */
  keeps: boolean;
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const isOf = ({ from, path }: Asked, file: string): boolean => from === 'hub' && path.endsWith(`/${file}`);
const isSentOf = ({ from, path }: Asked, file: string): boolean => from === 'cdn' && path.includes(`/${file}`);

function answered(
  name: string,
  [status, headers]: [number, Record<string, string>?],
  [code, sentence]: [string, RegExp],
): Trouble {
  const arrange: Trouble['arrange'] = (hub, file) => {
    hub.instead = (asked) => (isOf(asked, file) ? { status, headers: headers ?? {} } : undefined);
  };
  return { name, arrange, code, sentence, keeps: true };
}

function sent(name: string, by: (bytes: Uint8Array) => Uint8Array, sentence: RegExp): Trouble {
  const arrange: Trouble['arrange'] = (hub, file) => {
    hub.sent = (path, bytes) => (path === file ? by(bytes) : bytes);
  };
  return { name, arrange, code: 'hub-damaged', sentence, keeps: false };
}

export const TROUBLES: readonly Trouble[] = [
  answered('401', [401], ['hub-refused', /does not show it to everybody \(it said 401\)\. Check the name/]),
  answered('403', [403], ['hub-refused', /does not show it to everybody \(it said 403\)\./]),
  answered('403 of a gated model', [403, { 'X-Error-Code': 'GatedRepo' }], ['hub-refused', /Accept the model’s terms/]),
  answered('404', [404], ['hub-unknown', /has no onnx\/model\.onnx\.data of “tests\/tiny”\. Check the name/]),
  answered(
    '429 with ten minutes',
    [429, { 'Retry-After': '600' }],
    ['hub-busy', /Try again in 10 minutes; what has come/],
  ),
  ...[500, 502, 503, 504].map((status) =>
    answered(`${status} that stays`, [status], ['hub-trouble', new RegExp(`is in trouble .*\\(it said ${status}\\)`)]),
  ),
  sent('a page to log in', () => text('<!DOCTYPE html><title>Log in</title>'), /what came is a web page \(HTML\)/),
  sent('a pointer of git-lfs', pointerTo, /what came is a Git LFS pointer/),
  sent('a shorter file', (bytes) => bytes.subarray(0, 1000), /has a shorter onnx\/model\.onnx\.data of “tests\/tiny”/),
  sent('a longer file', (bytes) => new Uint8Array([...bytes, 1, 2, 3]), /it is longer than the \d+ bytes/),
  sent('a file of one other bit', flipped, /its hash is another, though it was fetched twice/),
  {
    name: 'a connection that breaks and stays broken',
    arrange: (hub, file) => {
      hub.breaksAfter = (asked, bytes) => (isSentOf(asked, file) ? (asked.headers.range ? 0 : bytes >> 1) : null);
    },
    code: 'hub-unreachable',
    sentence: /The connection to .* broke while onnx\/model\.onnx\.data of “tests\/tiny” was fetched/,
    keeps: true,
  },
];

/** Troubles that pass by themselves, so that the model comes. */
export const PASSING: readonly Pick<Trouble, 'name' | 'arrange'>[] = [
  ...[429, 503].map((status) => ({
    name: `${status} once`,
    arrange: (hub: TestHub, file: string) => {
      let times = 1;
      hub.instead = (asked) =>
        isOf(asked, file) && times-- > 0 ? { status, headers: { 'Retry-After': '7' } } : undefined;
    },
  })),
  {
    name: 'a file that changed in the middle, and changed back',
    arrange: (hub, file) => {
      let requests = 0;
      hub.sent = (path, bytes) => (path === file && requests++ === 0 ? flipped(bytes) : bytes);
      hub.breaksAfter = (asked, bytes) => (isSentOf(asked, file) && requests === 1 ? bytes >> 1 : null);
    },
  },
];

/** Holds a rejection against what is to be said: a sentence, the hub's name in it, and a next step. */
export function expectTold(thrown: unknown, { code, sentence }: Trouble, hub: TestHub): void {
  expect(thrown).toMatchObject({ code, message: expect.stringMatching(sentence) as unknown });
  const { message } = thrown as Error;
  expect(message).toContain(new URL(hub.address).host);
  expect(message).toMatch(/\. [A-Z][^.]+(\..*)?\.$/s);
}

function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte));
}
