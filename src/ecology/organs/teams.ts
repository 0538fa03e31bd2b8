/**
 * Teams: a share of the attempts is made by two. The best elite of the cell that is somebody else answers first, with
 * the weights that the archive kept; the organelle sees that answer and gives the one that counts. Both are paid out of
 * the one revenue: half goes to the elite's organelle while it lives, and each pays its own computation. Of a dead one
 * the organelle pays the computation and keeps the revenue.
 */
import { toEnergy } from '../../economy/energy.ts';
import { routeByCell } from '../../routing/router.ts';
import type { EventOf } from '../events/events.ts';
import { computeEnergy } from '../world/reference.ts';
import type { Attempt, Partner, Turn } from '../world/turn.ts';

type TeamShare = NonNullable<EventOf<'episode'>['team']>;

/** Gives some attempts a partner; an attempt in a cell without another's elite is made alone. */
export function pairUp(turn: Turn): void {
  const { teams } = turn.config.organs;
  if (teams === 0) return;
  turn.attempts.forEach((attempt, row) => {
    if (turn.random('team', attempt.organelle.id, row).uniform() >= teams) return;
    const partner = partnerOf(turn, attempt);
    if (partner) attempt.partner = partner;
  });
}

function partnerOf(turn: Turn, { organelle, task }: Attempt): Partner | null {
  const others = turn.world.archive.entries.filter(
    (elite) => elite.organelle !== organelle.id && elite.weights !== organelle.weights,
  );
  const elite = routeByCell(others, task);
  return elite && { organelle: elite.organelle, weights: elite.weights };
}

/** What the partner of a settled attempt gets and pays; null without one. @param whole  the episode's revenue, E */
export function shareOf(turn: Turn, { partner, draft }: Attempt, whole: number): TeamShare | null {
  if (!partner || !draft) return null;
  const cost = computeEnergy(turn.host, draft.flops, turn.config.energy.costScale);
  const named = { partner: partner.organelle, weights: partner.weights };
  const living = turn.world.organelles.find(({ id }) => id === partner.organelle);
  if (!living) return { ...named, alive: false, cost, revenue: 0, paid: 0, overflow: 0 };
  const revenue = toEnergy(whole / 2);
  const owned = turn.balance(living) + revenue;
  const paid = Math.min(cost, owned);
  const overflow = Math.max(0, owned - paid - toEnergy(turn.config.energy.maxEnergy));
  return { ...named, alive: true, cost, revenue, paid, overflow };
}
