/**
 * Survival by niche: every niche is watched, and when a holder that lived well starves, or nobody is left, whoever might
 * live there is auditioned: a newcomer close to the host, the holder itself, former holders at their best, and the
 * holders of other niches. The best takes the niche and is charged for the audition. The newcomer and the holder have to be beaten by
 * more than one task, which is chance; between the two the newcomer wins a tie, since one that has settled on what is not
 * wanted any more has no answers left to learn from.
 */
import type { Adapter } from '../../../host/index.ts';
import { toEnergy } from '../../../economy/energy.ts';
import { cellIn } from '../../../economy/cells.ts';
import { founderAdapter } from '../../../organelles/heredity.ts';
import { FOUNDER_TRAITS, mutateTraits } from '../../../organelles/traits.ts';
import { audition } from '../../niches/audition.ts';
import { noteStubborn } from './practise.ts';
import { afterAlarm, newestOf, starves } from '../../niches/watch.ts';
import { bear } from '../../world/birth.ts';
import { afterWatch, type Former, type NicheState } from '../../niches/niche.ts';
import { heldBy, holderOf, takeNiche } from '../../world/niches.ts';
import { computeEnergy } from '../../world/reference.ts';
import type { Act, Turn } from '../../world/turn.ts';
import type { Organelle } from '../../world/world.ts';

type Heard = { adapter: Adapter } & (
  | { who: 'newcomer' }
  | { who: 'former'; former: Former }
  | { who: 'neighbour'; organelle: Organelle }
  | { who: 'holder'; organelle: Organelle }
);

/** Whom others must beat by more than one task, since one is chance. */
const TRUSTED: ReadonlySet<Heard['who']> = new Set(['newcomer', 'holder']);

export const colonise: Act = async (turn) => {
  for (const niche of turn.world.niches ?? []) {
    const holder = holderOf(turn.world, niche);
    if (holder === null) {
      await fill(turn, niche, 'vacant', null);
      continue;
    }
    watch(turn, niche, holder);
    if (starves(niche.watch) && !holder.frozen) {
      const newest = newestOf(niche.watch);
      turn.emit({
        type: 'niche-starved',
        cell: niche.cell,
        organelle: holder.id,
        solved: newest.filter(Boolean).length,
        n: newest.length,
        best: niche.watch.best,
      });
      await fill(turn, niche, 'starved', holder);
    }
  }
};

/** What its holder proved there in this generation; its weights are kept while they are at their best. */
function watch(turn: Turn, niche: NicheState, holder: Organelle): void {
  const outcomes = turn.attempts.filter(
    ({ organelle, cell, choice }) => organelle === holder && cell === niche.cell && choice === 'watch',
  );
  if (outcomes.length === 0) return;
  noteStubborn(turn, niche, holder);
  const { id, weights, lineage, depth } = holder;
  Object.assign(
    niche,
    afterWatch(
      niche,
      outcomes.map(({ solved }) => solved),
      { weights, organelle: id, lineage, depth },
    ),
  );
}

async function fill(turn: Turn, niche: NicheState, why: 'starved' | 'vacant', holder: Organelle | null): Promise<void> {
  const heard = candidates(turn, niche, holder);
  if (heard.length === 0) return;
  const { host, config, options } = turn;
  const result = await audition({
    host,
    cell: cellIn(turn.world.cells, niche.cell),
    candidates: heard.map(({ adapter }) => adapter),
    tasks: config.niches.auditionTasks,
    random: turn.random('audition', niche.cell),
    maxNewTokens: config.attempts.maxNewTokens,
    signal: options.signal,
    breathe: options.breathe,
  });
  turn.spend('select', result.flops);
  const scores = result.solved.map((solved, i) => solved + (TRUSTED.has(heard[i]!.who) ? 1 : 0));
  const winner = scores.indexOf(Math.max(...scores));
  const organelle = settle(turn, niche, heard[winner]!);
  const cost = computeEnergy(host, result.flops, config.energy.costScale);
  turn.emit({
    type: 'auditioned',
    cell: niche.cell,
    why,
    tasks: result.tasks,
    heard: heard.map((each, i) => ({ who: each.who, organelle: idOf(each), solved: result.solved[i]! })),
    winner,
    organelle: organelle.id,
    flops: result.flops,
    cost,
    paid: Math.min(cost, turn.balance(organelle)),
  });
  if (holder && holder !== organelle && heldBy(turn.world, holder).length === 0) turn.retire(holder, 'displaced');
}

/** In the order of trust; weights that are heard already are not heard twice. */
function candidates(turn: Turn, niche: NicheState, holder: Organelle | null): Heard[] {
  const { newcomers, neighbours } = turn.config.niches;
  const { rank, founderStep } = turn.config.heredity;
  const list: Heard[] = [];
  const known = new Set<string>();
  const hear = (weights: string, make: (adapter: Adapter) => Heard) => {
    if (known.has(weights)) return;
    known.add(weights);
    list.push(make(turn.adapters.get(weights)!));
  };
  if (newcomers === 'on')
    list.push({
      who: 'newcomer',
      adapter: founderAdapter(turn.host.sites, rank, founderStep, turn.random('newcomer', niche.cell)),
    });
  if (holder) hear(holder.weights, (adapter) => ({ who: 'holder', organelle: holder, adapter }));
  for (const former of [...niche.shelf, ...(niche.atBest ? [niche.atBest] : [])])
    hear(former.weights, (adapter) => ({ who: 'former', former, adapter }));
  if (neighbours === 'on')
    for (const other of turn.world.niches ?? []) {
      const organelle = other === niche ? null : holderOf(turn.world, other);
      if (organelle && !organelle.frozen)
        hear(organelle.weights, (adapter) => ({ who: 'neighbour', organelle, adapter }));
    }
  return list;
}

function idOf(heard: Heard): number | null {
  if (heard.who === 'newcomer') return null;
  return heard.who === 'former' ? heard.former.organelle : heard.organelle.id;
}

/** The winner lives there from now on. */
function settle(turn: Turn, niche: NicheState, winner: Heard): Organelle {
  if (winner.who === 'holder') {
    niche.watch = afterAlarm(niche.watch);
    return winner.organelle;
  }
  const born = bear(turn, { adapter: winner.adapter, niches: {}, ...originOf(turn, niche, winner) });
  takeNiche(turn, niche, born, winner.who);
  return born;
}

/** Where one that is new in its niche comes from: from nowhere, from the shelf, or from a parent who gives it a share. */
function originOf(turn: Turn, { cell }: NicheState, winner: Exclude<Heard, { who: 'holder' }>) {
  const { mutationStep, traitStep, childShare } = turn.config.heredity;
  if (winner.who === 'neighbour') {
    const parent = winner.organelle;
    const traits = mutateTraits(parent.traits, traitStep, turn.random('mutate-traits', parent.id));
    return {
      traits,
      energy: toEnergy(childShare * turn.balance(parent)),
      operator: 'split' as const,
      parents: [parent],
    };
  }
  const traits = mutateTraits({ ...FOUNDER_TRAITS, mutationStep }, traitStep, turn.random('newcomer-traits', cell));
  const alone = { traits, energy: toEnergy(turn.config.energy.founderEnergy), parents: [] };
  if (winner.who === 'newcomer') return { ...alone, operator: 'founder' as const };
  const { lineage, depth } = winner.former;
  return { ...alone, operator: 'immigrant' as const, line: { lineage, depth } };
}
