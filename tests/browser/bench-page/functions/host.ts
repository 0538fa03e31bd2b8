/** The micro host in a browser's worker: golden logits, ragged batches, speed. */
import { random } from '../../../../src/base/random.ts';
import { adapterLength, siteMatrices, type Adapter, type Site } from '../../../../src/host/adapters/adapter.ts';
import type { Host } from '../../../../src/host/session/host.ts';
import { openMicro } from '../runtime.ts';

const hosts = new Map<string, Promise<Host>>();

type Prefer = 'auto' | 'wasm' | 'webgpu';

function micro(prefer: Prefer, threads: number | undefined): Promise<Host> {
  const key = `${prefer} ${threads}`;
  const known = hosts.get(key) ?? openMicro({ prefer, threads });
  hosts.set(key, known);
  return known;
}

/** What the host says about itself. */
export async function describeHost(
  prefer: Prefer,
  threads?: number,
): Promise<Pick<Host, 'identity' | 'backend' | 'parameters'>> {
  const { identity, backend, parameters } = await micro(prefer, threads);
  return { identity, backend, parameters };
}

/** An adapter like a founder's: scale 2, deviation 0.5/√inputs in A and 0.5/√rank in B. */
function founder(sites: readonly Site[], seed: number, rank: number): Adapter {
  const draw = random('bench', seed);
  const adapter = { rank, scale: 2, weights: new Float32Array(adapterLength(sites, rank)) };
  for (const { site, a, b } of siteMatrices(sites, adapter)) {
    a.forEach((_, i) => {
      a[i] = (0.5 / Math.sqrt(site.inputs)) * draw.normal();
    });
    b.forEach((_, i) => {
      b[i] = (0.5 / Math.sqrt(rank)) * draw.normal();
    });
  }
  return adapter;
}

/** Milliseconds for rows answered one after another and for the same rows together, `repeats` times each. */
export async function batchGainMs(
  prefer: Prefer,
  threads: number,
  prompts: readonly string[],
  repeats: number,
): Promise<{ alone: number[]; together: number[] }> {
  const host = await micro(prefer, threads);
  const requests = prompts.map((text, i) => ({
    prompt: host.encodePrompt(text),
    adapter: founder(host.sites, i, 4),
    maxNewTokens: 32,
    temperature: 0,
    topP: 1,
    random: random('bench', i),
  }));
  const alone: number[] = [];
  const together: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    for (const request of requests) await host.decode([request]);
    const middle = performance.now();
    await host.decode(requests);
    alone.push(middle - start);
    together.push(performance.now() - middle);
  }
  return { alone, together };
}
