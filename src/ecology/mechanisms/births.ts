/**
 * The ways into the world. Each is worth what its organelles earn, ROI in E, in every episode of their lives. They are to
 * be compared with one another, since ROI also falls and rises with prices.
 */
import type { EventOf } from '../events/events.ts';
import { mechanism, roiOf, type Actor, type Firing, type Told } from './declaration.ts';

/** A firing a birth, then the worth of every episode of those who were born so. */
function livesOf(
  told: Told<'born' | 'episode'>,
  isBirth: (born: EventOf<'born'>) => boolean,
  isActor: (actor: Actor) => boolean,
  isMeant: (episode: EventOf<'episode'>) => boolean = () => true,
): Firing[] {
  const births = told.of('born').filter(isBirth);
  const episodes = told.of('episode').filter((episode) => isMeant(episode) && isActor(told.actorOf(episode.organelle)));
  return [
    ...births.map((): Firing => ({})),
    ...episodes.map((episode): Firing => ({ earlier: true, worth: [roiOf(episode)] })),
  ];
}

export const splits = mechanism({
  title: 'Splits',
  fires: 'An organelle rich enough splits, and a child is born.',
  worth: { means: 'The mean ROI of the episodes of such children, over their whole lives.', unit: 'E' },
  path: 'heredity.birthsPerGeneration',
  reads: ['born', 'episode'],
  firings: (told) =>
    livesOf(
      told,
      ({ operator }) => operator === 'split',
      ({ operator }) => operator === 'split',
    ),
});

export const immigrants = mechanism({
  title: 'Immigrants',
  fires: 'An elite that nobody alive descends from returns from the archive.',
  worth: { means: 'The mean ROI of the episodes of immigrants, over their whole lives.', unit: 'E' },
  path: 'archive.immigrantsEvery',
  where: 'roaming',
  reads: ['born', 'episode', 'niche-taken'],
  firings(told) {
    // Who returns to a niche from its shelf is no immigrant of the archive: it takes that niche, and is watched there.
    const holders = new Set(told.of('niche-taken').map(({ organelle }) => organelle));
    return livesOf(
      told,
      ({ operator, organelle }) => operator === 'immigrant' && !holders.has(organelle),
      ({ operator }) => operator === 'immigrant',
      ({ choice }) => choice === 'foraging' || choice === 'controller',
    );
  },
});

export const novelty = mechanism({
  title: 'Novelty bonus',
  fires: 'A parent is chosen that wealth alone would not have chosen.',
  worth: { means: 'The mean ROI of the episodes of its children. Compare with splits, not with zero.', unit: 'E' },
  path: 'heredity.novelty',
  where: 'roaming',
  reads: ['born', 'episode'],
  firings: (told) =>
    livesOf(
      told,
      ({ operator, novel = false }) => operator === 'split' && novel,
      ({ novel }) => novel,
    ),
});
