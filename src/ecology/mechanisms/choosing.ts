/** Who chose an episode's cell. Worth, an episode: its ROI, E; the two are to be compared with one another. */
import type { EventOf } from '../events/events.ts';
import { roiOf, type Firing, mechanism, type MechanismWorth, type Told } from './declaration.ts';

const ROI: MechanismWorth = {
  means: 'The mean ROI of the episodes in cells so chosen. Compare the controller with foraging, not with zero.',
  unit: 'E',
};

function chosenBy(told: Told<'episode'>, who: EventOf<'episode'>['choice']): Firing[] {
  const episodes = told.of('episode').filter(({ choice }) => choice === who);
  return episodes.map((episode) => ({ worth: [roiOf(episode)] }));
}

export const controller = mechanism({
  title: 'Controller',
  fires: 'The world chooses an episode’s cell, by learning progress and curiosity.',
  worth: ROI,
  path: 'cells.lpMix',
  where: 'roaming',
  reads: ['episode'],
  firings: (told) => chosenBy(told, 'controller'),
});

export const foraging = mechanism({
  title: 'Foraging',
  fires: 'An organelle chooses an episode’s cell by itself.',
  worth: ROI,
  path: 'cells.lpMix',
  where: 'roaming',
  isOn: (value) => Number(value) < 1,
  reads: ['episode'],
  firings: (told) => chosenBy(told, 'foraging'),
});
