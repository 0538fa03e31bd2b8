/**
 * What crosses to a graphics device and back while organelles learn, counted as in traffic.ts: in a tapped decode step, and in
 * an update of two passes, there against the bytes of the adapter that is learnt.
 */
import { builds, ensureBuilt } from '../scripts/lib/build.mjs';
import type * as trafficFunctions from '../tests/browser/bench-page/functions/learning-traffic.ts';
import { openBench } from '../tests/browser/worker-functions.ts';
import type { Benchmark } from './registry.ts';
import { HOSTS } from './traffic.ts';

const TAPPED = { rows: 4, steps: 2, rank: 4 };
const UPDATE = { rows: 4, passRows: 2, tokens: 20, rank: 4, updates: 2 };

export const learningTraffic: Benchmark = {
  keys: ['webgpu.tapBytesUpPerRow', 'webgpu.tapBytesDownPerRow', 'webgpu.updateUpRatio', 'webgpu.updateDownRatio'],
  async run() {
    if (!(await ensureBuilt(builds.bench, { quiet: true }))) throw new Error('the test page could not be built');
    const bench = await openBench({ webgpu: true });
    try {
      const { tapTraffic, updateTraffic } = bench.functions<typeof trafficFunctions>('learning-traffic');
      const [tapped, updates] = [[] as { up: number; down: number }[], [] as { up: number; down: number }[]];
      for (const host of HOSTS) {
        const { up, down } = (await tapTraffic(host, TAPPED)).steps.at(-1)!;
        tapped.push({ up: up / TAPPED.rows, down: down / TAPPED.rows });
        const update = await updateTraffic(host, UPDATE);
        const last = update.updates.at(-1)!;
        updates.push({ up: last.up / update.adapterBytes, down: last.down / update.adapterBytes });
      }
      const worst = (of: typeof tapped, way: 'up' | 'down') => Math.max(...of.map((each) => each[way]));
      const [row, whole] = [
        'a row and tapped decode step, 4 rows, the worse of micro and a 4-bit host',
        'an update of 2 passes of 2 rows, over the bytes of its adapter, the worse of both',
      ];
      return [
        {
          key: 'webgpu.tapBytesUpPerRow',
          what: `bytes up to a graphics device ${row}`,
          toReach: { atMost: 4096 },
          value: worst(tapped, 'up'),
        },
        {
          key: 'webgpu.tapBytesDownPerRow',
          what: `bytes down from it ${row}`,
          toReach: { atMost: 4096 },
          value: worst(tapped, 'down'),
        },
        { key: 'webgpu.updateUpRatio', what: `bytes up to a graphics device in ${whole}`, value: worst(updates, 'up') },
        { key: 'webgpu.updateDownRatio', what: `bytes down from it in ${whole}`, value: worst(updates, 'down') },
      ];
    } finally {
      await bench.close();
    }
  },
};
