/**
 * A real language model in Node, two threads: what distinct adapters cost a decode step, and SmolLM2-135M in the lab, with
 * adapters, against transformers.js without. Compared things run by turns, so that all see the same machine, and of each
 * turn the fastest step counts: what disturbs a machine only ever adds.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeRuntime } from '../../src/host/runtime/node.ts';
import { folderFiles } from '../../src/host/node.ts';
import { prepareGraph } from '../../src/host/session/prepare.ts';
import { openDecoder } from '../../src/host/session/variants.ts';
import { distinctAdapters, msOfSteps, promptOf } from '../../tests/browser/bench-page/steps.ts';
import { findSmollm2, SMOLLM2_GRAPH, withoutSmollm2 } from '../hosts.ts';
import { pairedRatio } from '../median.ts';
import type { Benchmark, Measurement } from '../registry.ts';
import { openRival } from '../rival.ts';
import { writeUnpacked } from './unpacked-file.ts';

const THREADS = 2;
const RANK = 4;
const MANY = 32;
/** The first turn warms up and is not counted. */
const TURNS = 6;
const STEPS = 8;

const over = (rows: string, what: string): string =>
  `decoded tokens a second, ${rows} with distinct adapters of rank ${RANK}, over transformers.js’ own generate ${what}`;

const FIGURES = {
  graft: {
    key: 'smollm2.node.graftRatio32',
    what: `decode step of 32 rows with distinct adapters of rank ${RANK} over the bare host's, the same weights`,
    toReach: { atMost: 1.3 },
  },
  one: {
    key: 'smollm2.node.oneRowOverTransformers',
    what: over('one row', 'without one, the same file'),
    toReach: { atLeast: 8 },
  },
  many: {
    key: 'smollm2.node.rows32OverTransformers',
    what: over('32 rows', 'without any, the same file'),
    toReach: { atLeast: 3 },
  },
  unpacked: {
    key: 'smollm2.node.rows32OverUnpackedTransformers',
    what: over('32 rows', 'without any, the weights written out in float32'),
    toReach: { atLeast: 0.9 },
  },
} satisfies Record<string, Omit<Measurement, 'value' | 'missing'>>;
type Name = keyof typeof FIGURES;
const NAMES = Object.keys(FIGURES) as Name[];

export const smollm2: Benchmark = {
  keys: NAMES.map((name) => FIGURES[name].key),
  async run(options) {
    const folder = findSmollm2(options);
    if (!folder) return NAMES.map((name) => withoutSmollm2(FIGURES[name], options));
    const temporary = await mkdtemp(join(tmpdir(), 'evolora-bench-'));
    try {
      await writeUnpacked(folder, SMOLLM2_GRAPH, temporary);
      const values = await measure(folder, temporary);
      return NAMES.map((name) => ({ ...FIGURES[name], value: values[name] }));
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  },
};

async function measure(folder: string, unpackedFolder: string): Promise<Record<Name, number>> {
  const prepared = await prepareGraph(folderFiles(folder), SMOLLM2_GRAPH);
  const runtime = nodeRuntime(THREADS);
  const bare = await openDecoder(prepared, runtime, { bare: true });
  const grafted = await openDecoder(prepared, runtime);
  const rival = await openRival(folder, 'q8', THREADS);
  const unpacked = await openRival(unpackedFolder, 'fp32', THREADS);
  const adapters = distinctAdapters(grafted.sites, RANK, MANY);
  const none = adapters.map(() => null);
  const prompts = adapters.map((_, row) => promptOf(row));
  const ms = { bare: [] as number[], grafted: [] as number[], packed: [] as number[], unpacked: [] as number[] };
  const alone = { grafted: [] as number[], packed: [] as number[] };
  for (let turn = 0; turn < TURNS; turn++) {
    ms.bare.push(Math.min(...(await msOfSteps(bare, STEPS, none))));
    ms.grafted.push(Math.min(...(await msOfSteps(grafted, STEPS, adapters))));
    ms.unpacked.push(Math.min(...(await unpacked.msOfSteps(prompts, STEPS))));
    ms.packed.push(Math.min(...(await rival.msOfSteps(prompts, STEPS))));
    alone.grafted.push(Math.min(...(await msOfSteps(grafted, STEPS, adapters.slice(0, 1)))));
    alone.packed.push(Math.min(...(await rival.msOfSteps(prompts.slice(0, 1), STEPS))));
  }
  await Promise.all([bare.session.release(), grafted.session.release(), rival.dispose(), unpacked.dispose()]);
  return {
    graft: pairedRatio(ms.grafted, ms.bare),
    one: pairedRatio(alone.packed, alone.grafted),
    many: pairedRatio(ms.packed, ms.grafted),
    unpacked: pairedRatio(ms.unpacked, ms.grafted),
  };
}
