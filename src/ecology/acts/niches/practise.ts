/**
 * Who attempts what where survival is by niche: the holder of every niche answers a few tasks greedily, which is the watch, and one
 * that does not live well yet practises: it samples the answers that its own learning is then told of. Who lives well rests, so
 * computation goes where there is something to learn.
 */
import { cellIn } from '../../../economy/cells.ts';
import { shareOut } from '../../../economy/allotment.ts';
import { drawTask } from '../../../tasks/pools.ts';
import { watchedShare } from '../../niches/watch.ts';
import { type NicheState } from '../../niches/niche.ts';
import { heldBy, holderOf } from '../../world/niches.ts';
import type { Attempt, Turn } from '../../world/turn.ts';
import type { Organelle } from '../../world/world.ts';

/** Temperature of practised answers: the host's own distribution, as policy gradient asks for. */
const PRACTICE_TEMPERATURE = 1;

/** The attempts of a generation: all watches, then the practice of those who learn. */
export function attemptsByNiche(turn: Turn): Attempt[] {
  const { watch } = turn.config.niches;
  const watched = (turn.world.niches ?? []).flatMap((niche) => {
    const holder = holderOf(turn.world, niche);
    return holder ? attemptsAt(turn, holder, niche, 'watch', watch) : [];
  });
  return [...watched, ...learnersOf(turn).flatMap(({ organelle, needy }) => practice(turn, organelle, needy))];
}

/** Those who practise: they can pay, and hold a niche in which they do not live well. The least taught first. */
function learnersOf(turn: Turn): { organelle: Organelle; needy: NicheState[] }[] {
  const { rule, learners, threshold } = turn.config.learning;
  if (rule === 'none') return [];
  return turn.world.organelles
    .map((organelle) => ({ organelle, needy: heldBy(turn.world, organelle).filter((niche) => isNeedy(turn, niche)) }))
    .filter(({ organelle, needy }) => needy.length > 0 && turn.balance(organelle) > threshold)
    .sort((a, b) => a.organelle.updates - b.organelle.updates || a.organelle.id - b.organelle.id)
    .slice(0, learners);
}

function isNeedy(turn: Turn, { watch }: NicheState): boolean {
  const share = watchedShare(watch);
  return share === null || share < turn.config.niches.rest;
}

function practice(turn: Turn, organelle: Organelle, needy: readonly NicheState[]): Attempt[] {
  const { trials } = turn.config.learning;
  const total = Math.round(trials * (1 + (needy.length - 1) / 4));
  const counts = shareOut(
    needy.map(() => 1),
    total,
  );
  return needy.flatMap((niche, i) => attemptsAt(turn, organelle, niche, 'practice', counts[i]!));
}

function attemptsAt(
  turn: Turn,
  organelle: Organelle,
  { cell }: NicheState,
  choice: 'watch' | 'practice',
  count: number,
): Attempt[] {
  const place = cellIn(turn.world.cells, cell);
  const unanswered = { promptTokens: 0, newTokens: 0, answer: '', grade: 0, solved: false, why: '', flops: 0 };
  return Array.from({ length: count }, (_, nth) => ({
    organelle,
    cell,
    choice,
    task: drawTask(place, 'train', turn.random(choice, cell, nth)),
    temperature: choice === 'practice' ? PRACTICE_TEMPERATURE : 0,
    prompt: [],
    tokens: [],
    ...unanswered,
  }));
}
