/**
 * Trials of the ecology's own parameters that ran to their end. Worth: the challenger's advantage, tasks solved per E, mean
 * of its pairs.
 */
import type { EventOf } from '../events/events.ts';
import { mechanism, type Firing, type MechanismWorth } from './declaration.ts';

const CHALLENGED: MechanismWorth = {
  means: 'The challenger’s select tasks solved per E that the answers cost, less the present parameters’.',
  unit: 'tasks/E',
};

function advantageOf({ difference }: EventOf<'meta-judged'>): Firing {
  return { worth: difference.mean === null ? [] : [difference.mean] };
}

export const metaTrials = mechanism({
  title: 'Parameters challenged',
  fires: 'Challenging parameters of the ecology have taken their turns against the present ones and are judged.',
  worth: CHALLENGED,
  path: 'meta.window',
  reads: ['meta-judged'],
  firings: (told) =>
    told
      .of('meta-judged')
      .filter(({ verdict }) => verdict !== 'interrupted')
      .map(advantageOf),
});

export const metaAccepted = mechanism({
  title: 'Parameters replaced',
  fires: 'A challenger wins, and its parameters are in force.',
  worth: CHALLENGED,
  path: 'meta.window',
  reads: ['meta-judged'],
  firings: (told) =>
    told
      .of('meta-judged')
      .filter(({ verdict }) => verdict === 'accepted')
      .map(advantageOf),
});
