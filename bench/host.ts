/**
 * How the micro host answers in Chromium on wasm with two threads: batches against single rows, and what adapters cost a
 * decode step. Compared things run by turns, so that both see the same machine.
 */
import type * as decoderFunctions from '../tests/browser/bench-page/functions/decoder.ts';
import type * as hostFunctions from '../tests/browser/bench-page/functions/host.ts';
import { openBench, type Bench } from '../tests/browser/worker-functions.ts';
import { builds, ensureBuilt } from '../scripts/lib/build.mjs';
import { random } from '../src/base/random.ts';
import { drawTask } from '../src/tasks/pools.ts';
import { DEFAULT_CURRICULUM } from '../src/tasks/catalogue.ts';
import { pairedRatio } from './median.ts';
import type { Benchmark, Measurement } from './registry.ts';

const THREADS = 2;

export const host: Benchmark = {
  keys: ['micro.wasm.batchGain32', 'micro.wasm.graftRatio32', 'micro.wasm.graftRatio32.rank8'],
  async run() {
    if (!(await ensureBuilt(builds.bench, { quiet: true }))) throw new Error('the test page could not be built');
    const bench = await openBench({ isolation: true });
    try {
      return [await batchGain(bench), await graftRatio(bench, 4), await graftRatio(bench, 8)];
    } finally {
      await bench.close();
    }
  },
};

async function batchGain(bench: Bench): Promise<Measurement> {
  const { alone, together } = await bench
    .functions<typeof hostFunctions>('host')
    .batchGainMs('wasm', THREADS, shortPrompts(32), 8);
  return {
    key: 'micro.wasm.batchGain32',
    what: '32 rows one after another over the same rows together, whole answers',
    value: pairedRatio(alone, together),
    toReach: { atLeast: 2.5 },
  };
}

async function graftRatio(bench: Bench, rank: number): Promise<Measurement> {
  const { bare, grafted } = await bench
    .functions<typeof decoderFunctions>('decoder')
    .stepMs({ prefer: 'wasm', threads: THREADS }, { rows: 32, rank, steps: 16, turns: 24 });
  return {
    key: rank === 4 ? 'micro.wasm.graftRatio32' : `micro.wasm.graftRatio32.rank${rank}`,
    what: `decode step of 32 rows with distinct adapters of rank ${rank} over the bare host's`,
    value: pairedRatio(grafted, bare),
    ...(rank === 4 ? { toReach: { atMost: 1.25 } } : {}),
  };
}

/** Short tasks of the micro host's families by turns. */
export function shortPrompts(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const name = DEFAULT_CURRICULUM[i % DEFAULT_CURRICULUM.length]!;
    return drawTask({ family: name, depth: 'short' }, 'train', random('bench', 'prompts', i)).prompt;
  });
}
