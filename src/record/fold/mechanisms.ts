/**
 * The fold's part for mechanisms: how often each fired, and what it was worth where that can be said. A mechanism that
 * never fires, or whose worth lies about zero, is to be seen as such.
 */
import { meanIntervalOf, NOTHING, withValue, type Interval, type Running } from '../../core/statistics.ts';
import type { Event, EventOf } from '../../ecology/events/events.ts';
import { organFirings, winterFirings, type OrganName } from './organs.ts';
import type { OrganelleView } from './view.ts';

/** What the counters are about; the words on the page are src/ui's. */
export type MechanismName =
  | 'splits'
  | 'novelty'
  | 'immigrants'
  | 'learning'
  | 'mergesPassed'
  | 'mergesFailed'
  | 'controller'
  | 'foraging'
  | 'growth'
  | 'pruning'
  | 'metaTrials'
  | 'metaAccepted'
  | 'routing'
  | OrganName;

export interface Mechanism {
  fired: number;
  /** Generation in which it fired last; null when it never did. */
  lastGeneration: number | null;
  /** What it was worth, firing by firing or episode by episode; `firingsOf` says what is counted. */
  worth: Running;
}

export type Mechanisms = Readonly<Partial<Record<MechanismName, Mechanism>>>;

/** One firing, with what it was worth if that is known; or what an earlier firing turns out to be worth. */
interface Firing {
  name: MechanismName;
  /** It fired before this event, which only tells of its worth. */
  earlier?: boolean;
  worth?: readonly number[];
}

/** @param organelles  everybody who ever lived, those born in this generation among them */
export function foldMechanisms(
  mechanisms: Mechanisms,
  generation: number,
  events: readonly Event[],
  organelles: ReadonlyMap<number, OrganelleView>,
): Mechanisms {
  const next: Partial<Record<MechanismName, Mechanism>> = { ...mechanisms };
  const firings: Firing[] = [
    ...events.flatMap((event) => firingsOf(event, organelles, generation)),
    ...winterFirings(events),
  ];
  for (const { name, earlier = false, worth = [] } of firings) {
    const before = next[name] ?? { fired: 0, lastGeneration: null, worth: NOTHING };
    next[name] = {
      fired: before.fired + (earlier ? 0 : 1),
      lastGeneration: earlier ? before.lastGeneration : generation,
      worth: worth.reduce(withValue, before.worth),
    };
  }
  return next;
}

/** The mean worth of a firing with its 95 % interval; null while fewer than two are known. */
export function worthOf({ worth }: Mechanism): Interval | null {
  return worth.n < 2 ? null : meanIntervalOf(worth);
}

function firingsOf(event: Event, organelles: ReadonlyMap<number, OrganelleView>, generation: number): Firing[] {
  switch (event.type) {
    case 'born':
      return birthOf(event);
    case 'episode':
      return [...episodeOf(event, organelles.get(event.organelle)!, generation), ...organFirings(event)];
    case 'meta-judged':
      return verdictOn(event);
    case 'measured':
      // Worth: solved by the elites that the router chose less solved by the best single elite, per test task.
      return [{ name: 'routing', worth: [event.portfolio.mean - event.elite.mean] }];
    case 'morphed':
      return [morphing(event)];
    case 'learned':
      return [
        {
          name: 'learning',
          worth: event.probes.map(({ solvedBefore, solvedAfter }) => Number(solvedAfter) - Number(solvedBefore)),
        },
      ];
    case 'assimilated':
      // Worth: solved by the child less solved by its best parent, per task of the test.
      return [{ name: event.verdict === 'passed' ? 'mergesPassed' : 'mergesFailed', worth: [event.meanDifference] }];
    default:
      return organFirings(event);
  }
}

function birthOf({ operator, novel = false }: EventOf<'born'>): Firing[] {
  if (operator === 'immigrant') return [{ name: 'immigrants' }];
  if (operator !== 'split') return [];
  return novel ? [{ name: 'splits' }, { name: 'novelty' }] : [{ name: 'splits' }];
}

/**
 * Whoever chose an episode's cell is worth what that episode earned, its ROI in E; so is what brought its organelle into
 * the world, for every episode of its life. Those who choose, and the ways into the world, are to be compared with one
 * another, since ROI also falls and rises with prices. A change of rank is worth what every later episode earns more
 * than the organelle's episodes did on average before it.
 */
function episodeOf(
  { choice, revenue, cost }: EventOf<'episode'>,
  { operator, novel, morphed }: OrganelleView,
  generation: number,
): Firing[] {
  const roi = revenue - cost;
  const born: MechanismName[] = [];
  if (operator === 'immigrant') born.push('immigrants');
  if (operator === 'split') born.push('splits');
  if (novel) born.push('novelty');
  const firings: Firing[] = born.map((name) => ({ name, earlier: true, worth: [roi] }));
  if (morphed && morphed.generation < generation)
    firings.push({ ...morphing(morphed), earlier: true, worth: [roi - morphed.roiBefore] });
  return [{ name: choice, worth: [roi] }, ...firings];
}

function morphing({ why }: Pick<EventOf<'morphed'>, 'why'>): Firing {
  return { name: why === 'saturated' ? 'growth' : 'pruning' };
}

/** A trial of parameters that ran to its end is worth the challenger’s advantage: tasks solved per E, mean of its pairs. */
function verdictOn({ verdict, difference }: EventOf<'meta-judged'>): Firing[] {
  if (verdict === 'interrupted') return [];
  const worth = difference.mean === null ? [] : [difference.mean];
  const tried: Firing = { name: 'metaTrials', worth };
  return verdict === 'accepted' ? [tried, { name: 'metaAccepted', worth }] : [tried];
}
