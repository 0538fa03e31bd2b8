/**
 * What keeps niches held where survival is by niche: auditions, and who wins them. Worth, an audition: the share of its tasks that
 * the winner solved, less what another who was heard solved of the same tasks. Winners are chosen by these very tasks, so a
 * gain is flattered by chance; what a newcomer is worth shows later, since it wins by what it may still learn.
 */
import type { EventOf } from '../events/events.ts';
import { mechanism, type Firing, type MechanismWorth, type Told } from './declaration.ts';

type Audition = EventOf<'auditioned'>;
type Who = Audition['heard'][number]['who'];

/** The winner's share less the best of the others', or less that of those who are `who`; null where none of them was heard. */
function lead({ heard, winner, tasks }: Audition, who?: Who): number | null {
  const others = heard.filter((one, at) => at !== winner && (who === undefined || one.who === who));
  if (others.length === 0) return null;
  return (heard[winner]!.solved - Math.max(...others.map(({ solved }) => solved))) / tasks;
}

const worthOf = (value: number | null): Firing => ({ worth: value === null ? [] : [value] });

function wonBy(told: Told<'auditioned'>, who: Who): Firing[] {
  const won = told.of('auditioned').filter(({ heard, winner }) => heard[winner]!.who === who);
  return won.map((audition) => worthOf(lead(audition)));
}

const BEYOND_OTHERS: MechanismWorth = {
  means:
    'How much more of the audition’s tasks it solved than the best of the others who were heard, in points of a hundred. They are the tasks that decided.',
  unit: 'points',
};

export const auditions = mechanism({
  title: 'Auditions',
  fires: 'A niche is auditioned for, since its holder starves or nobody holds it.',
  worth: {
    means:
      'How much more of the audition’s tasks the winner solved than the holder that starved, in points of a hundred; zero where the holder keeps its niche.',
    unit: 'points',
  },
  path: 'niches.auditionTasks',
  where: 'niches',
  reads: ['auditioned'],
  firings: (told) =>
    told
      .of('auditioned')
      .map((audition) => worthOf(audition.heard[audition.winner]!.who === 'holder' ? 0 : lead(audition, 'holder'))),
});

export const newcomers = mechanism({
  title: 'Newcomers',
  fires: 'A newcomer, close to the host, wins an audition and takes the niche.',
  worth: BEYOND_OTHERS,
  path: 'niches.newcomers',
  where: 'niches',
  reads: ['auditioned'],
  firings: (told) => wonBy(told, 'newcomer'),
});

export const formerHolders = mechanism({
  title: 'Former holders',
  fires: 'Who held a niche before, at its best, wins the audition and returns.',
  worth: BEYOND_OTHERS,
  path: 'niches.shelf',
  where: 'niches',
  reads: ['auditioned'],
  firings: (told) => wonBy(told, 'former'),
});

export const neighbours = mechanism({
  title: 'Neighbours',
  fires: 'The holder of another niche wins an audition, and its child takes the niche.',
  worth: BEYOND_OTHERS,
  path: 'niches.neighbours',
  where: 'niches',
  reads: ['auditioned'],
  firings: (told) => wonBy(told, 'neighbour'),
});

export const rest = mechanism({
  title: 'Rest',
  fires: 'A niche is watched and not practised for: its holder lives well there and rests, or cannot pay.',
  worth: null,
  path: 'niches.rest',
  isOn: (value) => Number(value) <= 1,
  where: 'niches',
  reads: ['episode'],
  firings(told) {
    const episodes = told.of('episode');
    const practised = new Set(episodes.filter(({ choice }) => choice === 'practice').map(({ cell }) => cell));
    const watched = new Set(episodes.filter(({ choice }) => choice === 'watch').map(({ cell }) => cell));
    return [...watched].filter((cell) => !practised.has(cell)).map(() => ({}));
  },
});
