/**
 * Changes of rank. Each is worth, episode by episode from the next generation on, what the organelle earns more than its
 * episodes did on average before it, E.
 */
import type { EventOf } from '../events/events.ts';
import { roiOf, type Firing, mechanism, type MechanismWorth, type Told } from './declaration.ts';

const MORPHED: MechanismWorth = {
  means:
    'How much more an episode earns after the change than the organelle’s episodes did before it. Prices move too.',
  unit: 'E',
};

function changesBy(told: Told<'morphed' | 'episode'>, reason: EventOf<'morphed'>['why']): Firing[] {
  const changes = told.of('morphed').filter(({ why }) => why === reason);
  const since = told.of('episode').flatMap((episode): Firing[] => {
    const { morphed } = told.actorOf(episode.organelle);
    if (morphed?.why !== reason || morphed.generation >= told.generation) return [];
    return [{ earlier: true, worth: [roiOf(episode) - morphed.roiBefore] }];
  });
  return [...changes.map((): Firing => ({})), ...since];
}

export const growth = mechanism({
  title: 'Growth',
  fires: 'A saturated adapter that earns grows by one rank.',
  worth: MORPHED,
  path: 'morphogenesis.every',
  reads: ['morphed', 'episode'],
  firings: (told) => changesBy(told, 'saturated'),
});

export const pruning = mechanism({
  title: 'Shrinkage',
  fires: 'An adapter drops a direction that changes next to nothing.',
  worth: MORPHED,
  path: 'morphogenesis.every',
  reads: ['morphed', 'episode'],
  firings: (told) => changesBy(told, 'idle'),
});
