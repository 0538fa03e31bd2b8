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
import { openTap, openTrainer } from '../../../src/host/session/variants.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { embedAll } from '../../../src/host/decode/embed.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import type { Runtime } from '../../../src/host/runtime/runtime.ts';
import { relativeDifference } from '../differentiate/golden-training.ts';
import { filesIn } from '../files.ts';
import { decoderIn, largestDifference, someAdapter } from '../hosts.ts';

/** The padding, and how far logits in company may be from logits alone; they have a deviation of about 1. */
const HOSTS: [name: string, padding: Padding, apart: number][] = [
  ['qwen3-genai-fp32', 'right', 0],
  ['familyD-qwen3-q4', 'left', 5e-6],
  ['llama-optimum-fp32', 'either', 5e-6],
  ['lfm2-genai-q4', 'equal', 0],
];
const OTHERS: [name: string, padding: Padding][] = [
  ['qwen2-genai-webgpu-q4', 'right'],
  ['gemma3-genai-fp32', 'right'],
  ['phi3-genai-fp32', 'right'],
  ['qwen2-optimum-q4', 'either'],
  ['phi3-optimum-fp32', 'either'],
  ['smollm3-dynamo-fp32', 'either'],
  ['qwen3-dynamo23-fp32', 'either'],
];
const LENGTHS = [4, 23, 9, 9, 23, 4];
const STEPS = 6;

/** A fixture's decoder as a host would use it. */
async function checked(name: string): Promise<Decoder> {
  const decoder = await decoderIn(`tests/fixtures/hosts/${name}`);
  const { rules } = await checkHost(decoder, 'node', undefined);
  expect(rules.padding).toBe(decoder.padding);
  return { ...decoder, ...rules };
}

test.each(OTHERS)('%s bears padding: %s', async (name, padding) => {
  expect((await checked(name)).padding).toBe(padding);
});

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
  const folder = `tests/fixtures/hosts/${name}`;
  let decoder: Decoder;

  beforeAll(async () => {
    decoder = await checked(name);
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

  test('prompts of different lengths are embedded as alone', async () => {
    const prompts = someRows(decoder, LENGTHS).map(({ prompt }) => prompt);
    const together = await embedAll(decoder, prompts);
    for (const [i, prompt] of prompts.entries())
      expect(largestDifference([together[i]!], await embedAll(decoder, [prompt]))).toBeLessThanOrEqual(apart);
  });

  test('taps read in company what they read alone', async () => {
    const tap = await openTap(await prepareGraph(filesIn(folder)), nodeRuntime(2));
    const requests = someRows(decoder, LENGTHS).map((row, i) => ({ ...asRequest(row, 3 + i), offset: null }));
    const results = await tap.decode(requests, { decay: 0.9 });
    for (const [i, request] of requests.entries()) {
      const [alone] = await tap.decode([request], { decay: 0.9 });
      expect(results[i]!.tokens).toEqual(alone!.tokens);
      decoder.sites.forEach((_, site) => {
        const [one, other] = [results[i]!, alone!].map(({ reading }) => reading.inputAt(site));
        expect(relativeDifference(one!, other!)).toBeLessThanOrEqual(apart);
        expect(results[i]!.reading.weightAt(site)).toBe(alone!.reading.weightAt(site));
      });
    }
    await tap.release();
  });

  test('rows of different lengths are trained as alone', async () => {
    const runs: number[] = [];
    const runtime = nodeRuntime(2);
    const counted: Runtime = {
      ...runtime,
      async createSession(model, options) {
        const session = await runtime.createSession(model, options);
        const run: typeof session.run = (feeds) => {
          runs.push(feeds['input_ids']!.dims[0]!);
          return session.run(feeds);
        };
        return {
          inputNames: session.inputNames,
          outputNames: session.outputNames,
          run,
          release: () => session.release(),
        };
      },
    };
    const { trainer, sites } = await openTrainer(await prepareGraph(filesIn(folder)), counted);
    const rows = someRows(decoder, LENGTHS).map(({ prompt }, i) => ({
      tokens: prompt,
      weights: prompt.map((_, t) => (t > 1 ? 1 : 0)),
      adapter: someAdapter(sites, 2, i),
    }));
    const together = await trainer.run(rows);
    expect(runs.splice(0)).toEqual(padding === 'equal' ? [2, 2, 2] : [6]);
    for (const [i, row] of rows.entries()) {
      const [alone] = await trainer.run([row]);
      expect(Math.abs(together[i]!.loss / alone!.loss - 1)).toBeLessThan(2e-6);
      expect(relativeDifference(together[i]!.gradient, alone!.gradient)).toBeLessThan(5e-6);
    }
    await trainer.release();
  });
});
