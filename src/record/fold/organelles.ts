/**
 * The fold's part for organelles: who lives, what each owns and has done. Only those whom a generation touches are
 * copied; the long dead are shared with all later views.
 */
import type { Event, EventOf, Probe } from '../../ecology/events/events.ts';
import { ignored } from '../../ecology/events/ignored.ts';
import { accountOf } from '../../economy/ledger.ts';
import { journalDamaged } from '../damage.ts';
import type { OrganelleView, ProbeView } from './view.ts';

/** Generations that an organelle's trails remember. */
export const TRAIL_KEPT = 40;

type Open = { -readonly [Key in keyof OrganelleView]: OrganelleView[Key] };

/** What changes no organelle but, perhaps, its balance. */
const IGNORED = [
  'run-started',
  'rules-changed',
  'forked',
  'tweaked',
  'climate',
  'cell-opened',
  'birth-waited',
  'elite',
  'measured',
  'learning-refused',
  'assimilated',
  'meta-proposed',
  'meta-window-opened',
  'meta-window',
  'meta-judged',
  'catastrophe',
  'cell-closed',
  'niche-starved',
  'niche-taken',
  'custom-changed',
  'feedback',
  'mastered',
  'canary',
  'routed',
  'generation-ended',
] as const;

export class OrganelleDraft {
  readonly #before: ReadonlyMap<number, OrganelleView>;
  readonly #generation: number;
  readonly #changed = new Map<number, Open>();
  readonly #byAccount = new Map<string, number>();
  readonly #roi = new Map<number, { sum: number; n: number }>();
  readonly #livingBefore: readonly number[];
  readonly #newborn: number[] = [];
  readonly #dead = new Set<number>();
  #births = 0;

  constructor(organelles: ReadonlyMap<number, OrganelleView>, living: readonly number[], generation: number) {
    this.#before = organelles;
    this.#livingBefore = living;
    this.#generation = generation;
    for (const id of living) this.#byAccount.set(accountOf(id), id);
  }

  /** Births (founders are not born, they begin; a newcomer of later on is) and deaths in this generation. */
  get counts(): { births: number; deaths: number } {
    return { births: this.#births, deaths: this.#dead.size };
  }

  /** Ids of the living, oldest first. */
  get living(): readonly number[] {
    if (this.#newborn.length === 0 && this.#dead.size === 0) return this.#livingBefore;
    return [...this.#livingBefore, ...this.#newborn].filter((id) => !this.#dead.has(id));
  }

  /** Anybody who was ever born, as far as this generation has told. Throws LabError `journal-damaged`. */
  current(id: number): OrganelleView {
    const organelle = this.#changed.get(id) ?? this.#before.get(id);
    if (!organelle)
      throw journalDamaged(`generation ${this.#generation} speaks of organelle ${id}, which was never born`);
    return organelle;
  }

  apply(event: Event): void {
    switch (event.type) {
      case 'born':
        return this.#bear(event);
      case 'ticket-paid':
        this.#edit(event.organelle).strikes = 0;
        return;
      case 'strike':
        this.#edit(event.organelle).strikes = event.strikes;
        return;
      case 'retired':
        return this.#retire(event);
      case 'frozen':
        this.#edit(event.organelle).frozenGeneration = this.#generation;
        return;
      case 'episode':
        return this.#attempt(event);
      case 'learned':
        return this.#learn(event);
      case 'morphed':
        return this.#morph(event);
      case 'auditioned':
        return this.#return(event);
      default:
        return ignored(event, IGNORED);
    }
  }

  addEnergy(account: string, amountEnergy: number): void {
    const id = this.#byAccount.get(account);
    if (id === undefined) throw journalDamaged(`generation ${this.#generation} moves energy of an unknown ${account}`);
    const organelle = this.#edit(id);
    organelle.energy += amountEnergy;
  }

  /** Closes the generation: trails grow by one point. */
  finish(): ReadonlyMap<number, OrganelleView> {
    for (const id of this.living) {
      const organelle = this.#edit(id);
      const roi = this.#roi.get(id);
      organelle.energyTrail = [...organelle.energyTrail, organelle.energy].slice(-TRAIL_KEPT);
      organelle.roiTrail = [...organelle.roiTrail, roi ? roi.sum / roi.n : NaN].slice(-TRAIL_KEPT);
    }
    if (this.#changed.size === 0) return this.#before;
    const next = new Map(this.#before);
    for (const [id, organelle] of this.#changed) next.set(id, organelle);
    return next;
  }

  /** This generation's own copy of somebody who lived when it began. */
  #edit(id: number): Open {
    const open = this.#changed.get(id);
    if (open) return open;
    const before = this.#before.get(id);
    if (!before || before.diedGeneration !== null) {
      throw journalDamaged(`generation ${this.#generation} speaks of organelle ${id}, which does not live`);
    }
    const copy = { ...before };
    this.#changed.set(id, copy);
    return copy;
  }

  #bear(event: EventOf<'born'>): void {
    const {
      organelle: id,
      name,
      operator,
      parents,
      lineage,
      depth,
      weights,
      rank,
      traits,
      norms = [],
      novel = false,
    } = event;
    if (this.#before.has(id) || this.#changed.has(id)) throw journalDamaged(`organelle ${id} is born twice`);
    if (operator !== 'founder' || this.#generation > 0) this.#births++;
    if ((operator === 'split' || operator === 'merge' || operator === 'clone') && parents.length === 0)
      throw journalDamaged(`organelle ${id} is born of nobody`);
    for (const parent of parents) this.#edit(parent).children++;
    this.#newborn.push(id);
    this.#byAccount.set(accountOf(id), id);
    this.#changed.set(id, {
      id,
      name,
      operator,
      parents,
      former: null,
      novel,
      lineage,
      depth,
      weights,
      rank,
      norms,
      traits,
      bornGeneration: this.#generation,
      diedGeneration: null,
      diedWhy: null,
      energy: 0,
      strikes: 0,
      children: 0,
      episodes: 0,
      solved: 0,
      revenueEnergy: 0,
      costEnergy: 0,
      energyTrail: [],
      roiTrail: [],
      cells: {},
      morphed: null,
      lessons: [],
      probes: [],
    });
  }

  /** Who wins an audition as a former holder has just been born again. */
  #return({ heard, winner, organelle }: EventOf<'auditioned'>): void {
    const chosen = heard[winner];
    if (chosen?.who === 'former') this.#edit(organelle).former = chosen.organelle;
  }

  #retire(event: EventOf<'retired'>): void {
    const organelle = this.#edit(event.organelle);
    if (organelle.diedGeneration !== null) throw journalDamaged(`organelle ${event.organelle} is retired twice`);
    organelle.diedGeneration = this.#generation;
    organelle.diedWhy = event.why;
    this.#dead.add(event.organelle);
  }

  #attempt(event: EventOf<'episode'>): void {
    const { organelle: id, cell, solved, revenue, cost } = event;
    const organelle = this.#edit(id);
    const roiEnergy = revenue - cost;
    organelle.episodes++;
    organelle.solved += Number(solved);
    organelle.revenueEnergy += revenue;
    organelle.costEnergy += cost;
    const record = organelle.cells[cell] ?? { n: 0, solved: 0, roiSum: 0 };
    organelle.cells = {
      ...organelle.cells,
      [cell]: { n: record.n + 1, solved: record.solved + Number(solved), roiSum: record.roiSum + roiEnergy },
    };
    const roi = this.#roi.get(id) ?? { sum: 0, n: 0 };
    this.#roi.set(id, { sum: roi.sum + roiEnergy, n: roi.n + 1 });
  }

  /** The same, of one that is said to have these weights. */
  #editWith(id: number, weights: string): Open {
    const organelle = this.#edit(id);
    if (organelle.weights !== weights) throw journalDamaged(`organelle ${id} changes weights that it does not have`);
    return organelle;
  }

  #morph({ organelle: id, weightsBefore, weights, to, norms, why }: EventOf<'morphed'>): void {
    const organelle = this.#editWith(id, weightsBefore);
    const { revenueEnergy, costEnergy, episodes } = organelle;
    const morphed = { generation: this.#generation, why, roiBefore: (revenueEnergy - costEnergy) / episodes };
    Object.assign(organelle, { weights, rank: to, norms, morphed: episodes > 0 ? morphed : null });
  }

  #learn({ type: _, organelle: id, norms, probes, ...lesson }: EventOf<'learned'>): void {
    const organelle = this.#editWith(id, lesson.weightsBefore);
    organelle.weights = lesson.weights;
    organelle.norms = norms;
    organelle.lessons = [...organelle.lessons, { ...lesson, generation: this.#generation }];
    organelle.probes = followed(organelle.probes, probes, lesson.cell, this.#generation);
  }
}

/** The newest answers beside the first ones to the same tasks of the same cell. */
function followed(
  known: readonly ProbeView[],
  probes: readonly Probe[],
  cell: string,
  generation: number,
): readonly ProbeView[] {
  return probes.map((probe) => {
    const first = known.find((other) => other.cell === cell && other.prompt === probe.prompt);
    const { before, solvedBefore, fromGeneration } = first ?? { ...probe, fromGeneration: generation };
    return { ...probe, before, solvedBefore, cell, fromGeneration, toGeneration: generation };
  });
}
