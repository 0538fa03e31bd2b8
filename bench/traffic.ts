/**
 * What crosses to a graphics device and back in a decode step, counted and not timed: so the software adapter says the
 * same as any other. On the micro host and on a host of 4-bit weights computed in float32, each time the worse of both.
 */
import { builds, ensureBuilt } from '../scripts/lib/build.mjs';
import type * as trafficFunctions from '../tests/browser/bench-page/functions/traffic.ts';
import { openBench } from '../tests/browser/worker-functions.ts';
import type { Benchmark } from './registry.ts';

export const HOSTS = ['hosts/micro/', 'test-files/fixtures/hosts/qwen3-genai-webgpu-q4/'] as const;
/** Few rows, so that what a step costs whatever its rows are is not hidden among them. */
const FEW = { rows: 4, steps: 2, rank: 4, turns: 1 };
const MANY = { rows: 32, steps: 1, rank: 4, turns: 1, promptTokens: 4 };

export const traffic: Benchmark = {
  keys: ['webgpu.stepBytesUpPerRow', 'webgpu.stepBytesDownPerRow', 'webgpu.dispatchRatio32'],
  async run() {
    if (!(await ensureBuilt(builds.bench, { quiet: true }))) throw new Error('the test page could not be built');
    const bench = await openBench({ webgpu: true });
    try {
      const { stepTraffic } = bench.functions<typeof trafficFunctions>('traffic');
      const lastStep = async (host: string, size: Parameters<typeof stepTraffic>[1]) =>
        (await stepTraffic(host, size))[0]!.steps.at(-1)!;
      const [up, down, ratio]: [number[], number[], number[]] = [[], [], []];
      for (const host of HOSTS) {
        const few = await lastStep(host, FEW);
        up.push(few.up / FEW.rows);
        down.push(few.down / FEW.rows);
        const grafted = await lastStep(host, MANY);
        const bare = await lastStep(host, { ...MANY, bare: true });
        ratio.push(grafted.dispatches / bare.dispatches);
      }
      const where = `${FEW.rows} rows, the worse of micro and a 4-bit host`;
      return [
        {
          key: 'webgpu.stepBytesUpPerRow',
          what: `bytes up to a graphics device a row and decode step, ${where}`,
          toReach: { atMost: 4096 },
          value: Math.max(...up),
        },
        {
          key: 'webgpu.stepBytesDownPerRow',
          what: `bytes down from it a row and decode step, ${where}`,
          toReach: { atMost: 4096 },
          value: Math.max(...down),
        },
        {
          key: 'webgpu.dispatchRatio32',
          what: 'dispatches of a decode step of 32 rows with distinct adapters over those of the bare host',
          toReach: { atMost: 2 },
          value: Math.max(...ratio),
        },
      ];
    } finally {
      await bench.close();
    }
  },
};
