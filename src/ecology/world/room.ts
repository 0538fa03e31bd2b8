/**
 * The place of a newborn. In a full world it displaces the poorest organelle if it brings more energy than that one
 * holds; otherwise it waits. Where survival is by lot, anybody may have to go. Where everybody lives, nobody is born.
 */
import type { Turn } from './turn.ts';
import type { Organelle } from './world.ts';

/**
 * Whether there is a place, after displacing somebody if that is right.
 * @param energy  what the newborn brings, E
 * @param spared  its parents, who do not give way to their own child
 */
export function makeRoom(turn: Turn, energy: number, spared: readonly Organelle[] = []): boolean {
  const { capacity, survival } = turn.config.population;
  if (survival === 'all') return false;
  if (turn.world.organelles.length < capacity) return true;
  const others = turn.world.organelles.filter((organelle) => !spared.includes(organelle) && !organelle.frozen);
  const victim = survival === 'random' ? byLot(turn, others) : poorest(turn, others, energy);
  if (!victim) return false;
  turn.retire(victim, 'displaced');
  return true;
}

function poorest(turn: Turn, others: readonly Organelle[], energy: number): Organelle | null {
  const found = others.reduce<Organelle | null>(
    (best, next) => (!best || turn.balance(next) < turn.balance(best) ? next : best),
    null,
  );
  return found && turn.balance(found) < energy ? found : null;
}

/** Keyed by the newborn to come, so that every birth of a generation has a lot of its own. */
function byLot(turn: Turn, others: readonly Organelle[]): Organelle | null {
  return others.length === 0 ? null : turn.random('victim', turn.world.nextOrganelle).choice(others);
}
