/**
 * The pond as data: what a view looks like, apart from where it is drawn. A patch of ground for every open cell, a body for
 * everybody alive. Pure, so that the past looks as it did, and so that what is drawn can be tested.
 */
import { NICHE_DEPTHS, NICHE_FAMILIES } from '../../record/fold/niches.ts';
import type { CellView, NicheView, OrganelleView, View } from '../../record/fold/view.ts';
import { customOf } from '../../record/fold/niche-words.ts';
import { kinTone, type KinTone } from '../parts/kinship.ts';
import { priceCeiling } from '../world/niche.ts';
import { NEWS_KEPT } from '../world/held.ts';

export interface Ground {
  cell: string;
  /** What a solved task pays, E, and as a share of the dearest price, 0 to 1. */
  priceEnergy: number;
  priceShare: number;
  /** Share that was solved there of late, 0 to 1: of the holder's watch, else of the generation's attempts; null before any. */
  mastery: number | null;
  /** The form of answer that is wanted where it is not the usual one. */
  custom: string | null;
  /** Its holder starved within the last generations and still holds it. */
  starves: boolean;
  /** Quality of the elite of each bin, E, from cheap to dear; null where there is none. */
  elites: readonly (number | null)[];
  /** Former holders that are remembered, by id. */
  shelf: readonly number[];
}

export interface Body {
  id: number;
  name: string;
  tone: KinTone;
  /** Balance, E, and its share of what a body of full size has, 0 to 1. */
  energy: number;
  size: number;
  rank: number;
  /** Generations lived, and the rings that they left: one for 1, 3, 7, 15 … generations. */
  age: number;
  rings: number;
  strikes: number;
  /** Where it lives: the niche that it holds, else where it attempts most; null before its first attempt. */
  home: string | null;
  /** The other cells that it lives on, by their share of its attempts. */
  others: readonly { cell: string; share: number }[];
}

export interface Scene {
  generation: number;
  grounds: readonly Ground[];
  bodies: readonly Body[];
  /** Founders and everybody since by id: whose colour a memory has. */
  toneOf: (id: number) => KinTone;
}

/** A body of full size owns this many times what a founder begins with. */
const FULL = 2;
const MOST_RINGS = 5;
/** The least share of attempts that makes a cell one of those it lives on. */
const LEAST_SHARE = 0.1;

export function sceneOf(view: View): Scene {
  const ceiling = priceCeiling(view);
  const grounds = [...view.cells.values()].sort(byPlace).map((cell) => groundOf(view, cell, ceiling));
  const held = new Map<number, string>();
  for (const { cell, holder } of view.niches.values())
    if (holder !== null && !held.has(holder) && view.cells.has(cell)) held.set(holder, cell);
  const bodies = view.living.map((id) => bodyOf(view, view.organelles.get(id)!, held));
  return { generation: view.generation, grounds, bodies, toneOf: (id) => kinTone(id, view.organelles) };
}

/** In the order of the niche map. */
function byPlace(one: CellView, other: CellView): number {
  return placeOf(one) - placeOf(other);
}

const FAMILY_NAMES = NICHE_FAMILIES.map(({ name }) => name);
const placeOf = ({ family, depth }: CellView): number =>
  FAMILY_NAMES.indexOf(family) * NICHE_DEPTHS.length + NICHE_DEPTHS.indexOf(depth);

function groundOf(view: View, cell: CellView, ceiling: number): Ground {
  const niche = view.niches.get(cell.id);
  const bins = Array.from({ length: view.config.archive.costEdges.length + 1 }, (_, bin) => bin);
  return {
    cell: cell.id,
    priceEnergy: cell.priceEnergy,
    priceShare: ceiling > 0 ? Math.min(1, Math.max(0, cell.priceEnergy / ceiling)) : 0,
    mastery: masteryOf(cell, niche?.watch.outcomes),
    custom: customOf(cell),
    starves: niche !== undefined && starvesNow(niche, view.generation),
    elites: bins.map((bin) => view.elites.get(`${cell.id}/${bin}`)?.quality ?? null),
    shelf: niche?.shelf.map(({ organelle }) => organelle) ?? [],
  };
}

/** It starved of late, and the one that starved still holds it. */
function starvesNow({ starved, holder }: NicheView, generation: number): boolean {
  return starved !== null && starved.organelle === holder && generation - starved.generation < NEWS_KEPT;
}

function masteryOf(cell: CellView, watched: readonly boolean[] | undefined): number | null {
  if (watched !== undefined) return watched.length > 0 ? watched.filter(Boolean).length / watched.length : null;
  return cell.lastAttempts > 0 ? cell.lastSolved / cell.lastAttempts : null;
}

function bodyOf(view: View, organelle: OrganelleView, held: ReadonlyMap<number, string>): Body {
  const { id, name, energy, rank, strikes, bornGeneration } = organelle;
  const age = view.generation - bornGeneration;
  const home = held.get(id) ?? mainCell(view, organelle) ?? parentsHome(view, organelle, held);
  return {
    id,
    name,
    tone: kinTone(id, view.organelles),
    energy,
    size: Math.min(1, Math.max(0, energy / (FULL * view.config.energy.founderEnergy))),
    rank,
    age,
    rings: Math.min(MOST_RINGS, Math.floor(Math.log2(age + 1))),
    strikes,
    home,
    others: othersOf(view, organelle, home),
  };
}

/** The open cell that it attempted most. */
function mainCell(view: View, { cells }: OrganelleView): string | null {
  let main: string | null = null;
  for (const cell in cells)
    if (view.cells.has(cell) && cells[cell]!.n > (main === null ? 0 : cells[main]!.n)) main = cell;
  return main;
}

/** A child stays beside its first parent until it attempts something of its own. */
function parentsHome(view: View, { parents }: OrganelleView, held: ReadonlyMap<number, string>): string | null {
  const parent = parents[0] === undefined ? undefined : view.organelles.get(parents[0]);
  return parent ? (held.get(parent.id) ?? mainCell(view, parent)) : null;
}

function othersOf(view: View, { cells, episodes }: OrganelleView, home: string | null): Body['others'] {
  const others: { cell: string; share: number }[] = [];
  for (const cell in cells) {
    const share = cells[cell]!.n / episodes;
    if (cell !== home && share >= LEAST_SHARE && view.cells.has(cell)) others.push({ cell, share });
  }
  return others;
}
