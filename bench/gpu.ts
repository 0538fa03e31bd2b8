/**
 * How the micro host answers in Chromium on a graphics device: against WebAssembly on two threads in the same run, batches against
 * single rows, and what adapters cost a decode step. A software adapter computes right and says nothing about speed, so
 * there nothing is measured.
 */
import { builds, ensureBuilt } from '../scripts/lib/build.mjs';
import type * as coreFunctions from '../tests/browser/bench-page/functions/core.ts';
import type * as decoderFunctions from '../tests/browser/bench-page/functions/decoder.ts';
import type * as hostFunctions from '../tests/browser/bench-page/functions/host.ts';
import { openBench, type Bench } from '../tests/browser/worker-functions.ts';
import { shortPrompts } from './host.ts';
import { median, pairedRatio } from './median.ts';
import type { Benchmark, Measurement } from './registry.ts';

const WHAT = {
  'micro.webgpu.overWasm32': '32 rows together, whole answers: WebAssembly’s time on two threads over WebGPU’s',
  'micro.webgpu.batchGain32': 'WebGPU: 32 rows one after another over the same rows together, whole answers',
  'micro.webgpu.graftRatio32': 'WebGPU: decode step of 32 rows with distinct adapters of rank 4 over the bare host’s',
} as const;
type Key = keyof typeof WHAT;
const KEYS = Object.keys(WHAT) as Key[];

export const gpu: Benchmark = {
  keys: KEYS,
  async run() {
    if (!(await ensureBuilt(builds.bench, { quiet: true }))) throw new Error('the test page could not be built');
    const bench = await openBench({ isolation: true, webgpu: true });
    try {
      const graphics = await bench.functions<typeof coreFunctions>('core').graphics();
      if (graphics === null || graphics.software) return KEYS.map((key) => notMeasured(key, graphics?.name));
      return await measure(bench, graphics.name);
    } finally {
      await bench.close();
    }
  },
};

async function measure(bench: Bench, device: string): Promise<Measurement[]> {
  const { batchGainMs } = bench.functions<typeof hostFunctions>('host');
  const onGpu = await batchGainMs('webgpu', 1, shortPrompts(32), 8);
  const onWasm = await batchGainMs('wasm', 2, shortPrompts(32), 8);
  const { bare, grafted } = await bench
    .functions<typeof decoderFunctions>('decoder')
    .stepMs({ prefer: 'webgpu' }, { rows: 32, rank: 4, steps: 16, turns: 24 });
  const values: Record<Key, number> = {
    'micro.webgpu.overWasm32': median(onWasm.together.slice(1)) / median(onGpu.together.slice(1)),
    'micro.webgpu.batchGain32': pairedRatio(onGpu.alone, onGpu.together),
    'micro.webgpu.graftRatio32': pairedRatio(grafted, bare),
  };
  return KEYS.map((key) => ({ key, what: `${WHAT[key]} (${device})`, value: values[key] }));
}

function notMeasured(key: Key, software: string | undefined): Measurement {
  const found = software === undefined ? 'none was found' : `only the software adapter ${software} was found`;
  return { key, what: WHAT[key], value: null, missing: `${key} needs a graphics device, and ${found}.` };
}
