/** Training graphs in Chromium: golden gradients on WebAssembly, and on WebGPU (software adapter). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as trainingFunctions from './bench-page/functions/training.ts';
import { openBench, type Bench, type InWorker } from './worker-functions.ts';

const fixture = (name: string): [string, string] => [
  `test-files/fixtures/hosts/${name}/`,
  `test-files/fixtures/hosts/${name}/`,
];
const MICRO: [string, string] = ['hosts/micro/', 'test-files/golden/micro/'];

describe.each([
  { isolation: true, threads: 2 },
  { isolation: false, threads: 1 },
])('wasm, %o', ({ threads, ...site }) => {
  let bench: Bench;
  let training: InWorker<typeof trainingFunctions>;

  beforeAll(async () => {
    bench = await openBench(site);
    training = bench.functions<typeof trainingFunctions>('training');
  });
  afterAll(async () => bench?.close());

  it.each([
    MICRO,
    fixture('qwen3-genai-fp32'),
    fixture('qwen3-genai-qdq'),
    fixture('qwen3-genai-webgpu-q4'),
    fixture('qwen2-genai-webgpu-q4'),
    fixture('qwen2-optimum-q4'),
    fixture('llama-optimum-fp32'),
    fixture('gemma3-genai-fp32'),
    fixture('phi3-genai-fp32'),
    fixture('familyD-qwen3-q4'),
    fixture('lfm2-genai-q4'),
    fixture('gemma3-genai-q4f16'),
    fixture('qwen3-genai-q4f16-gqanorm'),
  ])('%s has the golden losses and gradients', async (folder, golden) => {
    const error = await training.goldenGradientError(folder, golden, { prefer: 'wasm', threads }, 3);
    expect(error.tensors).toBeGreaterThan(15);
    expect(error.loss).toBeLessThan(1e-5);
    expect(error.gradient).toBeLessThan(5e-5);
    expect(error.sum).toBeLessThan(1e-4);
  });

  it('has no trouble to report', () => {
    expect(bench.troubles).toEqual([]);
  });
});

describe('WebGPU', () => {
  let bench: Bench;
  let training: InWorker<typeof trainingFunctions>;

  beforeAll(async () => {
    bench = await openBench({ webgpu: true });
    training = bench.functions<typeof trainingFunctions>('training');
  });
  afterAll(async () => bench?.close());

  it.each([
    ...['qwen3-genai-fp32', 'qwen3-genai-qdq', 'qwen3-genai-webgpu-q4', 'qwen2-genai-webgpu-q4'].map(fixture),
    ...['gemma3-genai-fp32', 'phi3-genai-fp32', 'qwen3-genai-q4f16-gqanorm'].map(fixture),
    ...['familyD-qwen3-q4', 'lfm2-genai-q4'].map(fixture),
    MICRO,
  ])('%s has the golden losses and gradients', async (folder, golden) => {
    const error = await training.goldenGradientError(folder, golden, { prefer: 'webgpu' }, 2);
    expect(error.tensors).toBeGreaterThan(15);
    expect(error.loss).toBeLessThan(1e-4);
    expect(error.gradient).toBeLessThan(1e-4);
    expect(error.sum).toBeLessThan(2e-4);
  });

  // These hosts compute their rotary angles themselves, and a GPU's sine and cosine are good to about 1e-3 only (WGSL
  // demands 2^-11): their forward logits are already off by 5e-4 of 1, where the others' are by 2e-6.
  it.each(['qwen2-optimum-q4', 'llama-optimum-fp32'].map(fixture))(
    '%s has them as far as its angles go',
    async (folder, golden) => {
      const error = await training.goldenGradientError(folder, golden, { prefer: 'webgpu' }, 2);
      expect(error.tensors).toBeGreaterThan(15);
      expect(error.loss).toBeLessThan(2e-3);
      expect(error.gradient).toBeLessThan(2e-3);
      expect(error.sum).toBeLessThan(4e-3);
    },
  );

  it('has no trouble to report', () => {
    expect(bench.troubles).toEqual([]);
  });
});
