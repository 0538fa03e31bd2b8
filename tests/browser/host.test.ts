/** The host in Chromium: WebAssembly with one and two threads to the bit, WebGPU (on a software adapter) within rounding. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as answersFunctions from './bench-page/functions/answers.ts';
import type * as decoderFunctions from './bench-page/functions/decoder.ts';
import type * as hostFunctions from './bench-page/functions/host.ts';
import { openBench, type Bench, type InWorker } from './worker-functions.ts';

const MICRO = ['hosts/micro/', 'test-files/golden/micro/'] as const;
const fixture = (name: string) => [`test-files/fixtures/hosts/${name}/`, `test-files/fixtures/hosts/${name}/`] as const;
const TWO_LAYERS = fixture('qwen3-genai-fp32');
/** Float16 in weights, activations, caches and logits; the second has its query and key norms inside of the attention. */
const HALVES = [fixture('gemma3-genai-q4f16'), fixture('qwen3-genai-q4f16-gqanorm')];
/** Rows padded on the left; and layers of convolutions, whose rows have one length. */
const NOT_RIGHT = [fixture('familyD-qwen3-q4'), fixture('lfm2-genai-q4')];
const LENGTHS = [35, 53, 20, 46, 9];

describe.each([
  { isolation: true, threads: 2 },
  { isolation: false, base: '/some/sub/path/', threads: 1 },
])('wasm, %o', ({ threads, ...site }) => {
  let bench: Bench;
  let decoder: InWorker<typeof decoderFunctions>;

  beforeAll(async () => {
    bench = await openBench(site);
    decoder = bench.functions<typeof decoderFunctions>('decoder');
  });
  afterAll(async () => bench?.close());

  it('gives the logits of PyTorch and PEFT', async () => {
    const { base, adapter } = await decoder.goldenDifference(...MICRO, { prefer: 'wasm', threads });
    expect(base).toBeLessThan(1e-4);
    expect(adapter).toBeLessThan(1e-4);
  });

  it('answers ragged rows together as alone, bit for bit', async () => {
    const { difference, size } = await decoder.raggedDifference(...MICRO, { prefer: 'wasm', threads }, LENGTHS, 12);
    expect(size).toBeGreaterThan(5);
    expect(difference).toBe(0);
  });

  it.each(HALVES)('gives the logits of a host of halves, its rows together as alone: %s', async (...host) => {
    const { base, adapter } = await decoder.goldenDifference(...host, { prefer: 'wasm', threads });
    expect(base).toBeLessThan(1e-4);
    expect(adapter).toBeLessThan(1e-4);
    const { difference, size } = await decoder.raggedDifference(...host, { prefer: 'wasm', threads }, [12, 5, 8], 3);
    expect(size).toBeGreaterThan(1);
    expect(difference).toBe(0);
  });

  it.each(NOT_RIGHT)('gives the logits of a host that is not padded on the right: %s', async (...host) => {
    const { base, adapter } = await decoder.goldenDifference(...host, { prefer: 'wasm', threads });
    expect(base).toBeLessThan(1e-4);
    expect(adapter).toBeLessThan(1e-4);
    const { difference, size } = await decoder.raggedDifference(...host, { prefer: 'wasm', threads }, [12, 5, 8], 3);
    expect(size).toBeGreaterThan(1);
    expect(difference).toBeLessThan(1e-5);
  });

  it('loads the whole host and says how it runs', async () => {
    const { backend } = await bench.functions<typeof hostFunctions>('host').describeHost('wasm', threads);
    expect(backend).toMatchObject({ kind: 'wasm', threads });
  });

  it('has no trouble to report', () => {
    expect(bench.troubles).toEqual([]);
  });
});

it('chooses one thread where the page is not isolated, and WebAssembly where there is no graphics device', async () => {
  const bench = await openBench({ isolation: false });
  try {
    const { backend } = await bench.functions<typeof hostFunctions>('host').describeHost('auto');
    expect(backend).toMatchObject({ kind: 'wasm', threads: 1 });
    expect(backend.notes.join(' ')).toMatch(/no graphics device|offers no WebGPU/);
  } finally {
    await bench.close();
  }
});

// A software adapter is slow (every pipeline is compiled on the processor), so one prompt and two layers must do.
describe('WebGPU', () => {
  let bench: Bench;
  let decoder: InWorker<typeof decoderFunctions>;

  beforeAll(async () => {
    bench = await openBench({ webgpu: true });
    decoder = bench.functions<typeof decoderFunctions>('decoder');
  });
  afterAll(async () => bench?.close());

  it('gives the logits of PyTorch and PEFT at one prompt', async () => {
    const { base, adapter } = await decoder.goldenDifference(...MICRO, { prefer: 'webgpu' });
    expect(base).toBeLessThan(1e-3);
    expect(adapter).toBeLessThan(1e-3);
  });

  // The software adapter has no float16, as many devices have none. One that has it is allowed what halves cost PyTorch, twice.
  it.each(HALVES)(
    'gives the logits of a host of halves, in float32 where the device has no halves: %s',
    async (...host) => {
      const { base, adapter, halves } = await decoder.goldenDifference(...host, { prefer: 'webgpu' });
      const tolerance = halves ? 0.026 : 1e-3;
      expect(base).toBeLessThan(tolerance);
      expect(adapter).toBeLessThan(tolerance);
    },
  );

  it.each([TWO_LAYERS, ...NOT_RIGHT])('answers three ragged rows together as alone: %s', async (...host) => {
    const { base, adapter } = await decoder.goldenDifference(...host, { prefer: 'webgpu' });
    expect(Math.max(base, adapter)).toBeLessThan(1e-3);
    const { difference, size } = await decoder.raggedDifference(...host, { prefer: 'webgpu' }, [12, 5, 8], 3);
    expect(size).toBeGreaterThan(1);
    expect(difference).toBeLessThan(1e-4);
  });

  // Rows end one after another, so caches are cut and joined on the device; a draw picks the same token as on WebAssembly
  // unless it falls between two tokens to the last digits.
  it.each([TWO_LAYERS, NOT_RIGHT[0]!])(
    'writes what WebAssembly writes, and only tokens come down: %s',
    async (folder) => {
      const { answersOf } = bench.functions<typeof answersFunctions>('answers');
      const size = { rows: 7, tokens: 8 };
      const there = await answersOf(folder, 'webgpu', size);
      const here = await answersOf(folder, 'wasm', size);
      expect(there.answers).toEqual(here.answers);
      expect(there.answers.map(({ length }) => length)).toEqual([1, 4, 7, 2, 5, 8, 3]);
      expect(there.down).toBeLessThan(16);
    },
  );

  it('has no trouble to report', () => {
    expect(bench.troubles).toEqual([]);
  });
});
