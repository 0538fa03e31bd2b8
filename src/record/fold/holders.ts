/**
 * The fold's part for niches, in worlds in which survival is by niche: who holds each, how that is going, who held it before,
 * and who was heard when it was auditioned for. It follows the engine's own rules of watch and shelf, so that replay shows
 * at every generation what the world knew then.
 */
import type { Event, EventOf } from '../../ecology/events/events.ts';
import { ignored } from '../../ecology/events/ignored.ts';
import { afterTaking, afterWatch, seenAs, type Former } from '../../ecology/niches/niche.ts';
import { afterAlarm, UNSEEN } from '../../ecology/niches/watch.ts';
import { journalDamaged } from '../damage.ts';
import type { NicheView, OrganelleView } from './view.ts';

/** Auditions that a niche remembers, the newest ones. */
export const AUDITIONS_KEPT = 6;

/** What changes no niche. */
const IGNORED = [
  'run-started',
  'rules-changed',
  'forked',
  'frozen',
  'tweaked',
  'climate',
  'cell-opened',
  'cell-closed',
  'born',
  'birth-waited',
  'ticket-paid',
  'strike',
  'retired',
  'elite',
  'measured',
  'learned',
  'learning-refused',
  'assimilated',
  'morphed',
  'meta-proposed',
  'meta-window-opened',
  'meta-window',
  'meta-judged',
  'catastrophe',
  'custom-changed',
  'feedback',
  'mastered',
  'canary',
  'routed',
  'generation-ended',
] as const;

/** What is known of an organelle at this moment of the generation. */
type Known = (id: number) => Pick<OrganelleView, 'weights' | 'lineage' | 'depth'>;

/** The watched attempts of a generation that no act has looked at yet, and whose weights answered. */
interface Pending {
  outcomes: boolean[];
  holder: Omit<Former, 'share'>;
}

export class HolderDraft {
  readonly #before: ReadonlyMap<string, NicheView>;
  readonly #generation: number;
  readonly #known: Known;
  readonly #changed = new Map<string, NicheView>();
  readonly #pending = new Map<string, Pending>();

  constructor(niches: ReadonlyMap<string, NicheView>, generation: number, known: Known) {
    this.#before = niches;
    this.#generation = generation;
    this.#known = known;
  }

  /** @param room  how many former holders a shelf holds */
  apply(event: Event, room: number): void {
    switch (event.type) {
      case 'episode':
        return this.#attempt(event);
      case 'niche-starved':
        return this.#starve(event);
      case 'niche-taken':
        return this.#take(event, room);
      case 'auditioned':
        return this.#audition(event);
      default:
        return ignored(event, IGNORED);
    }
  }

  finish(): ReadonlyMap<string, NicheView> {
    for (const cell of [...this.#pending.keys()]) this.#look(cell);
    return this.#changed.size === 0 ? this.#before : new Map([...this.#before, ...this.#changed]);
  }

  #current(cell: string): NicheView | undefined {
    return this.#changed.get(cell) ?? this.#before.get(cell);
  }

  #require(cell: string): NicheView {
    const niche = this.#current(cell);
    if (!niche)
      throw journalDamaged(`generation ${this.#generation} speaks of the niche ${cell}, which nobody ever held`);
    return niche;
  }

  #attempt({ choice, cell, organelle, solved }: EventOf<'episode'>): void {
    if (choice !== 'watch' || this.#current(cell)?.holder !== organelle) return;
    const { weights, lineage, depth } = this.#known(organelle);
    const pending = this.#pending.get(cell) ?? { outcomes: [], holder: { weights, organelle, lineage, depth } };
    pending.outcomes.push(solved);
    this.#pending.set(cell, pending);
  }

  /** The world looks at what was watched once the generation's attempts are over. */
  #look(cell: string): void {
    const pending = this.#pending.get(cell);
    if (!pending) return;
    this.#pending.delete(cell);
    const niche = this.#require(cell);
    this.#changed.set(cell, { ...niche, ...afterWatch(niche, pending.outcomes, pending.holder) });
  }

  #starve({ cell, organelle, solved, n }: EventOf<'niche-starved'>): void {
    this.#look(cell);
    const starved = { generation: this.#generation, organelle, solved, n };
    this.#changed.set(cell, { ...this.#require(cell), starved });
  }

  #take({ cell, organelle, from, how }: EventOf<'niche-taken'>, room: number): void {
    this.#look(cell);
    const niche = this.#current(cell) ?? { ...NOBODYS, cell };
    this.#changed.set(cell, {
      ...niche,
      ...afterTaking(niche, organelle, room),
      ...(how === 'split' && seenAs(organelle, niche)),
      sinceGeneration: this.#generation,
      from,
      how,
    });
  }

  #audition({ type: _, cell, ...heard }: EventOf<'auditioned'>): void {
    this.#look(cell);
    const niche = this.#require(cell);
    const auditions = [...niche.auditions, { ...heard, generation: this.#generation }].slice(-AUDITIONS_KEPT);
    const isHolders = heard.heard[heard.winner]?.who === 'holder';
    this.#changed.set(cell, { ...niche, auditions, ...(isHolders && { watch: afterAlarm(niche.watch) }) });
  }
}

/** A niche before anybody took it. */
const NOBODYS: Omit<NicheView, 'cell'> = {
  holder: null,
  watch: UNSEEN,
  atBest: null,
  shelf: [],
  sinceGeneration: 0,
  from: null,
  how: 'founder',
  starved: null,
  auditions: [],
};
