/** How many attempts each organelle has: by the square root of its wealth; one for those in arrears. */
import { allotEpisodes as shareOut } from '../../economy/allotment.ts';
import type { Act } from '../world/turn.ts';
import { ticketEnergy } from './tickets.ts';

export const allot: Act = (turn) => {
  const { organelles } = turn.world;
  // Who could not pay its ticket counts as owning nothing, which is worth exactly one attempt.
  const energies = organelles.map((organelle) => (organelle.strikes > 0 ? 0 : turn.balance(organelle)));
  const rule = { ticketEnergy: ticketEnergy(turn), cap: turn.config.population.episodes };
  const episodes = shareOut(energies, rule);
  organelles.forEach((organelle, i) => turn.allotment.set(organelle.id, episodes[i]!));
};
