/** A whole world in a browser's worker, without page and store: what a generation costs from its climate to its record. */
import { configSchema, type ConfigInput } from '../../../../src/ecology/config/config.ts';
import { Engine } from '../../../../src/ecology/engine.ts';
import type { Event } from '../../../../src/ecology/events/events.ts';
import { openMicro } from '../runtime.ts';
import { openProduct } from '../product.ts';

/** A generation of the world, and one large product right behind it on the same machine. */
interface ToldGeneration {
  elapsedMs: number;
  /** of which in the model */
  decodeMs: number;
  /** attempted */
  episodes: number;
  newTokens: number;
  promptTokens: number;
  /** of all that was computed, by the host's own count of what answers need */
  flops: number;
  /** of a 1,024³ product in float32, a second */
  limitFlopsPerSecond: number;
}

/** Each generation after the first `warmUp`. */
export async function generations(options: {
  threads: number;
  config: ConfigInput;
  warmUp: number;
  count: number;
}): Promise<ToldGeneration[]> {
  const { threads, config, warmUp, count } = options;
  const host = await openMicro({ prefer: 'wasm', threads });
  const product = await openProduct({ prefer: 'wasm', threads }, 1024);
  const world = { seed: 'bench', name: 'bench', config: configSchema.parse(config), host, lab: 'bench' };
  const { engine } = Engine.begin(world);
  const told: ToldGeneration[] = [];
  for (let i = 0; i < warmUp + count; i++) {
    const { record } = await engine.generation({ now: () => performance.now() });
    const limitFlopsPerSecond = await product.flopsPerSecond();
    if (i >= warmUp) told.push({ ...record.telemetry!, flops: flopsOf(record.events), limitFlopsPerSecond });
  }
  await host.dispose();
  await product.release();
  return told;
}

function flopsOf(events: readonly Event[]): number {
  return events
    .flatMap((event) => (event.type === 'generation-ended' ? Object.values(event.flops) : []))
    .reduce((sum, flops) => sum + flops, 0);
}
