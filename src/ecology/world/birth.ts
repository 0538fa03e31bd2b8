/** How a newborn enters the world, whatever operator made it. */
import type { Adapter } from '../../host/index.ts';
import { nameOf } from '../../organelles/name.ts';
import type { Traits } from '../../organelles/traits.ts';
import type { EventOf } from '../events/events.ts';
import { toldNorms } from './norms.ts';
import type { Turn } from './turn.ts';
import type { Organelle } from './world.ts';

interface Newborn {
  adapter: Adapter;
  traits: Traits;
  energy: number;
  niches: Organelle['niches'];
  operator: EventOf<'born'>['operator'];
  /** The first one's line of descent goes on in the child; none for founders and immigrants. */
  parents: readonly Organelle[];
  /** Of an immigrant: the line that it comes from. */
  line?: { lineage: number; depth: number };
  /** The choice of its parent would have been another by wealth alone. */
  novel?: boolean;
  /** What it remembers of its parent's learning, by content hash. */
  memory?: string | null;
}

/** Puts a newborn into the world: its weights into the pool, its record into the list, its energy into its account. */
export function bear(turn: Turn, newborn: Newborn): Organelle {
  const { adapter, traits, energy, niches, operator, parents, line, novel = false, memory = null } = newborn;
  const weights = turn.keepAdapter(adapter);
  const id = turn.world.nextOrganelle++;
  const organelle: Organelle = {
    id,
    name: nameOf(weights),
    weights,
    memory,
    updates: 0,
    rank: adapter.rank,
    traits,
    parents: parents.map((parent) => parent.id),
    lineage: parents[0]?.lineage ?? line?.lineage ?? id,
    depth: parents.length > 0 ? 1 + Math.max(...parents.map((parent) => parent.depth)) : (line?.depth ?? 0),
    bornGeneration: turn.generation,
    strikes: 0,
    niches,
    records: {},
    examples: {},
    thumbs: [],
  };
  turn.world.organelles.push(organelle);
  const { name, rank, lineage, depth } = organelle;
  turn.emit({
    type: 'born',
    organelle: id,
    name,
    operator,
    parents: organelle.parents,
    lineage,
    depth,
    weights,
    rank,
    traits,
    energy,
    norms: toldNorms(turn.host.sites, adapter),
    ...(novel ? { novel } : {}),
  });
  return organelle;
}
