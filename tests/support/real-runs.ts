/** Short runs of the real engine on the tiny host, for tests that need journals whose every number belongs together. */
import { configSchema, type ConfigInput } from '../../src/ecology/config/config.ts';
import { Engine, type Outcome } from '../../src/ecology/engine.ts';
import type { ExportedRun } from '../../src/record/file/evolora-file.ts';
import { neededBlobs } from '../../src/record/store/store.ts';
import { LAB_VERSION } from '../../src/record/version.ts';
import { tinyHost } from './tiny-host.ts';

export const SMALL: ConfigInput = {
  population: { founders: 4, capacity: 6, episodes: 24 },
  energy: { ticket: 0.3 },
  heredity: { birthEnergy: 13 },
  archive: { minEpisodes: 2 },
  measure: { every: 4, tasks: 8 },
};

export interface RealRun extends ExportedRun {
  engine: Engine;
  outcomes: Outcome[];
}

export async function realRun({
  seed = '1',
  name = 'Small',
  generations = 6,
  host = tinyHost(),
  parameters = SMALL,
} = {}): Promise<RealRun> {
  const config = configSchema.parse(parameters);
  const { engine, outcome } = Engine.begin({ seed, name, config, host, lab: LAB_VERSION });
  const outcomes = [outcome];
  for (let i = 0; i < generations; i++)
    outcomes.push(await engine.generation(i === 2 ? { tweaks: { 'energy.ticket': 0.35 } } : {}));
  const all = new Map(outcomes.flatMap(({ newBlobs }) => [...newBlobs]));
  const blobs = neededBlobs(engine.world, all);
  return {
    engine,
    outcomes,
    summary: { name: 'My run' },
    world: engine.world,
    blobs,
    records: outcomes.map(({ record }) => record),
  };
}
