/**
 * Every few generations every adapter is looked at. One with idle directions loses them, whoever it belongs to; a
 * saturated one grows by one rank where its organelle earns: a mean standard ROI above zero over enough episodes, and
 * the wealth to carry the dearer answers for a while. The cost of answers follows the rank.
 *
 * Growth changes nothing of what the adapter does, and dropping what is idle changes it by less than the idle share; so the
 * organelle's records stay, with the costs that were paid at the rank it had. What its optimiser remembers belongs to
 * weights of another size and is forgotten when it next learns.
 */
import { merged, NOTHING } from '../../core/statistics.ts';
import type { Adapter } from '../../host/index.ts';
import { readAdapter } from '../../organelles/growth.ts';
import { grow, shrink } from '../../organelles/rank.ts';
import type { EventOf } from '../events/events.ts';
import { toldNorms } from '../world/norms.ts';
import type { Act, Turn } from '../world/turn.ts';
import type { Organelle } from '../world/world.ts';

/** Fewer episodes than this do not show whether an organelle earns. */
const EPISODES_TO_GROW = 8;

/** What an adapter becomes, and why. */
interface Change {
  adapter: Adapter;
  why: EventOf<'morphed'>['why'];
  effectiveRank: number;
  error: number;
}

export const morphogenesis: Act = async (turn) => {
  const { every } = turn.config.morphogenesis;
  if (every === 0 || turn.generation % every !== 0) return;
  for (const organelle of turn.world.organelles.filter(({ frozen }) => !frozen)) {
    turn.options.signal?.throwIfAborted();
    const change = changeOf(turn, organelle);
    if (change) morph(turn, organelle, change);
    await turn.options.breathe?.();
  }
};

function changeOf(turn: Turn, organelle: Organelle): Change | null {
  const { saturation, idle } = turn.config.morphogenesis;
  const { founderStep, maxRank } = turn.config.heredity;
  const { sites } = turn.host;
  const adapter = turn.adapters.get(organelle.weights)!;
  const { effectiveRank, neededRank, waiting } = readAdapter(sites, adapter, idle);
  if (waiting > 0) return null;
  if (neededRank < adapter.rank) {
    const { adapter: smaller, relativeError } = shrink(sites, adapter, neededRank);
    return { adapter: smaller, why: 'idle', effectiveRank, error: relativeError };
  }
  const saturated = effectiveRank >= saturation * adapter.rank;
  if (!saturated || adapter.rank >= maxRank || !earns(turn, organelle)) return null;
  const larger = grow(sites, adapter, adapter.rank + 1, founderStep, turn.random('grow', organelle.id));
  return { adapter: larger, why: 'saturated', effectiveRank, error: 0 };
}

/** Whether what it has proven pays for itself, and whether it owns half of what a birth takes. */
function earns(turn: Turn, organelle: Organelle): boolean {
  const { n, mean } = Object.values(organelle.records).reduce(
    (sum, { standardRoi }) => merged(sum, standardRoi),
    NOTHING,
  );
  return n >= EPISODES_TO_GROW && mean > 0 && turn.balance(organelle) > turn.config.heredity.birthEnergy / 2;
}

function morph(turn: Turn, organelle: Organelle, { adapter, why, effectiveRank, error }: Change): void {
  const { rank: from, weights: weightsBefore } = organelle;
  organelle.weights = turn.keepAdapter(adapter);
  organelle.rank = adapter.rank;
  turn.emit({
    type: 'morphed',
    organelle: organelle.id,
    from,
    to: adapter.rank,
    why,
    weightsBefore,
    weights: organelle.weights,
    norms: toldNorms(turn.host.sites, adapter),
    effectiveRank,
    error,
  });
}
