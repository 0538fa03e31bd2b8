/**
 * Who attempts what where survival is by niche: the holder of every niche answers a few tasks greedily, which is the watch, and one
 * that does not live well yet practises: it samples the answers that its own learning is then told of. Who lives well rests, so
 * computation goes where there is something to learn.
 */
import { cellIn } from '../../../economy/cells.ts';
import { shareOut } from '../../../economy/allotment.ts';
import { drawTask } from '../../../tasks/pools.ts';
import type { Task } from '../../../tasks/task.ts';
import { stubbornTasks, withTried } from '../../niches/stubborn.ts';
import { watchedShare } from '../../niches/watch.ts';
import { mayRest, type NicheState } from '../../niches/niche.ts';
import { heldBy, holderOf } from '../../world/niches.ts';
import { unanswered, type Attempt, type Turn } from '../../world/turn.ts';
import type { Organelle } from '../../world/world.ts';

/** Temperature of practised answers: the host's own distribution, as policy gradient asks for. */
const PRACTICE_TEMPERATURE = 1;

/** Watched share from which on what is got wrong is practised again; before, nearly everything is. */
const READY = 0.5;

/** The attempts of a generation: all watches, then the practice of those who learn. */
export function attemptsByNiche(turn: Turn): Attempt[] {
  const { watch } = turn.config.niches;
  const watched = (turn.world.niches ?? []).flatMap((niche) => {
    const holder = holderOf(turn.world, niche);
    return holder ? attemptsAt(holder, niche, 'watch', freshTasks(turn, niche, 'watch', watch)) : [];
  });
  return [...watched, ...learnersOf(turn).flatMap(({ organelle, needy }) => practice(turn, organelle, needy))];
}

/** Those who practise: they can pay, and hold a niche in which they do not live well. The least taught first. */
function learnersOf(turn: Turn): { organelle: Organelle; needy: NicheState[] }[] {
  const { rule, learners, threshold } = turn.config.learning;
  if (rule === 'none') return [];
  return turn.world.organelles
    .filter(({ frozen }) => !frozen)
    .map((organelle) => ({
      organelle,
      needy: heldBy(turn.world, organelle).filter((niche) => !mayRest(niche, turn.config.niches.rest)),
    }))
    .filter(({ organelle, needy }) => needy.length > 0 && turn.balance(organelle) > threshold)
    .sort((a, b) => a.organelle.updates - b.organelle.updates || a.organelle.id - b.organelle.id)
    .slice(0, learners);
}

function practice(turn: Turn, organelle: Organelle, needy: readonly NicheState[]): Attempt[] {
  const { trials } = turn.config.learning;
  const total = Math.round(trials * (1 + (needy.length - 1) / 4));
  const counts = shareOut(
    needy.map(() => 1),
    total,
  );
  return needy.flatMap((niche, i) => attemptsAt(organelle, niche, 'practice', practiceTasks(turn, niche, counts[i]!)));
}

/**
 * The tasks of so many practised answers, each as often as a group is large: first those that the holder got wrong before, the
 * longest waiting first, up to their share; then fresh ones.
 */
function practiceTasks(turn: Turn, niche: NicheState, answers: number): Task[] {
  const { group, stubborn: share } = turn.config.niches;
  const count = Math.ceil(answers / group);
  const { custom } = cellIn(turn.world.cells, niche.cell);
  const known = stubbornTasks(turn.world.stubborn?.[niche.cell] ?? [], custom);
  const isReady = (watchedShare(niche.watch) ?? 0) >= READY;
  const old = isReady ? known.slice(0, Math.floor(share * count)) : [];
  const tasks = [...old, ...freshTasks(turn, niche, 'practice', count - old.length)];
  return tasks.flatMap((task) => Array.from({ length: group }, () => task)).slice(0, answers);
}

function freshTasks(turn: Turn, { cell }: NicheState, choice: 'watch' | 'practice', count: number): Task[] {
  const place = cellIn(turn.world.cells, cell);
  return Array.from({ length: count }, (_, nth) => drawTask(place, 'train', turn.random(choice, cell, nth)));
}

function attemptsAt(
  organelle: Organelle,
  { cell }: NicheState,
  choice: 'watch' | 'practice',
  tasks: readonly Task[],
): Attempt[] {
  const temperature = choice === 'practice' ? PRACTICE_TEMPERATURE : 0;
  return tasks.map((task) => unanswered({ organelle, cell, choice, task, temperature }));
}

/** Remembers what a holder got wrong in this generation, for its next practice. */
export function noteStubborn(turn: Turn, { cell }: NicheState, holder: Organelle): void {
  if (turn.config.niches.stubborn === 0) return;
  const tried = turn.attempts.filter((attempt) => attempt.organelle === holder && attempt.cell === cell);
  const { custom } = cellIn(turn.world.cells, cell);
  turn.world.stubborn ??= {};
  turn.world.stubborn[cell] = withTried(turn.world.stubborn[cell] ?? [], tried, custom);
}
