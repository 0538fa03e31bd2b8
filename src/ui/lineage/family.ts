/**
 * The colony's descent as data: for every organelle its share of the population from birth to death (a band, as in a Muller
 * plot), with children beside their parents, so that a line that spreads is seen to spread. A branch is extinct when nobody
 * alive descends from it. Pure: the past looks as it did.
 */
import { forebearsOf } from '../../record/fold/line.ts';
import type { OrganelleView, View } from '../../record/fold/view.ts';
import { kinTone, type KinTone } from '../parts/kinship.ts';

/** Where a band lies at one generation, as shares of the population counted from the top, 0 to 1. */
export interface BandPart {
  generation: number;
  from: number;
  to: number;
}

export interface Band {
  organelle: OrganelleView;
  tone: KinTone;
  /** It lives, or somebody alive descends from it. */
  survives: boolean;
  /** In order, with a tip without thickness before its birth and after its death; empty for one that never ended a generation alive. */
  parts: readonly BandPart[];
}

export interface Descent {
  /** In the order in which they lie on one another, top first. */
  bands: readonly Band[];
  byId: ReadonlyMap<number, Band>;
  /** The last generation. */
  generation: number;
  /** Organelles of branches from which nobody alive descends. */
  extinct: number;
}

/** @param most  about how many generations of a band are worked out; a longer run is sampled evenly */
export function descentOf(view: View, most: number): Descent {
  const order = inOrder(view);
  const survivors = survivorsOf(view);
  const parts = partsOf(order, sampled(view.generation, most));
  const bands = order.map((organelle): Band => {
    const { id } = organelle;
    return { organelle, tone: kinTone(id, view.organelles), survives: survivors.has(id), parts: parts.get(id)! };
  });
  return {
    bands,
    byId: new Map(bands.map((band) => [band.organelle.id, band])),
    generation: view.generation,
    extinct: bands.filter(({ survives }) => !survives).length,
  };
}

/**
 * Where each lies at those generations. Before its birth and after its death a band runs out into a tip without thickness, so
 * that bands lie on one another without gaps.
 */
function partsOf(order: readonly OrganelleView[], generations: readonly number[]): Map<number, BandPart[]> {
  const parts = new Map<number, BandPart[]>(order.map(({ id }) => [id, []]));
  let before: { generation: number; places: readonly number[] } | null = null;
  for (const generation of generations) {
    const alive = order.map((each) => livesAt(each, generation));
    const total = Math.max(1, alive.filter(Boolean).length);
    let below = 0;
    const places = alive.map((lives) => (lives ? below++ : below) / total);
    order.forEach(({ id }, i) => {
      const own = parts.get(id)!;
      if (alive[i]) {
        if (own.length === 0 && before) own.push(tip(before.generation, before.places[i]!));
        own.push({ generation, from: places[i]!, to: places[i]! + 1 / total });
      } else if (own.length > 0 && own.at(-1)!.to > own.at(-1)!.from) own.push(tip(generation, places[i]!));
    });
    before = { generation, places };
  }
  return parts;
}

const tip = (generation: number, at: number): BandPart => ({ generation, from: at, to: at });

/** The first by name that begins with what was typed, else that holds it; the living before the dead. */
export function findByName({ bands }: Pick<Descent, 'bands'>, typed: string): Band | null {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return null;
  const rank = ({ organelle: { name, diedGeneration } }: Band): number =>
    (name.toLowerCase().startsWith(wanted) ? 0 : 2) + (diedGeneration === null ? 0 : 1);
  const found = bands.filter(({ organelle }) => organelle.name.toLowerCase().includes(wanted));
  return found.sort((one, other) => rank(one) - rank(other))[0] ?? null;
}

function livesAt({ bornGeneration, diedGeneration }: OrganelleView, generation: number): boolean {
  return bornGeneration <= generation && (diedGeneration === null || generation < diedGeneration);
}

/** Every generation where that is few enough; else about so many, the first and the last among them. */
function sampled(last: number, most: number): number[] {
  const stride = Math.max(1, Math.ceil((last + 1) / Math.max(2, most)));
  const generations: number[] = [];
  for (let generation = 0; generation < last; generation += stride) generations.push(generation);
  return [...generations, last];
}

/** Founders by age, and after each the branches of its children, the youngest first, so that no branch crosses another. */
function inOrder({ organelles }: View): OrganelleView[] {
  const children = new Map<number, OrganelleView[]>();
  const roots: OrganelleView[] = [];
  for (const organelle of organelles.values()) {
    const parent = forebearsOf(organelle).find((id) => organelles.has(id));
    if (parent === undefined) roots.push(organelle);
    else children.set(parent, [...(children.get(parent) ?? []), organelle]);
  }
  const order: OrganelleView[] = [];
  const open = roots.sort((one, other) => other.id - one.id);
  for (let next = open.pop(); next; next = open.pop()) {
    order.push(next);
    open.push(...(children.get(next.id) ?? []).sort((one, other) => one.id - other.id));
  }
  return order;
}

function survivorsOf({ living, organelles }: View): Set<number> {
  const survivors = new Set<number>();
  const open = [...living];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (survivors.has(id)) continue;
    survivors.add(id);
    const organelle = organelles.get(id);
    if (organelle) open.push(...forebearsOf(organelle));
  }
  return survivors;
}
