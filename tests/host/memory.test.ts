/**
 * What a host takes of memory, before it is made: sizes that can be counted by hand, sizes that the runtime really makes,
 * and refusals in numbers, after which nothing was created.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { loadHost, type HostMemory, type Runtime } from '../../src/host/index.ts';
import { HostError } from '../../src/host/errors.ts';
import { nodeRuntime } from '../../src/host/node.ts';
import { givenUpWhenNeeded } from '../../src/host/runtime/node-memory.ts';
import { memoryOf } from '../../src/host/session/memory.ts';
import { prepareGraph } from '../../src/host/session/prepare.ts';
import { filesIn, MICRO } from './files.ts';

const PATH = 'onnx/model.onnx';
const memoryIn = async (folder: string, runtime: Runtime = nodeRuntime(1)): Promise<HostMemory> =>
  memoryOf(await prepareGraph(filesIn(folder), PATH), runtime);

describe('micro, counted by hand', () => {
  // all of its weights lie in linear maps and the embedding, in float32, but for norms and angles
  test('its files and its session hold each weight once', async () => {
    const memory = await memoryIn(MICRO);
    const { parameters } = await parametersOf(MICRO);
    for (const bytes of [memory.fileBytes, memory.sessionBytes]) {
      expect(bytes).toBeGreaterThanOrEqual(4 * parameters);
      expect(bytes).toBeLessThan(4.2 * parameters); // norms, angles, small constants
    }
  });

  test('a row costs its adapter and its caches twice, and what is between', async () => {
    const memory = await memoryIn(MICRO);
    const row = (tokens: number, rank: number) =>
      memory.sliceBytes({ rows: 9, tokens, rank }) - memory.sliceBytes({ rows: 8, tokens, rank });
    const { adapterRank1, cacheToken } = await partsOf(MICRO);
    expect(row(1, 8) - row(1, 4)).toBeGreaterThanOrEqual(2 * 4 * 4 * adapterRank1);
    expect(row(1, 8) - row(1, 4)).toBeLessThan(2.1 * 4 * 4 * adapterRank1);
    expect(row(200, 1) - row(100, 1)).toBeGreaterThanOrEqual(2 * 100 * 4 * cacheToken);
  });
});

async function parametersOf(folder: string): Promise<{ parameters: number }> {
  const host = await loadHost({ name: 'x', files: filesIn(folder), runtime: nodeRuntime(1) });
  await host.dispose();
  return host;
}

/** Numbers of an adapter of rank 1, and of the caches of a token. */
async function partsOf(folder: string): Promise<{ adapterRank1: number; cacheToken: number }> {
  const { found, signature } = await prepareGraph(filesIn(folder), PATH);
  const adapterRank1 = found.sites.reduce((sum, { inputs, outputs }) => sum + inputs + outputs, 0);
  const cacheToken = signature.caches.reduce(
    (sum, { rowShape }) => sum + rowShape.reduce((product, size) => product * (size || 1), 1),
    0,
  );
  return { adapterRank1, cacheToken };
}

const FIXTURES = readdirSync(inRepository('tests', 'fixtures', 'hosts'));
describe.each(FIXTURES)('%s', (name) => {
  const folder = `tests/fixtures/hosts/${name}`;

  test('takes more for more rows, tokens and ranks, and never less than its caches and adapters', async () => {
    const memory = await memoryIn(folder);
    const { adapterRank1, cacheToken } = await partsOf(folder);
    const sizes = { rows: 3, tokens: 40, rank: 4 };
    const bytes = memory.sliceBytes(sizes);
    expect(bytes).toBeGreaterThan(2 * 3 * (4 * 4 * adapterRank1 + 2 * 40 * cacheToken));
    for (const more of [{ rows: 4 }, { tokens: 80 }, { rank: 8 }])
      expect(memory.sliceBytes({ ...sizes, ...more })).toBeGreaterThan(bytes);
    expect(memory.sessionBytes).toBeGreaterThanOrEqual(memory.fileBytes);
  });
});

describe('where memory is short', () => {
  /** A runtime with so much free, which tells what was made on it. */
  function short(freeBytes: number): { runtime: Runtime; made: number[] } {
    const runtime = nodeRuntime(1);
    const made: number[] = [];
    return {
      made,
      runtime: {
        ...runtime,
        freeBytes: () => freeBytes,
        createSession(model, options) {
          made.push(options?.plannedBytes ?? 0);
          return runtime.createSession(model, options);
        },
      },
    };
  }
  const refusal = async (work: Promise<unknown>): Promise<HostError> => {
    const thrown: unknown = await work.catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(HostError);
    return thrown as HostError;
  };

  test('a host is refused in numbers before a session is made', async () => {
    const { runtime, made } = short(5e6);
    const { code, sentence, nextStep } = await refusal(loadHost({ name: 'micro', files: filesIn(MICRO), runtime }));
    expect(code).toBe('host-too-large');
    expect(sentence).toBe('onnx/model.onnx takes about 7 MB of memory for answering and 5 MB are free.');
    expect(nextStep).toMatch(/^Close other programs, or choose a smaller model/);
    expect(made).toEqual([]);
  });

  test('packed weights that are unpacked are told', async () => {
    const { runtime } = short(1e5);
    const folder = 'tests/fixtures/hosts/qwen2-optimum-q4';
    const tokenizer = { encodePrompt: () => [1], decodeText: () => '', encodeText: () => [1], hash: 'none' } as never;
    const files = filesIn(folder);
    const { sentence } = await refusal(loadHost({ name: 'x', files, runtime, tokenizer }));
    expect(sentence).toMatch(
      /^onnx\/model\.onnx takes about 1 MB of memory for answering, its weights unpacked, and 1 MB/,
    );
  });

  test('who plans may refuse it too, and is told before anything is made', async () => {
    const { runtime, made } = short(1e9);
    const told: HostMemory[] = [];
    const plan = (memory: HostMemory): void => {
      told.push(memory);
      throw new RangeError('too much for this world');
    };
    await expect(loadHost({ name: 'micro', files: filesIn(MICRO), runtime, plan })).rejects.toThrow('for this world');
    expect(told[0]!.freeBytes()).toBe(1e9);
    expect(made).toEqual([]);
  });

  test('sessions for learning are looked at when they are asked for, and the host goes on', async () => {
    let free = 1e9;
    const { runtime, made } = short(0);
    const host = await loadHost({
      name: 'micro',
      files: filesIn(MICRO),
      runtime: { ...runtime, freeBytes: () => free },
    });
    free = 1e6;
    expect((await refusal(host.learning.tap())).sentence).toMatch(
      /7 MB of memory for Hebbian learning and 1 MB are free/,
    );
    expect((await refusal(host.learning.training())).sentence).toMatch(/for training and 1 MB are free/);
    expect(made).toHaveLength(1);
    free = 1e9;
    expect(made[0]).toBe(host.memory.sessionBytes);
    await host.learning.tap();
    expect(made).toHaveLength(2);
    await host.dispose();
  });
});

test('the cache of files is free memory, in the statistics of both kinds of cgroups', () => {
  expect(givenUpWhenNeeded('anon 5\nfile 900\ninactive_file 700\nactive_file 200\n')).toBe(700);
  expect(givenUpWhenNeeded('cache 9\ninactive_file 1\ntotal_inactive_file 800\n')).toBe(800);
  expect(givenUpWhenNeeded('')).toBe(0);
});
