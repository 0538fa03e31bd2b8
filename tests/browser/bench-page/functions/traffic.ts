/** What crosses to a graphics device and back in a decode step, in a browser's worker. */
import { Batch } from '../../../../src/host/decode/batch.ts';
import { prepareGraph } from '../../../../src/host/session/prepare.ts';
import { openDecoder } from '../../../../src/host/session/variants.ts';
import { siteFiles } from '../../../../src/host/web.ts';
import { random } from '../../../../src/base/random.ts';
import { between, gpuTraffic, type GpuTraffic } from '../gpu-counter.ts';
import { benchRuntime } from '../runtime.ts';
import { distinctAdapters, promptOf } from '../steps.ts';

export interface StepTraffic {
  prefill: GpuTraffic;
  /** of each decode step behind it */
  steps: GpuTraffic[];
}

/**
 * Counts a batch of a host, its rows with adapters of their own or bare, and the same batch again where `turns` are more.
 * @param folder  relative to the site, such as 'hosts/micro/'
 */
export async function stepTraffic(
  folder: string,
  size: { rows: number; steps: number; rank: number; promptTokens?: number; turns?: number; bare?: boolean },
): Promise<StepTraffic[]> {
  const { rows, steps, rank, promptTokens, turns = 2, bare = false } = size;
  gpuTraffic();
  const files = siteFiles(new URL(`../${folder}`, self.location.href).href);
  const runtime = await benchRuntime({ prefer: 'webgpu' });
  const decoder = await openDecoder(await prepareGraph(files), runtime, { bare });
  const adapters = bare ? Array.from({ length: rows }, () => null) : distinctAdapters(decoder.sites, rank, rows);
  const found: StepTraffic[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const requests = adapters.map((adapter, index) => {
      const greedy = { maxNewTokens: steps + 1, temperature: 0, topP: 1, random: random('bench', index) };
      return { index, request: { prompt: promptOf(index).slice(0, promptTokens), adapter, ...greedy } };
    });
    const counts = [gpuTraffic()];
    const worn = decoder.session.wear(decoder, adapters);
    const batch = new Batch({ ...decoder, rules: { ...decoder.rules, endTokens: [] } }, requests, worn.inputs);
    await batch.prefill();
    counts.push(gpuTraffic());
    while (batch.running) {
      await batch.step();
      counts.push(gpuTraffic());
    }
    batch.dispose();
    worn.takeOff();
    const [prefill, ...each] = counts.slice(1).map((after, i) => between(counts[i]!, after));
    found.push({ prefill: prefill!, steps: each });
  }
  await decoder.session.release();
  await runtime.dispose();
  return found;
}
