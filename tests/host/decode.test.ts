/** Population-batched decoding: rows answer as they would alone, whatever is decoded beside them. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { random } from '../../src/base/random.ts';
import { adapterLength } from '../../src/host/adapters/adapter.ts';
import { checkHost, logitsOf } from '../../src/host/session/check.ts';
import type { DecodeRequest } from '../../src/host/decode/batch.ts';
import type { Host } from '../../src/host/session/host.ts';
import { prepareGraph } from '../../src/host/session/prepare.ts';
import { filesIn, MICRO } from './files.ts';
import { decoderIn, openMicro, someAdapter } from './hosts.ts';

let host: Host;
let requests: DecodeRequest[];

const QUESTIONS = [
  'Compute 3 * 4. Respond with the number only.',
  "Reverse the string 'reef'. Respond with the string only.",
  "Count the words in: 'glacier ancient candle quartz hungry'. Respond with an integer.",
  'Sort these numbers in ascending order: 8, 1, 7. Respond with a JSON array.',
  'Evaluate: false or true. Respond with true or false.',
];

function request(index: number, changes: Partial<DecodeRequest> = {}): DecodeRequest {
  return {
    prompt: host.encodePrompt(QUESTIONS[index % QUESTIONS.length]!),
    adapter: index % 4 === 3 ? null : someAdapter(host.sites, 1 + (index % 6), index),
    maxNewTokens: 4 + 3 * (index % 7),
    temperature: index % 2 === 0 ? 0 : 1,
    topP: index % 3 === 0 ? 0.9 : 1,
    random: random('decode', index),
    ...changes,
  };
}

beforeAll(async () => {
  host = await openMicro();
  requests = Array.from({ length: 20 }, (_, i) => request(i));
});

test('a row gives the same tokens in a batch as alone, greedy and sampled, through compaction', async () => {
  const together = await host.decode(requests);
  for (let i = 0; i < requests.length; i++) {
    const [alone] = await host.decode([request(i)]);
    expect(alone).toEqual(together[i]);
  }
  expect(new Set(together.map(({ finish }) => finish))).toEqual(new Set(['eos', 'length']));
});

test('what is decoded between two steps of a batch gets what it gets alone, and changes nothing of the batch', async () => {
  const several = () => Array.from({ length: 6 }, (_, i) => request(i));
  const undisturbed = await host.decode(several());
  const alone = await host.decode([request(7), request(3)]);
  const between: unknown[] = [];
  const breathe = async () => {
    if (between.length < 5) between.push(await host.decode([request(7), request(3)]));
  };
  expect(await host.decode(several(), { breathe })).toEqual(undisturbed);
  expect(between).toEqual([alone, alone, alone, alone, alone]);
});

test('ragged rows have the same logits as alone, bit for bit', async () => {
  const decoder = await decoderIn(MICRO);
  const rows = [35, 53, 56, 49, 12].map((length, i) => {
    const draw = random('ragged', i);
    return {
      prompt: Array.from({ length }, () => draw.integer(3, 511)),
      adapter: i === 4 ? null : someAdapter(host.sites, 1 + 2 * i, i),
    };
  });
  const together = await logitsOf(decoder, rows, 12);
  for (let i = 0; i < rows.length; i++) {
    const [alone] = await logitsOf(decoder, [rows[i]!], 12);
    expect(alone!.length).toBe(13);
    expect(alone).toEqual(together[i]);
  }
});

test('the order of requests does not matter', async () => {
  const forwards = await host.decode(Array.from({ length: 12 }, (_, i) => request(i)));
  const backwards = await host.decode(Array.from({ length: 12 }, (_, i) => request(11 - i)));
  expect(backwards.reverse()).toEqual(forwards);
});

test('equal greedy requests are decoded once and all get the answer', async () => {
  const adapter = someAdapter(host.sites, 4, 7);
  const heard = new Map<number, string>();
  const twins = [0, 0, 0].map(() => request(0, { adapter }));
  const results = await host.decode(twins, { onTokens: (row, text) => heard.set(row, text) });
  expect(results[1]).toEqual(results[0]);
  expect(results[1]!.tokens).not.toBe(results[0]!.tokens);
  expect([...heard.keys()].sort()).toEqual([0, 1, 2]);
  expect(heard.get(2)).toBe(host.decodeText(results[2]!.tokens));
});

test('an answer ends at the end token, at its length, or at the end of the context', async () => {
  const [ended] = await host.decode([request(0, { adapter: null, maxNewTokens: 40 })]);
  expect(ended!.finish).toBe('eos');
  expect(ended!.tokens.at(-1)).toBe(2);
  const [short] = await host.decode([request(0, { adapter: null, maxNewTokens: 2 })]);
  expect(short).toMatchObject({ finish: 'length', tokens: ended!.tokens.slice(0, 2) });
  const long = Array.from({ length: host.contextTokens - 2 }, (_, i) => 3 + (i % 400));
  const [full] = await host.decode([request(0, { prompt: long, adapter: null, maxNewTokens: 40, temperature: 5 })]);
  expect(full!.tokens.length + long.length).toBeLessThanOrEqual(host.contextTokens + 1);
  expect(full!.finish).toMatch(/context|eos/);
});

test('a prompt longer than the context is refused in words', async () => {
  const prompt = Array.from({ length: host.contextTokens + 1 }, () => 5);
  await expect(host.decode([request(0, { prompt })])).rejects.toMatchObject({ code: 'prompt-too-long' });
});

test('text is streamed as it grows', async () => {
  const parts: string[] = [];
  const [result] = await host.decode([request(0, { adapter: null, maxNewTokens: 40 })], {
    onTokens: (_, text) => parts.push(text),
  });
  expect(parts.length).toBe(result!.tokens.length);
  parts.slice(1).forEach((part, i) => expect(part.startsWith(parts[i]!)).toBe(true));
  expect(parts.at(-1)).toBe(host.decodeText(result!.tokens));
});

test('an abort signal stops the work between steps', async () => {
  const stop = new AbortController();
  const onTokens = vi.fn(() => stop.abort(new Error('enough')));
  await expect(host.decode([request(0, { maxNewTokens: 40 })], { onTokens, signal: stop.signal })).rejects.toThrow(
    'enough',
  );
  expect(onTokens).toHaveBeenCalledTimes(1);
});

describe('an adapter', () => {
  test('of the wrong size is refused', async () => {
    const adapter = { rank: 4, scale: 1, weights: new Float32Array(10) };
    await expect(host.decode([request(0, { adapter })])).rejects.toMatchObject({ code: 'adapter-damaged' });
  });

  test('of zeros leaves the host as it is', async () => {
    const adapter = { rank: 4, scale: 2, weights: new Float32Array(adapterLength(host.sites, 4)) };
    const [zero, none] = await host.decode([request(0, { adapter }), request(0, { adapter: null })]);
    expect(zero).toEqual(none);
  });
});

describe('the check at load', () => {
  test('allows padding on the micro host and has nothing to say', async () => {
    const decoder = await decoderIn(MICRO);
    expect(await checkHost(decoder, 'node', (await prepareGraph(filesIn(MICRO))).golden)).toEqual({
      rules: { padding: 'right', leastRows: 1, sliceRows: 64 },
      notes: [],
    });
    expect(host.backend.notes).toEqual([]);
  });

  test("refuses a host whose logits are not its maker's", async () => {
    const decoder = await decoderIn(MICRO);
    const told = JSON.parse(new TextDecoder().decode(await filesIn(MICRO).read('check.json'))) as {
      prompt: number[];
      logits: number[];
    };
    told.logits[17]! += 0.01;
    await expect(checkHost(decoder, 'node', told)).rejects.toMatchObject({ code: 'host-wrong' });
  });
});

test('a host without padding answers in groups of equal length, with the same tokens', async () => {
  const decoder = { ...(await decoderIn(MICRO)), padding: 'equal' as const, sliceRows: 3 };
  const { decodeAll } = await import('../../src/host/decode/decode.ts');
  const few = Array.from({ length: 12 }, (_, i) => request(i));
  expect(await decodeAll(decoder, few)).toEqual(await host.decode(Array.from({ length: 12 }, (_, i) => request(i))));
});

test('a host says what it is', () => {
  expect(host.identity).toMatchObject({ name: 'micro', modelType: 'qwen3' });
  expect(host.identity.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(host.sites.length).toBe(28);
  expect(host.parameters).toBe(1_671_168);
  expect(host.encodePrompt('Add 3 and 4.')[0]).toBe(1);
  expect(host.decodeText(host.encodePrompt('Add 3 and 4.'))).toContain('Add 3 and 4.');
});
