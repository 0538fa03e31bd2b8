/** Training graphs in Chromium: golden gradients on WebAssembly, and on WebGPU (software adapter) at two layers. */
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
    fixture('qwen3-genai-qdq'),
    fixture('qwen3-genai-webgpu-q4'),
    fixture('qwen2-optimum-q4'),
    fixture('gemma3-genai-fp32'),
    fixture('phi3-genai-fp32'),
  ])('%s has the golden losses and gradients', async (folder, golden) => {
    const error = await training.goldenGradientError(folder, golden, { prefer: 'wasm', threads }, 3);
    expect(error.tensors).toBeGreaterThan(15);
    expect(error.loss).toBeLessThan(1e-5);
    expect(error.gradient).toBeLessThan(5e-5);
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

  // The second host computes its rotary angles itself, and a GPU's sine and cosine are good to about 1e-3 only (WGSL
  // demands 2^-11): its forward logits are already off by 5e-4 of 1, where the first one's are by 2e-6.
  it.each([
    [...fixture('qwen3-genai-webgpu-q4'), 1e-4],
    [...fixture('llama-optimum-fp32'), 2e-3],
  ] as const)('%s has the golden losses and gradients', async (folder, golden, limit) => {
    const error = await training.goldenGradientError(folder, golden, { prefer: 'webgpu' }, 2);
    expect(error.tensors).toBe(28);
    expect(error.loss).toBeLessThan(limit);
    expect(error.gradient).toBeLessThan(limit);
  });

  it('has no trouble to report', () => {
    expect(bench.troubles).toEqual([]);
  });
});
