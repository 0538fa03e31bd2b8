/**
 * Feedback: a person's thumb on an answer becomes reward. Up pays the organelle out of the environment, down takes from
 * it; either way it remembers the cell as if an episode had been worth that much. One thumb an answer.
 */
import { withEpisode } from '../../economy/controller.ts';
import { toEnergy } from '../../economy/energy.ts';
import type { Turn } from '../world/turn.ts';
import type { World } from '../world/world.ts';

/** A thumb on an episode, named by its generation and number. */
export interface Thumb {
  generation: number;
  index: number;
  thumb: 'up' | 'down';
  /** Whose answer it was, and in which cell. */
  organelle: number;
  cell: string;
}

/** Whether an answer of a living organelle has its thumb already. */
export function hasThumb(world: World, { organelle, generation, index }: Omit<Thumb, 'thumb' | 'cell'>): boolean {
  const living = world.organelles.find(({ id }) => id === organelle);
  return living !== undefined && living.thumbs.includes(`${generation}.${index}`);
}

/** Carries out a thumb; one for an organelle that died meanwhile, or when thumbs are worth nothing now, is nothing. */
export function giveThumb(turn: Turn, given: Thumb): void {
  const { generation, index, thumb, organelle: id, cell } = given;
  const organelle = turn.world.organelles.find((living) => living.id === id);
  const worth = toEnergy(turn.config.organs.feedbackEnergy);
  if (!organelle || worth === 0 || hasThumb(turn.world, given)) return;
  const before = turn.balance(organelle);
  const energy = thumb === 'up' ? worth : Math.min(worth, before);
  const overflow = thumb === 'up' ? Math.max(0, before + energy - toEnergy(turn.config.energy.maxEnergy)) : 0;
  turn.emit({ type: 'feedback', episode: { generation, index }, organelle: id, cell, thumb, energy, overflow });
  organelle.niches = withEpisode(organelle.niches, cell, thumb === 'up' ? worth : -worth, organelle.traits.decay);
  organelle.thumbs = [...organelle.thumbs, `${generation}.${index}`];
}
