/**
 * A fork as a run of its own. Its journal begins with a copy of the other run's pages, so it replays, exports and is believed
 * without that one; its own beginning stands at the end of the last of them.
 */
import type { Engine } from '../../ecology/engine.ts';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import type { ForkChanges } from '../../ecology/world/fork.ts';
import { writePools } from '../store/pools.ts';
import type { NewRun, RunSummary } from '../store/store.ts';
import { stateHashOf } from './relive.ts';

interface Forking {
  parent: Pick<RunSummary, 'id' | 'name'>;
  /** The parent's pages from 0; those after the engine's generation do not count. */
  records: readonly GenerationRecord[];
  /** In the state that the fork begins from; it becomes the fork's. */
  engine: Engine;
  changes: ForkChanges;
  name: string;
  /** ms since 1970 */
  savedAt: number;
  /** The fork's id, out of the rest of its summary. */
  idOf: (facts: Omit<RunSummary, 'id'>) => string;
}

/** Begins the fork in its engine, and says what is to be saved of it. Throws what `Engine.fork` throws; then nothing is changed. */
export function forkRun({ parent, records, engine, changes, name, savedAt, idOf }: Forking): NewRun {
  const { generation } = engine.world;
  const own = records.slice(0, generation + 1);
  const last = own[generation]!;
  const { events } = engine.fork({ run: parent.id, name: parent.name, stateHash: stateHashOf(last) }, changes);
  const { world, host } = engine;
  const facts = {
    name,
    seed: world.seed,
    generations: generation,
    savedAt,
    hostName: world.host.name,
    parent: { run: parent.id, name: parent.name, generation },
  };
  return {
    summary: { id: idOf(facts), ...facts },
    records: [...own.slice(0, -1), { ...last, events: [...last.events, ...events] }],
    world,
    blobs: writePools(world, engine, host.sites),
  };
}
