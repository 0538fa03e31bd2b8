/** Made-up checkpoints for tests of the stores: valid states whose blobs are real bytes under their real hashes. */
import { emptyArchive } from '../../src/archive/archive.ts';
import { hashBytes } from '../../src/base/hash.ts';
import { defaultConfig } from '../../src/ecology/config/config.ts';
import type { World } from '../../src/ecology/world/world.ts';
import type { NewRun, GenerationStep } from '../../src/record/store/store.ts';
import { ended, founder, HOST, pageOf, started, TRAITS } from './journal-maker.ts';

export const bytesOf = (text: string) => new TextEncoder().encode(`weights of ${text}`);
export const hashOf = (text: string) => hashBytes(bytesOf(text));
export const blobsOf = (...names: string[]) => new Map(names.map((name) => [hashOf(name), bytesOf(name)]));

/** A state after `generation` in which these organelles live. */
export function worldOf(generation: number, names: readonly string[]): World {
  return {
    seed: '7',
    name: 'Test run',
    config: defaultConfig(),
    host: HOST,
    generation,
    nextOrganelle: 99,
    organelles: names.map((name, i) => ({
      id: i + 1,
      name,
      weights: hashOf(name),
      rank: 4,
      traits: TRAITS,
      parents: [],
      lineage: i + 1,
      depth: 0,
      memory: null,
      updates: 0,
      bornGeneration: 0,
      strikes: 0,
      niches: {},
      records: {},
      examples: {},
      thumbs: [],
    })),
    balances: { environment: 0, dissipated: 0 },
    cells: [],
    archive: emptyArchive(),
    refusedRule: null,
    triedMerges: [],
    meta: null,
    mastered: [],
    bandit: null,
  };
}

export function newRun(id: string, savedAt = 1000): NewRun {
  return {
    summary: { id, name: `Run ${id}`, seed: '7', generations: 0, savedAt, hostName: 'micro' },
    records: [pageOf(0, [started(), founder(1, 12), ended(0)])],
    world: worldOf(0, ['a', 'b']),
    blobs: blobsOf('a', 'b'),
  };
}

export function stepOf(
  generation: number,
  living: string[],
  born: string[] = [],
  savedAt = 1000 + generation,
): GenerationStep {
  return {
    record: pageOf(generation, [ended(generation)]),
    world: worldOf(generation, living),
    newBlobs: blobsOf(...born),
    savedAt,
  };
}
