/** How fast a population lives: whole generations of the engine, from its climate to its record, in Chromium on wasm. */
import { builds, ensureBuilt } from '../scripts/lib/build.mjs';
import type * as worldFunctions from '../tests/browser/bench-page/functions/world.ts';
import { openBench } from '../tests/browser/worker-functions.ts';
import { median } from './median.ts';
import type { Benchmark } from './registry.ts';

const THREADS = 2;
const ORGANELLES = 16;
const TASKS = 4;

/** The default world, with as many organelles and episodes in every generation as the figure says. */
const CONFIG = {
  population: { founders: ORGANELLES, capacity: ORGANELLES, episodes: ORGANELLES * TASKS, grace: 20 },
  measure: { every: 0 },
};

export const world: Benchmark = {
  keys: ['micro.wasm.episodesPerSecond', 'micro.wasm.decodeShare', 'micro.wasm.limitRatio'],
  async run() {
    if (!(await ensureBuilt(builds.bench, { quiet: true }))) throw new Error('the test page could not be built');
    const bench = await openBench({ isolation: true });
    try {
      const told = await bench
        .functions<typeof worldFunctions>('world')
        .generations({ threads: THREADS, config: CONFIG, warmUp: 2, count: 9 });
      return [
        {
          key: 'micro.wasm.episodesPerSecond',
          what: 'episodes per second, 16 organelles × 4 tasks, whole generations, two wasm threads in Chromium',
          value: median(told.map(({ episodes, elapsedMs }) => (1000 * episodes) / elapsedMs)),
          toReach: { atLeast: 100 },
        },
        {
          key: 'micro.wasm.decodeShare',
          what: 'the share of a generation’s time that the model takes',
          value: median(told.map(({ decodeMs, elapsedMs }) => decodeMs / elapsedMs)),
        },
        {
          key: 'micro.wasm.limitRatio',
          what: 'FLOPs a second of whole generations, padding not counted, over those of one 1,024³ float32 product',
          value: median(
            told.map(({ flops, elapsedMs, limitFlopsPerSecond }) => flops / (elapsedMs / 1000) / limitFlopsPerSecond),
          ),
          toReach: { atLeast: 0.6 },
        },
      ];
    } finally {
      await bench.close();
    }
  },
};
