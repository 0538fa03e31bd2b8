/**
 * A real language model in headless Chromium on WebAssembly: how long a token takes one row on one thread, and how much
 * memory loading it and decoding eight rows takes. Memory is the peak of the page's own process, as the operating system
 * counts it, so with the browser's own share and all that loading held for a moment.
 */
import { readFile, readdir } from 'node:fs/promises';
import type * as decoderFunctions from '../tests/browser/bench-page/functions/decoder.ts';
import { openBench } from '../tests/browser/worker-functions.ts';
import { builds, ensureBuilt } from '../scripts/lib/build.mjs';
import { findSmollm2, SMOLLM2_GRAPH, withoutSmollm2 } from './hosts.ts';
import { median } from './median.ts';
import type { Benchmark, Measurement } from './registry.ts';

const RANK = 4;
const SPEED = {
  key: 'smollm2.wasm.secondsPerToken1',
  what: `seconds a token: one row with an adapter of rank ${RANK}, one wasm thread in Chromium`,
  toReach: { atMost: 0.15 },
};
const PEAK = {
  key: 'smollm2.wasm.peakMB',
  what: 'peak resident memory of the page’s process, loading SmolLM2-135M and decoding 8 rows with distinct adapters, MB',
  toReach: { atMost: 1500 },
};

export const smollm2Wasm: Benchmark = {
  keys: [SPEED.key, PEAK.key],
  async run(options) {
    const folder = findSmollm2(options);
    if (!folder) return [SPEED, PEAK].map((figure) => withoutSmollm2(figure, options));
    if (!(await ensureBuilt(builds.bench, { quiet: true }))) throw new Error('the test page could not be built');
    return [
      { ...SPEED, value: (await decoded(folder, { rows: 1, steps: 12, turns: 4 })).msPerToken / 1000 },
      peakOf((await decoded(folder, { rows: 8, steps: 12, turns: 2 })).peakBytes),
    ];
  },
};

function peakOf(bytes: number | null): Measurement {
  if (bytes !== null) return { ...PEAK, value: bytes / 1e6 };
  return { ...PEAK, value: null, missing: `${PEAK.key} was not measured: only Linux tells a process’s peak.` };
}

/** In a browser of its own. The first turn warms up. */
async function decoded(
  folder: string,
  size: { rows: number; steps: number; turns: number },
): Promise<{ msPerToken: number; peakBytes: number | null }> {
  const before = await renderers();
  const bench = await openBench({ isolation: true, folders: { 'smollm2/': folder } });
  try {
    const { freshStepMs } = bench.functions<typeof decoderFunctions>('decoder');
    const stepsMs = await freshStepMs('smollm2/', SMOLLM2_GRAPH, 1, { ...size, rank: RANK });
    const own = [...(await renderers())].filter(([pid]) => !before.has(pid)).map(([, bytes]) => bytes);
    return { msPerToken: median(stepsMs.slice(1)), peakBytes: own.length === 0 ? null : Math.max(...own) };
  } finally {
    await bench.close();
  }
}

/** The processes of pages on this system, and the peak of each one's resident memory in bytes. None but on Linux. */
async function renderers(): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const pid of await readdir('/proc').catch(() => [])) {
    const [command, status] = await Promise.all(
      ['cmdline', 'status'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    );
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status!);
    if (peak && command!.includes('--type=renderer')) found.set(pid, 1024 * Number(peak[1]));
  }
  return found;
}
