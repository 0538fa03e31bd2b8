/** What crosses to a graphics device and back while organelles learn, in a browser's worker: in tapped steps and updates. */
import { random } from '../../../../src/base/random.ts';

import { prepareGraph } from '../../../../src/host/session/prepare.ts';
import { openTap, openTrainer } from '../../../../src/host/session/variants.ts';
import { siteFiles } from '../../../../src/host/web.ts';
import { NO_MEMORY } from '../../../../src/organelles/plasticity/memory.ts';
import { ruleOf } from '../../../../src/organelles/plasticity/rules.ts';
import { families } from '../../../../src/tasks/families.ts';
import { drawTask } from '../../../../src/tasks/pools.ts';
import { between, gpuTraffic, type GpuTraffic } from '../gpu-counter.ts';
import { benchRuntime } from '../runtime.ts';
import { distinctAdapters, promptOf } from '../steps.ts';

export interface TapTraffic {
  /** of each tapped decode step behind the prompts */
  steps: GpuTraffic[];
  /** of everything: beginning, prompts, steps, and what is read in the end */
  whole: GpuTraffic;
}

/**
 * Counts a tapped batch of a host, its rows with adapters and offsets of their own, the second time that it is decoded.
 * @param folder  relative to the site, such as 'hosts/micro/'
 */
export async function tapTraffic(
  folder: string,
  { rows, steps, rank }: { rows: number; steps: number; rank: number },
): Promise<TapTraffic> {
  const { prepared, runtime } = await opened(folder);
  const tap = await openTap(prepared, runtime);
  const offset = new Float32Array(tap.sites.length * rank).fill(0.01);
  const requests = distinctAdapters(tap.sites, rank, rows).map((adapter, row) => {
    const greedy = { maxNewTokens: steps + 1, temperature: 0, topP: 1, random: random('bench', row) };
    return { prompt: promptOf(row).slice(0, 12), adapter, offset, ...greedy };
  });
  const counts: GpuTraffic[] = [];
  await tap.decode(requests);
  const before = gpuTraffic();
  const results = await tap.decode(requests, {
    breathe: () => {
      counts.push(gpuTraffic());
      return Promise.resolve();
    },
  });
  const whole = between(before, gpuTraffic());
  if (results.some(({ tokens }) => tokens.length <= steps)) throw new Error('an answer ended early');
  await tap.release();
  await runtime.dispose();
  return { steps: counts.slice(1).map((after, i) => between(counts[i]!, after)), whole };
}

/**
 * Counts updates of one organelle, one behind the other: so many rows in passes of `passRows`.
 * @returns bytes of its adapter, and what passed in each update
 */
export async function updateTraffic(
  folder: string,
  size: { rows: number; passRows: number; tokens: number; rank: number; updates: number },
): Promise<{ adapterBytes: number; updates: GpuTraffic[] }> {
  const { prepared, runtime } = await opened(folder);
  const { trainer, sites } = await openTrainer(prepared, runtime);
  let [adapter] = distinctAdapters(sites, size.rank, 1);
  const adapterBytes = adapter!.weights.byteLength;
  let memory = NO_MEMORY;
  const rule = ruleOf('supervised', { answers: size.rows, passRows: size.passRows });
  const tasks = Array.from({ length: size.rows }, () =>
    drawTask({ family: FAMILY, depth: 'short' }, 'train', random('bench')),
  );
  const means = {
    gradients: (...args: Parameters<typeof trainer.sum>) => trainer.sum(...args),
    promptTokens: () => promptOf(0).slice(0, size.tokens - 4),
    goldTokens: () => promptOf(1).slice(0, 4),
  };
  const updates: GpuTraffic[] = [];
  for (let update = 0; update < size.updates; update++) {
    const learner = { sites, adapter: adapter!, memory, random: () => random('bench', update) };
    const before = gpuTraffic();
    const told = await rule.tell(learner, [], [], means, tasks);
    updates.push(between(before, gpuTraffic()));
    if (told.dropped || told.adapter === adapter) throw new Error('an update was dropped');
    ({ adapter, memory } = told);
  }
  await trainer.release();
  await runtime.dispose();
  return { adapterBytes, updates };
}

const FAMILY = families[0]!.name;

async function opened(folder: string) {
  gpuTraffic();
  const files = siteFiles(new URL(`../${folder}`, self.location.href).href);
  return { prepared: await prepareGraph(files), runtime: await benchRuntime({ prefer: 'webgpu' }) };
}
