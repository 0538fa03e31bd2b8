/**
 * Tapped decoding in Chromium, on WebAssembly and on WebGPU (software adapter): offsets go in, and what comes out is what
 * onnxruntime-node reads, whose readings are held against a float64 recomputation in tests/host/tap.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/host/node.ts';
import { filesIn, MICRO } from '../host/files.ts';
import { relativeDifference } from '../host/differentiate/golden-training.ts';
import { tapCase, type TapCase } from '../host/tap-case.ts';
import type * as tapFunctions from './bench-page/functions/tap.ts';
import { openBench, type Bench } from './worker-functions.ts';

const fixture = (name: string): [string, string] => [
  `test-files/fixtures/hosts/${name}/`,
  `tests/fixtures/hosts/${name}`,
];

describe.each([
  {
    backend: 'wasm',
    threads: 2,
    hosts: [
      ['hosts/micro/', MICRO],
      fixture('qwen2-optimum-q4'),
      fixture('qwen3-genai-fp16'),
      fixture('lfm2-genai-q4'),
    ],
    tolerance: 1e-5,
  },
  { backend: 'webgpu', threads: 1, hosts: [fixture('qwen3-genai-fp32'), fixture('phi3-genai-fp32')], tolerance: 1e-4 },
] as const)('$backend', ({ backend, threads, hosts, tolerance }) => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench({ isolation: true, webgpu: backend === 'webgpu' });
  });
  afterAll(async () => bench?.close());

  describe.each(hosts)('%s', (folder, here) => {
    let told: TapCase;
    let expected: TapCase;

    beforeAll(async () => {
      expected = await tapCase(filesIn(here), nodeRuntime(2));
      told = await bench.functions<typeof tapFunctions>('tap').readTaps(folder, { prefer: backend, threads });
    });

    it.each(['offset', 'silent'] as const)('reads what onnxruntime-node reads, %s', (which) => {
      told[which].forEach((row, i) => {
        const other = expected[which][i]!;
        expect(row.tokens).toEqual(other.tokens);
        expect(row.weights).toEqual(other.weights);
        expect(relativeDifference(row.inputs, other.inputs)).toBeLessThan(tolerance);
        if (other.outputs.length > 0) expect(relativeDifference(row.outputs, other.outputs)).toBeLessThan(tolerance);
      });
    });

    it('answers as the decoder without taps where offsets are zero', () => {
      expect(told.silent.map(({ tokens, finish }) => ({ tokens, finish }))).toEqual(told.plain);
    });

    it('hears the offsets', () => {
      expect(relativeDifference(told.offset[0]!.inputs, told.silent[0]!.inputs)).toBeGreaterThan(0.01);
      expect(relativeDifference(told.offset[0]!.outputs, told.silent[0]!.outputs)).toBeGreaterThan(0.1);
    });
  });

  it('has no trouble to report', () => {
    expect(bench.troubles).toEqual([]);
  });
});
