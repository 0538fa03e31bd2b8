/**
 * Between files and pools: the weights and memories that a state needs, out of the files kept beside it, and back. Equal
 * contents give equal bytes, so what is written again has the hash it had.
 */
import type { AdapterPool, MemoryPool, World } from '../../ecology/world/world.ts';
import { memoriesInUse, weightsInUse } from '../../ecology/world/world.ts';
import { type Site, readPeft, writePeft } from '../../host/index.ts';
import { readMemory, writeMemory } from '../../organelles/plasticity/memory.ts';
import { journalDamaged } from '../damage.ts';
import type { Blobs } from './store.ts';
import { learnTasks, tasksOf } from './tasks.ts';

export interface Pools {
  adapters: AdapterPool;
  memories: MemoryPool;
}

/** Puts the world's own tasks at hand as well. Throws what `learnTasks` throws, LabError `journal-damaged` when a file is missing, `adapter-damaged` or `adapter-foreign` when one is no good. */
export function readPools(world: World, blobs: Blobs, sites: readonly Site[]): Pools {
  const fileOf = (hash: string): Uint8Array => {
    const bytes = blobs.get(hash);
    if (!bytes) throw journalDamaged('weights of its newest state are missing');
    return bytes;
  };
  learnTasks(world, blobs);
  return {
    adapters: new Map([...weightsInUse(world)].map((hash) => [hash, readPeft(sites, fileOf(hash))])),
    memories: new Map([...memoriesInUse(world)].map((hash) => [hash, readMemory(fileOf(hash))])),
  };
}

export function writePools(world: World, { adapters, memories }: Pools, sites: readonly Site[]): Blobs {
  return new Map([
    ...[...weightsInUse(world)].map((hash) => [hash, writePeft(sites, adapters.get(hash)!)] as const),
    ...[...memoriesInUse(world)].map((hash) => [hash, writeMemory(memories.get(hash)!)] as const),
    ...tasksOf(world),
  ]);
}
