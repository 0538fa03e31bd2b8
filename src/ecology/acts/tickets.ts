/**
 * Every organelle pays to take part, more in a crowded world. Who cannot pay has a strike, and `grace` strikes in
 * a row retire it. An organelle with a strike keeps what it has and is still allotted one attempt, so that it can earn
 * its way back. Where survival is not by energy, strikes are counted but retire nobody.
 */
import { toEnergy } from '../../economy/energy.ts';
import type { Act, Turn } from '../world/turn.ts';

export const tickets: Act = (turn) => {
  retireTheOld(turn);
  const ticket = ticketEnergy(turn);
  const { grace, survival } = turn.config.population;
  for (const organelle of [...turn.world.organelles]) {
    if (turn.balance(organelle) >= ticket) {
      turn.emit({ type: 'ticket-paid', organelle: organelle.id, energy: ticket });
      organelle.strikes = 0;
      continue;
    }
    organelle.strikes += 1;
    turn.emit({ type: 'strike', organelle: organelle.id, strikes: organelle.strikes });
    if (survival === 'energy' && organelle.strikes >= grace && !organelle.frozen) turn.retire(organelle, 'bankrupt');
  }
};

/** What one organelle pays this generation, E. */
export function ticketEnergy(turn: Turn): number {
  const { ticket, crowding } = turn.config.energy;
  return toEnergy(ticket * (1 + (crowding * turn.world.organelles.length) / turn.config.population.capacity));
}

function retireTheOld(turn: Turn): void {
  const { maxAge, survival } = turn.config.population;
  if (maxAge === 0 || survival === 'all') return;
  for (const organelle of turn.world.organelles) {
    if (turn.generation - organelle.bornGeneration > maxAge && !organelle.frozen) turn.retire(organelle, 'age');
  }
}
