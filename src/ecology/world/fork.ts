/**
 * A fork: a run that leaves another after some generation, with something changed by hand. All before it is the other run's;
 * the changes happen between two generations, and what they move and whom they bear is told in events like everything else.
 *
 * Changes are made in one order, whatever order they are given in: parameters, who is removed, who is brought in, who is
 * cloned, who is frozen. So the events alone say how to make them again.
 */
import { LabError } from '../../core/errors.ts';
import { toEnergy } from '../../economy/energy.ts';
import type { Adapter } from '../../host/index.ts';
import { FOUNDER_TRAITS } from '../../organelles/traits.ts';
import type { Event, EventOf } from '../events/events.ts';
import { seenAs, type NicheState } from '../niches/niche.ts';
import { watchedShare } from '../niches/watch.ts';
import { bear } from './birth.ts';
import { offerElite, type Proven } from './elites.ts';
import { heldBy, holderOf, takeNiche } from './niches.ts';
import { applyTweak } from './tweak.ts';
import type { Turn } from './turn.ts';
import { hashWorld, type Organelle } from './world.ts';

/** An adapter that is brought in. */
export interface Brought {
  adapter: Adapter;
  /** The niches that it takes, where survival is by niche; the one in which its holder lives worst unless told. */
  cells?: readonly string[];
  /** What it has proven beforehand (`provenInCells` of judging), which is offered to the archive; nothing unless told. */
  proven?: readonly Proven[];
}

/** What is another in a fork. Organelles by id, of those that live where it begins. */
export interface ForkChanges {
  /** Path → value, already checked. */
  tweaks?: Readonly<Record<string, unknown>>;
  remove?: readonly number[];
  bring?: readonly Brought[];
  clone?: readonly number[];
  freeze?: readonly number[];
}

/** The run that is left, before anything is changed. */
export type ForkParent = EventOf<'forked'>['parent'];

/**
 * Carries out the changes and closes them with the event that says whose fork it is.
 * Throws LabError `fork-unfit` for what cannot be done there, and what `applyTweak` throws.
 */
export function fork(turn: Turn, parent: ForkParent, changes: ForkChanges): void {
  const { tweaks = {}, remove = [], bring = [], clone = [], freeze = [] } = changes;
  for (const [path, value] of Object.entries(tweaks)) turn.emit(applyTweak(turn.world, path, value));
  for (const id of remove) turn.retire(livingIn(turn, id), 'removed');
  requireRoom(turn, bring.length + clone.length);
  for (const brought of bring) takeIn(turn, brought);
  for (const id of clone) copy(turn, livingIn(turn, id));
  for (const id of freeze) stop(turn, livingIn(turn, id));
  turn.world.balances = turn.ledger.toJSON();
  turn.emit({ type: 'forked', parent, backend: turn.host.backend.kind, stateHash: hashWorld(turn.world) });
}

/** A fork's beginning as its page tells it, so that it can be made again. */
interface ForkTold {
  parent: ForkParent;
  changes: Omit<ForkChanges, 'bring'> & { bring: { weights: string; cells: string[]; proven: Proven[] }[] };
}

/** The beginnings that a page tells of, in their order: of a fork of a fork at one generation several, of most pages none. */
export function forksTold(events: readonly Event[]): ForkTold[] {
  const told: ForkTold[] = [];
  let own: Event[] = [];
  for (const event of events.slice(events.findIndex(({ type }) => type === 'generation-ended') + 1)) {
    if (event.type !== 'forked') own.push(event);
    else {
      told.push({ parent: event.parent, changes: changesTold(own) });
      own = [];
    }
  }
  return told;
}

function changesTold(events: readonly Event[]): ForkTold['changes'] {
  const of = <Type extends Event['type']>(type: Type) =>
    events.filter((event): event is EventOf<Type> => event.type === type);
  const born = (operator: EventOf<'born'>['operator']) => of('born').filter((event) => event.operator === operator);
  return {
    tweaks: Object.fromEntries(of('tweaked').map(({ path, to }) => [path, to])),
    remove: of('retired').flatMap(({ organelle, why }) => (why === 'removed' ? [organelle] : [])),
    bring: born('brought').map(({ organelle, weights }) => ({
      weights,
      cells: of('niche-taken').flatMap(({ organelle: taker, cell }) => (taker === organelle ? [cell] : [])),
      proven: of('elite').filter((elite) => elite.organelle === organelle),
    })),
    clone: born('clone').map(({ parents }) => parents[0]!),
    freeze: of('frozen').map(({ organelle }) => organelle),
  };
}

function livingIn({ world }: Turn, id: number): Organelle {
  const found = world.organelles.find((organelle) => organelle.id === id);
  if (found) return found;
  throw unfit(
    `Nobody of the number ${id} lives in generation ${world.generation}.`,
    'Choose somebody who lives there.',
  );
}

function requireRoom({ world }: Turn, newborn: number): void {
  const { capacity } = world.config.population;
  const living = world.organelles.length;
  if (newborn === 0 || living + newborn <= capacity) return;
  throw unfit(
    `${living} live there and ${newborn} are to come, in a world of ${capacity} places.`,
    'Remove somebody as well, or raise population.capacity.',
  );
}

/** It begins as a newcomer does: with a founder's energy and traits, and a line of its own. */
function takeIn(turn: Turn, { adapter, cells = [], proven = [] }: Brought): void {
  const { mutationStep, maxRank } = turn.config.heredity;
  if (adapter.rank > maxRank)
    throw unfit(
      `The adapter that is to be brought in has rank ${adapter.rank}, and in this world none is above ${maxRank}.`,
      'Raise heredity.maxRank, or make an adapter of a lower rank of it.',
    );
  const niches = nichesFor(turn, cells);
  const organelle = bear(turn, {
    adapter,
    traits: { ...FOUNDER_TRAITS, mutationStep },
    energy: toEnergy(turn.config.energy.founderEnergy),
    niches: {},
    operator: 'brought',
    parents: [],
  });
  for (const niche of niches) {
    const before = holderOf(turn.world, niche);
    takeNiche(turn, niche, organelle, 'newcomer');
    if (before && heldBy(turn.world, before).length === 0) turn.retire(before, 'displaced');
  }
  for (const each of proven) offerElite(turn, organelle, each);
}

/** Of worlds in which survival is by niche, those that somebody brought in takes; a frozen holder keeps its own. */
function nichesFor(turn: Turn, cells: readonly string[]): NicheState[] {
  const { niches } = turn.world;
  if (!niches) return [];
  const free = niches.filter((niche) => !holderOf(turn.world, niche)?.frozen);
  const named = free.filter(({ cell }) => cells.includes(cell));
  if (named.length > 0) return named;
  const shareOf = (niche: NicheState) => (holderOf(turn.world, niche) ? (watchedShare(niche.watch) ?? 0) : -1);
  const [worst] = [...free].sort((one, other) => shareOf(one) - shareOf(other));
  if (worst) return [worst];
  throw unfit('Every niche is held by a frozen organelle.', 'Freeze fewer, so that somebody else can live there.');
}

/**
 * The same again: weights, traits, what it knows, remembers and has proven. It shares its original's energy by half, as a child
 * does, and where survival is by niche it takes over the niche in which the original lives best.
 */
function copy(turn: Turn, original: Organelle): void {
  const best = nicheForClone(turn, original);
  const seen = best && { watch: best.watch, atBest: best.atBest };
  const clone = bear(turn, {
    adapter: turn.adapters.get(original.weights)!,
    traits: original.traits,
    energy: toEnergy(turn.balance(original) / 2),
    niches: structuredClone(original.niches),
    operator: 'clone',
    parents: [original],
    memory: original.memory,
  });
  clone.updates = original.updates;
  clone.records = structuredClone(original.records);
  clone.examples = structuredClone(original.examples);
  if (!best || !seen) return;
  takeNiche(turn, best, clone, 'split');
  Object.assign(best, seenAs(clone.id, seen));
}

function nicheForClone(turn: Turn, original: Organelle): NicheState | null {
  if (!turn.world.niches) return null;
  const held = heldBy(turn.world, original);
  if (held.length < 2 || original.frozen)
    throw unfit(
      `Survival is by niche there, and ${original.name} has none to give to a clone.`,
      'Clone somebody who holds several niches and is not frozen.',
    );
  const shareOf = ({ watch }: NicheState) => watchedShare(watch) ?? 0;
  return held.reduce((one, other) => (shareOf(other) > shareOf(one) ? other : one));
}

function stop(turn: Turn, organelle: Organelle): void {
  if (organelle.frozen) return;
  organelle.frozen = true;
  turn.emit({ type: 'frozen', organelle: organelle.id });
}

function unfit(sentence: string, nextStep: string): LabError {
  return new LabError('fork-unfit', sentence, `${nextStep} No fork was made.`);
}
