/** How a newborn enters the world, whatever operator made it. */
import { hashBytes } from '../core/hash.ts';
import type { Adapter } from '../host/adapter.ts';
import { writePeft } from '../host/peft.ts';
import { nameOf } from '../organelles/name.ts';
import type { Traits } from '../organelles/traits.ts';
import type { Turn } from './turn.ts';
import type { Organelle } from './world.ts';

export interface Newborn {
  adapter: Adapter;
  traits: Traits;
  energy: number;
  niches: Organelle['niches'];
  operator: 'founder' | 'split';
  parent: Organelle | null;
}

/** Puts a newborn into the world: its weights into the pool, its record into the list, its energy into its account. */
export function bear(turn: Turn, { adapter, traits, energy, niches, operator, parent }: Newborn): void {
  const bytes = writePeft(turn.host.sites, adapter);
  const weights = hashBytes(bytes);
  turn.adapters.set(weights, adapter);
  turn.newAdapters.set(weights, bytes);
  const id = turn.world.nextOrganelle++;
  const organelle: Organelle = {
    id,
    name: nameOf(weights),
    weights,
    rank: adapter.rank,
    traits,
    parents: parent ? [parent.id] : [],
    lineage: parent ? parent.lineage : id,
    depth: parent ? parent.depth + 1 : 0,
    bornGeneration: turn.generation,
    strikes: 0,
    niches,
    records: {},
  };
  turn.world.organelles.push(organelle);
  const { name, rank, lineage, depth, parents } = organelle;
  turn.emit({ type: 'born', organelle: id, name, operator, parents, lineage, depth, weights, rank, traits, energy });
}
