/** The taps against a float64 recomputation of the whole host, which is itself held against PyTorch's logits. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeRuntime } from '../../src/host/node.ts';
import type { Adapter } from '../../src/host/adapters/adapter.ts';
import type { Host } from '../../src/host/session/host.ts';
import { readPeft } from '../../src/host/adapters/peft.ts';
import { decodeModel } from '../../src/host/onnx/model.ts';
import { loadHost } from '../../src/host/session/host.ts';
import { openDecoder, openTap } from '../../src/host/session/variants.ts';
import type { ObservedDecoder, TapRequest } from '../../src/host/tap/decoder.ts';
import { outputActivity } from '../../src/host/tap/reading.ts';
import { random } from '../../src/base/random.ts';
import { prepareGraph } from '../../src/host/session/prepare.ts';
import { filesIn, MICRO } from './files.ts';
import { Golden, openMicro, someAdapter } from './hosts.ts';
import { Reference, type Forward } from './reference.ts';

let host: Host;
let tap: ObservedDecoder;
let reference: Reference;
let golden: Golden;
let peft: Adapter;

beforeAll(async () => {
  host = await openMicro();
  tap = await openTap(await prepareGraph(filesIn(MICRO)), nodeRuntime(2));
  reference = await Reference.open(host.sites);
  golden = await Golden.read('tests/golden/micro');
  peft = readPeft(host.sites, await filesIn('tests/golden/micro').read('adapter/adapter_model.safetensors'), 8);
});

afterAll(async () => {
  await tap.release();
  await host.dispose();
});

const greedy = { maxNewTokens: 6, temperature: 0, topP: 1, random: random('test', 'tap') };

function someOffset(rank: number, key: number): Float32Array {
  const draw = random('test', 'offset', key);
  return Float32Array.from({ length: host.sites.length * rank }, () => 0.2 * draw.normal());
}

/** ‖a − b‖ / ‖b‖ */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return a.length === b.length ? Math.sqrt(difference / size) : NaN;
}

test('the recomputation gives the logits that PyTorch and PEFT gave', () => {
  for (const which of ['base', 'adapter'] as const) {
    const { logits } = reference.forward(golden.ids(0), which === 'adapter' ? peft : null, null);
    const last = golden.lastLogits(which, 0, 4);
    logits.slice(-4).forEach((row, i) => expect(apart(row, last[i]!)).toBeLessThan(1e-5));
  }
});

describe('rows of different adapters, ranks, lengths and offsets in one batch', () => {
  const decay = 0.9;
  let rows: TapRequest[];
  let results: Awaited<ReturnType<ObservedDecoder['decode']>>;
  let forwards: Forward[];

  beforeAll(async () => {
    const other = someAdapter(host.sites, 7, 3);
    rows = [
      { prompt: golden.ids(0), adapter: peft, offset: someOffset(4, 0), ...greedy },
      { prompt: golden.ids(1), adapter: other, offset: someOffset(7, 1), ...greedy, maxNewTokens: 2 },
      { prompt: golden.ids(0), adapter: peft, offset: someOffset(4, 2), ...greedy, maxNewTokens: 4 },
      { prompt: golden.ids(2).slice(0, 5), adapter: peft, offset: null, ...greedy },
    ];
    results = await tap.decode(rows, { decay });
    forwards = rows.map(({ prompt, adapter, offset }, i) =>
      reference.forward([...prompt, ...results[i]!.tokens.slice(0, -1)], adapter, offset),
    );
  });

  test('the offset changes the answer as it should: every token is the recomputed most likely one', () => {
    rows.forEach(({ prompt }, i) =>
      results[i]!.tokens.forEach((token, t) => {
        const logits = forwards[i]!.logits[prompt.length - 1 + t]!;
        expect(logits[token]!).toBeGreaterThan(Math.max(...logits) - 1e-4);
      }),
    );
    const silent = reference.forward(golden.ids(0), peft, null).logits.at(-1)!;
    expect(apart(forwards[0]!.logits[golden.ids(0).length - 1]!, silent)).toBeGreaterThan(0.01);
  });

  test('pools are the decayed sums of what each adapter read', () => {
    let lastOnly = 0;
    rows.forEach(({ prompt }, i) =>
      host.sites.forEach((site, index) => {
        const seen = forwards[i]!.inputs[index]!;
        // In the last layer everything behind the attention is computed from the last prompt token on.
        const late = site.layer === 3 && !['q', 'k', 'v'].includes(site.projection);
        if (late) lastOnly++;
        const from = late ? prompt.length - 1 : 0;
        const pool = new Float64Array(site.inputs);
        let weight = 0;
        seen.forEach((x, t) => {
          if (t < from) return;
          const w = decay ** (seen.length - 1 - t);
          weight += w;
          x.forEach((value, j) => {
            pool[j]! += w * value;
          });
        });
        expect(apart(results[i]!.reading.inputAt(index), pool)).toBeLessThan(2e-5);
        expect(results[i]!.reading.weightAt(index)).toBeCloseTo(weight, 9);
      }),
    );
    expect(lastOnly).toBe(4 * rows.length);
  });

  test('the adapters’ pooled outputs follow from the pools', () => {
    const { prompt, adapter, offset } = rows[0]!;
    const activity = outputActivity(host.sites, adapter!, results[0]!.reading, offset!);
    const bare = { ...adapter!, weights: adapter!.weights.map(() => 0) };
    expect(
      outputActivity(host.sites, bare, results[0]!.reading, offset!).every((y) => y.every((value) => value === 0)),
    ).toBe(true);
    // Site 0 by hand: Σ w · scale · (x·A + ξ)·B over the tokens.
    const { rank, scale, weights } = adapter!;
    const seen = forwards[0]!.inputs[0]!;
    const expected = new Float64Array(host.sites[0]!.outputs);
    seen.forEach((x, t) => {
      const w = decay ** (seen.length - 1 - t);
      for (let r = 0; r < rank; r++) {
        let h = offset![r]!;
        x.forEach((value, j) => {
          h += value * weights[j * rank + r]!;
        });
        expected.forEach((_, j) => {
          expected[j]! += w * scale * h * weights[x.length * rank + r * expected.length + j]!;
        });
      }
    });
    expect(prompt.length).toBeGreaterThan(2);
    expect(apart(activity[0]!, expected)).toBeLessThan(2e-5);
  });
});

test('without offsets it answers as the plain decoder does, ended rows and all', async () => {
  const prompts = ['Reverse the string `cab`.', 'What is 3 + 4?', 'Sort [3, 1, 2].', 'Hello.'].map(host.encodePrompt);
  const requests = Array.from({ length: 20 }, (_, i) => ({
    prompt: prompts[i % 4]!,
    adapter: i % 3 === 0 ? null : someAdapter(host.sites, 1 + (i % 3), i),
    ...greedy,
    maxNewTokens: 1 + (i % 9),
  }));
  const plain = await host.decode(requests);
  const tapped = await tap.decode(requests.map((request) => ({ ...request, offset: null })));
  expect(tapped.map(({ tokens, finish }) => ({ tokens, finish }))).toEqual(
    plain.map(({ tokens, finish }) => ({ tokens, finish })),
  );
  tapped.forEach(({ reading, tokens, promptTokens }) =>
    expect(reading.weightAt(0)).toBe(promptTokens + tokens.length - 1),
  );
});

test('an offset of the wrong length is refused', async () => {
  const request = { prompt: golden.ids(0), adapter: peft, offset: new Float32Array(3), ...greedy };
  await expect(tap.decode([request])).rejects.toThrow(RangeError);
  await expect(tap.decode([{ ...request, offset: null }], { decay: 0 })).rejects.toThrow(RangeError);
});

test('other work is let in between steps, and an abort stops it', async () => {
  const request = { prompt: golden.ids(0), adapter: peft, offset: null, ...greedy };
  let breaths = 0;
  await tap.decode([request], { breathe: async () => void breaths++ });
  expect(breaths).toBeGreaterThanOrEqual(5);
  const stop = new AbortController();
  const breathe = async (): Promise<void> => stop.abort(new Error('enough'));
  await expect(tap.decode([request], { breathe, signal: stop.signal })).rejects.toThrow('enough');
});

test('it takes the attention that is fast on the processor, as the plain decoder does', async () => {
  const sinks: number[] = [];
  const runtime = nodeRuntime(2);
  const noting: typeof runtime = {
    ...runtime,
    createSession(model, options) {
      sinks.push(decodeModel(model).graph.initializers.filter(({ name }) => name.startsWith('no_sink')).length);
      return runtime.createSession(model, options);
    },
  };
  const prepared = await prepareGraph(filesIn(MICRO));
  await (await openDecoder(prepared, noting)).session.release();
  await (await openTap(prepared, noting)).release();
  expect(sinks).toEqual([1, 1]);
});

test('a host reads its files once, whatever is opened of it,', async () => {
  const read: string[] = [];
  const files = filesIn(MICRO);
  const noting = {
    read: (path: string) => {
      read.push(path);
      return files.read(path);
    },
  };
  const own = await loadHost({ name: 'micro', files: noting, runtime: nodeRuntime(1) });
  await own.learning.tap();
  await own.learning.training();
  expect(new Set(read).size).toBe(read.length);
  await own.dispose();
});
