/**
 * The fold's part for cells: which are open, what they pay, who solved them. A cell that closes is set aside and goes on
 * with its counts when it opens again.
 */
import type { Event, EventOf } from '../../ecology/events/events.ts';
import { ignored } from '../../ecology/events/ignored.ts';
import { isDepth, type Depth } from '../../core/depth.ts';
import { journalDamaged } from '../damage.ts';
import type { CellView } from './view.ts';

type Open = { -readonly [Key in keyof CellView]: CellView[Key] };

/** What changes no cell. */
const IGNORED = [
  'run-started',
  'rules-changed',
  'forked',
  'frozen',
  'tweaked',
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
  'niche-starved',
  'auditioned',
  'niche-taken',
  'catastrophe',
  'feedback',
  'mastered',
  'canary',
  'routed',
  'generation-ended',
] as const;

export class CellDraft {
  readonly #before: ReadonlyMap<string, CellView>;
  readonly #generation: number;
  readonly #changed = new Map<string, Open>();
  readonly #closedBefore: ReadonlyMap<string, CellView>;
  /** Made when the first cell closes or opens again. */
  #closed: Map<string, CellView> | null = null;
  readonly #gone = new Set<string>();

  constructor(cells: ReadonlyMap<string, CellView>, closed: ReadonlyMap<string, CellView>, generation: number) {
    this.#before = cells;
    this.#closedBefore = closed;
    this.#generation = generation;
    for (const [id, cell] of cells) {
      if (cell.lastAttempts > 0) Object.assign(this.#edit(id), { lastAttempts: 0, lastSolved: 0 });
    }
  }

  apply(event: Event): void {
    switch (event.type) {
      case 'cell-opened':
        return this.#open(event);
      case 'cell-closed':
        return this.#close(event.cell);
      case 'episode':
        return this.#attempt(event);
      case 'climate':
        return this.#price(event.prices);
      case 'custom-changed':
        this.#edit(event.cell).custom = { name: event.to, sinceGeneration: this.#generation };
        return;
      default:
        return ignored(event, IGNORED);
    }
  }

  /** Throws LabError `journal-damaged` when the cell is not open. */
  requireOpen(id: string): void {
    this.#current(id);
  }

  finish(): ReadonlyMap<string, CellView> {
    if (this.#changed.size === 0 && this.#gone.size === 0) return this.#before;
    const next = new Map(this.#before);
    for (const id of this.#gone) next.delete(id);
    for (const [id, cell] of this.#changed) next.set(id, cell);
    return next;
  }

  /** The cells that were open once. */
  get closed(): ReadonlyMap<string, CellView> {
    return this.#closed ?? this.#closedBefore;
  }

  #current(id: string): CellView {
    const cell = this.#changed.get(id) ?? (this.#gone.has(id) ? undefined : this.#before.get(id));
    if (!cell) throw journalDamaged(`generation ${this.#generation} speaks of the cell ${id}, which is not open`);
    return cell;
  }

  #edit(id: string): Open {
    const open = this.#changed.get(id);
    if (open) return open;
    const copy = { ...this.#current(id) };
    this.#changed.set(id, copy);
    return copy;
  }

  /** A cell has no price (NaN) until the first climate after its opening. */
  #open(event: EventOf<'cell-opened'>): void {
    const id = event.cell;
    if (this.#changed.has(id) || (this.#before.has(id) && !this.#gone.has(id)))
      throw journalDamaged(`the cell ${id} opens twice`);
    const [family, depth] = readCell(id);
    const { attempts = 0, solved = 0, custom } = this.closed.get(id) ?? {};
    const counts = { attempts, solved, lastAttempts: 0, lastSolved: 0, ...(custom && { custom }) };
    const openedGeneration = this.#generation;
    this.#changed.set(id, { id, family, depth, openedGeneration, why: event.why, priceEnergy: NaN, ...counts });
    if (this.closed.has(id)) this.#setAside().delete(id);
  }

  #close(id: string): void {
    const cell = this.#current(id);
    this.#setAside().set(id, cell);
    this.#changed.delete(id);
    if (this.#before.has(id)) this.#gone.add(id);
  }

  #setAside(): Map<string, CellView> {
    this.#closed ??= new Map(this.#closedBefore);
    return this.#closed;
  }

  #price(prices: EventOf<'climate'>['prices']): void {
    for (const [id, price] of Object.entries(prices)) {
      if (this.#current(id).priceEnergy !== price) this.#edit(id).priceEnergy = price;
    }
  }

  #attempt(event: EventOf<'episode'>): void {
    const cell = this.#edit(event.cell);
    cell.attempts++;
    cell.lastAttempts++;
    cell.solved += Number(event.solved);
    cell.lastSolved += Number(event.solved);
  }
}

/** Family and depth out of `family/depth`. Throws LabError `journal-damaged`. */
export function readCell(id: string): [family: string, depth: Depth] {
  const [family = '', depth = '', ...rest] = id.split('/');
  if (family === '' || rest.length > 0 || !isDepth(depth)) {
    throw journalDamaged(`“${id}” is not the name of a cell`);
  }
  return [family, depth];
}
