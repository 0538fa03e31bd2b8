/** Between the store and an engine: a new world and what is to be saved of it, and a saved one that goes on. */
import type { Config } from '../../ecology/config/config.ts';
import { Engine } from '../../ecology/engine.ts';
import type { GivenFounder } from '../../ecology/world/founding.ts';
import type { Host } from '../../host/index.ts';
import { LAB_VERSION } from '../version.ts';
import { readPools } from './pools.ts';
import type { Checkpoint, NewRun, RunSummary } from './store.ts';
import { tasksOf } from './tasks.ts';

export interface Founding {
  seed: string;
  name: string;
  config: Config;
  host: Host;
  /** The first founders; the others begin at random. */
  founders?: readonly GivenFounder[] | undefined;
  /** ms since 1970 */
  savedAt: number;
  /** The run's id, out of the rest of its summary. */
  idOf: (facts: Omit<RunSummary, 'id'>) => string;
}

/** A new world with its founders, and what is to be saved of it. LabError `tasks-missing` where its own tasks are not at hand. */
export function beginRun(founding: Founding): { engine: Engine; created: NewRun } {
  const { seed, name, config, host, founders, savedAt, idOf } = founding;
  const tasks = tasksOf({ config });
  const { engine, outcome } = Engine.begin({ seed, name, config, host, founders, lab: LAB_VERSION });
  const facts = { name, seed, generations: 0, savedAt, hostName: host.identity.name };
  const summary = { id: idOf(facts), ...facts };
  return {
    engine,
    created: {
      summary,
      records: [outcome.record],
      world: engine.world,
      blobs: new Map([...outcome.newBlobs, ...tasks]),
    },
  };
}

/** A saved world that goes on, on the host that it lived on. Throws what `readPools` throws. */
export function resumeEngine({ world, blobs }: Checkpoint, host: Host): Engine {
  return Engine.resume({ world, ...readPools(world, blobs, host.sites), host });
}
