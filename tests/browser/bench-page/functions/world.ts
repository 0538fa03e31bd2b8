/** A whole world in a browser's worker, without page and store: what a generation costs from its climate to its record. */
import { configSchema, type ConfigInput } from '../../../../src/ecology/config/config.ts';
import { Engine } from '../../../../src/ecology/engine.ts';
import { openMicro } from '../runtime.ts';

/** For each generation after the first `warmUp`: milliseconds, of which in the model, and episodes attempted. */
export async function generations(options: {
  threads: number;
  config: ConfigInput;
  warmUp: number;
  count: number;
}): Promise<{ elapsedMs: number; decodeMs: number; episodes: number; newTokens: number; promptTokens: number }[]> {
  const { threads, config, warmUp, count } = options;
  const host = await openMicro({ prefer: 'wasm', threads });
  const world = { seed: 'bench', name: 'bench', config: configSchema.parse(config), host, lab: 'bench' };
  const { engine } = Engine.begin(world);
  const told = [];
  for (let i = 0; i < warmUp + count; i++) {
    const { record } = await engine.generation({ now: () => performance.now() });
    if (i >= warmUp) told.push(record.telemetry!);
  }
  await host.dispose();
  return told;
}
