/**
 * Hosts of halves where the runtime computes in halves itself, as a graphics device with float16 does. Node's processor
 * stands in for one: it has kernels for float16, or casts around those that it lacks.
 *
 * Golden values are PyTorch's in float32 on the file's own halves. PyTorch in halves is off from them by up to 0.013 of
 * logits up to 5 (golden.json, `float16_torch`), so twice that is allowed; in float32 all agree to 1e-5.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { readPeft } from '../../../src/host/adapters/peft.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import { DataType, decodeModel } from '../../../src/host/onnx/model.ts';
import type { Runtime } from '../../../src/host/runtime/runtime.ts';
import { checkHost, logitsOf } from '../../../src/host/session/check.ts';
import { loadHost, type Host } from '../../../src/host/session/host.ts';
import { prepareGraph, type PreparedGraph } from '../../../src/host/session/prepare.ts';
import { openDecoder } from '../../../src/host/session/variants.ts';
import { relativeDifference } from '../differentiate/golden-training.ts';
import { filesIn } from '../files.ts';
import { Golden, largestDifference, someAdapter } from '../hosts.ts';
import { tapCase } from '../tap-case.ts';

const IN_HALVES: Runtime = { ...nodeRuntime(2), halves: true };
const FIXTURES = ['qwen3-genai-fp16', 'qwen3-genai-q4f16-gqanorm', 'gemma3-genai-q4f16', 'llama-optimum-fp16'];
const TOLERANCE = 0.026;

describe.each(FIXTURES)('%s', (name) => {
  const folder = `tests/fixtures/hosts/${name}`;
  let prepared: PreparedGraph;
  let golden: Golden;
  beforeAll(async () => {
    [prepared, golden] = [await prepareGraph(filesIn(folder)), await Golden.read(folder)];
  });

  test('in halves: golden logits bare and adapted, after prompts and after steps on its cache of halves', async () => {
    const decoder = await openDecoder(prepared, IN_HALVES);
    expect(decoder.halves).toBe(true);
    expect(decoder.session.signature.caches.map(({ type }) => type)).toContain('float16');
    const adapter = readPeft(decoder.sites, await filesIn(folder).read('adapter/adapter_model.safetensors'), 8);
    for (let prompt = 0; prompt < golden.prompts; prompt++) {
      const ids = golden.ids(prompt);
      const [base, adapted] = await logitsOf(
        decoder,
        [
          { prompt: ids, adapter: null },
          { prompt: ids, adapter },
        ],
        0,
      );
      expect(largestDifference(base!, golden.lastLogits('base', prompt, 1))).toBeLessThan(TOLERANCE);
      expect(largestDifference(adapted!, golden.lastLogits('adapter', prompt, 1))).toBeLessThan(TOLERANCE);
    }
    const [stepped] = await logitsOf(decoder, [{ prompt: golden.ids(1).slice(0, 8), adapter }], 4);
    const single = await openDecoder(prepared, nodeRuntime(2));
    const [exact] = await logitsOf(single, [{ prompt: golden.ids(1).slice(0, 8), adapter }], 4);
    expect(largestDifference(stepped!, exact!)).toBeLessThan(TOLERANCE);
    expect((await checkHost(decoder, 'node', undefined)).rules.padding).toBe(decoder.padding);
  });

  test('in float32: ragged rows answer as they do alone', async () => {
    const decoder = await openDecoder(prepared, nodeRuntime(2));
    expect(decoder.halves).toBe(false);
    expect(new Set(decoder.session.signature.caches.map(({ type }) => type))).toEqual(new Set(['float32']));
    const rows = [19, 4, 11].map((length, i) => ({
      prompt: golden.ids(2).slice(0, length),
      adapter: i === 1 ? null : someAdapter(decoder.sites, 1 + i, i),
    }));
    const together = await logitsOf(decoder, rows, 5);
    for (const [i, row] of rows.entries()) {
      // Products of four-bit weights take another kernel for a lone row; two equal rows take that of a batch.
      const [alone] = await logitsOf(decoder, [row, row], 5);
      expect(largestDifference(alone!, together[i]!)).toBeLessThan(1e-5);
    }
    expect((await checkHost(decoder, 'node', undefined)).rules.padding).toBe(decoder.padding);
  });
});

test('taps read in halves what they read in float32', async () => {
  const files = filesIn('tests/fixtures/hosts/qwen3-genai-fp16');
  const [halves, single] = [await tapCase(files, IN_HALVES), await tapCase(files, nodeRuntime(2))];
  single.silent.forEach((row, i) => {
    expect(row.tokens).toEqual(single.plain[i]!.tokens);
    expect(relativeDifference(halves.silent[i]!.inputs, row.inputs)).toBeLessThan(0.01);
    expect(halves.silent[i]!.weights).toEqual(row.weights);
  });
});

describe('a device whose halves do not do', () => {
  /** A runtime that has trouble with graphs whose caches are halves. */
  const faulty = (trouble: 'opening' | 'running'): Runtime => ({
    ...IN_HALVES,
    async createSession(model, options) {
      const { graph } = decodeModel(model);
      if (!graph.inputs.some(({ elementType }) => elementType === DataType.float16))
        return IN_HALVES.createSession(model, options);
      if (trouble === 'opening') throw new Error('no kernel for Sigmoid(13) of float16');
      const session = await IN_HALVES.createSession(model, options);
      const run: typeof session.run = async (feeds) => {
        const outputs = await session.run(feeds);
        const { dims } = outputs['logits']!;
        const count = dims.reduce((product, size) => product * size, 1);
        return { ...outputs, logits: new IN_HALVES.Tensor('float32', new Float32Array(count).fill(NaN), dims) };
      };
      return { ...session, run };
    },
  });
  const tokenizer = { encodePrompt: () => [5, 9, 14], encodeText: () => [5], decodeText: () => '' };
  const open = (runtime: Runtime): Promise<Host> =>
    loadHost({ name: 'some', files: filesIn(`tests/fixtures/hosts/${FIXTURES[1]}`), runtime, tokenizer });
  const answers = async (host: Host): Promise<unknown> => {
    const adapter = someAdapter(host.sites, 2, 1);
    const greedy = { maxNewTokens: 6, temperature: 0, topP: 1, random: { uniform: () => 0 } };
    return host.decode([
      { prompt: [5, 9, 14], adapter, ...greedy },
      { prompt: [5, 9], adapter: null, ...greedy },
    ]);
  };

  test.each([
    ['opening', /no kernel for Sigmoid.*float32 instead of float16/],
    ['running', /numbers that are none.*float32 instead of float16/],
  ] as const)('is known by %s the model, which is computed in float32 then', async (trouble, says) => {
    const [host, exact] = [await open(faulty(trouble)), await open(nodeRuntime(2))];
    expect(host.backend.notes).toContainEqual(expect.stringMatching(says));
    expect(exact.backend.notes.join()).not.toContain('float32');
    expect(await answers(host)).toEqual(await answers(exact));
    await Promise.all([host.dispose(), exact.dispose()]);
  });

  test('fails with the device where float32 does not help', async () => {
    const runtime = { ...IN_HALVES, createSession: () => Promise.reject(new Error('no kernel for Sigmoid(13)')) };
    await expect(open(runtime)).rejects.toMatchObject({
      code: 'host-unreadable',
      message: expect.stringContaining('Sigmoid') as unknown,
    });
  });
});
