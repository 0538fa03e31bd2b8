/**
 * Which padding each exporter's graphs bear, as read off the graph and as the check at load finds it true; and rows of
 * different lengths answered together, while some end and leave, against each row alone.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { decodeAll, type Decoder } from '../../../src/host/decode/decode.ts';
import type { DecodeRequest } from '../../../src/host/decode/batch.ts';
import type { Padding } from '../../../src/host/find/padding.ts';
import { checkHost, logitsOf, type CheckRow } from '../../../src/host/session/check.ts';
import { decoderIn, largestDifference, someAdapter } from '../hosts.ts';

/** The padding, and how far logits in company may be from logits alone; they have a deviation of about 1. */
const HOSTS: [name: string, padding: Padding, apart: number][] = [
  ['qwen3-genai-fp32', 'right', 0],
  ['qwen2-genai-webgpu-q4', 'right', 5e-6],
  ['gemma3-genai-fp32', 'right', 0],
  ['phi3-genai-fp32', 'right', 0],
  ['familyD-qwen3-q4', 'left', 5e-6],
  ['llama-optimum-fp32', 'either', 5e-6],
  ['qwen2-optimum-q4', 'either', 5e-6],
  ['phi3-optimum-fp32', 'either', 5e-6],
  ['lfm2-genai-q4', 'equal', 0],
];
const LENGTHS = [4, 23, 9, 9, 23, 4];
const STEPS = 6;

function someRows(decoder: Decoder, lengths: readonly number[]): CheckRow[] {
  const draw = random('test', 'padding');
  return lengths.map((length, i) => ({
    prompt: Array.from({ length }, () => draw.integer(3, 380)),
    adapter: i === 2 ? null : someAdapter(decoder.sites, 1 + i, i),
  }));
}

const asRequest = (row: CheckRow, maxNewTokens: number): DecodeRequest => {
  return { ...row, maxNewTokens, temperature: 0, topP: 1, random: random('test', 'greedy') };
};

describe.each(HOSTS)('%s', (name, padding, apart) => {
  let decoder: Decoder;

  beforeAll(async () => {
    const bare = await decoderIn(`tests/fixtures/hosts/${name}`);
    expect(bare.padding).toBe(padding);
    decoder = { ...bare, ...(await checkHost(bare, 'node', undefined)).rules };
  });

  test(`bears padding: ${padding}`, () => {
    expect(decoder.padding).toBe(padding);
  });

  test('rows of different lengths have the logits they have alone', async () => {
    const rows = someRows(decoder, LENGTHS);
    const together = await logitsOf(decoder, rows, STEPS);
    for (const [i, row] of rows.entries()) {
      const copies = Array.from({ length: decoder.leastRows }, () => row);
      const [alone] = await logitsOf(decoder, copies, STEPS);
      expect(alone!.length).toBe(STEPS + 1);
      expect(largestDifference(together[i]!, alone!)).toBeLessThanOrEqual(apart);
    }
  });

  test('rows that end leave the others as they are', async () => {
    const requests = someRows(decoder, LENGTHS).map((row, i) => asRequest(row, 3 + 4 * i));
    const answers = await decodeAll(decoder, requests);
    for (const [i, request] of requests.entries()) expect(await decodeAll(decoder, [request])).toEqual([answers[i]]);
  });

  test('a short row goes on to the end of the context when the longest has got there', async () => {
    const short = { ...decoder, rules: { ...decoder.rules, endTokens: [], contextTokens: 40 } };
    const requests = someRows(decoder, [38, 20, 20]).map((row) => asRequest(row, 99));
    const answers = await decodeAll(short, requests);
    expect(answers.map(({ finish, tokens }) => [finish, tokens.length])).toEqual([
      ['context', 3],
      ['context', 21],
      ['context', 21],
    ]);
    for (const [i, request] of requests.entries()) expect(await decodeAll(short, [request])).toEqual([answers[i]]);
  });
});
