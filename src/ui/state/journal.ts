/**
 * The page's reading end of the run's journal. Pages already read are kept, the newest few hundred of them; what is
 * missing is asked of the lab in one span, so a statement or a replay costs at most one round trip.
 */
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import type { LabCommands } from '../../lab/contract.ts';

const MOST_KEPT = 240;

export class Journal {
  #lab: Pick<LabCommands, 'records'>;
  #pages = new Map<number, GenerationRecord>();
  #epoch = 0;

  constructor(lab: Pick<LabCommands, 'records'>) {
    this.#lab = lab;
  }

  /** Another run is open. */
  clear(): void {
    this.#epoch++;
    this.#pages.clear();
  }

  keep(record: GenerationRecord): void {
    this.#pages.delete(record.generation);
    this.#pages.set(record.generation, record);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= MOST_KEPT) break;
      this.#pages.delete(oldest);
    }
  }

  /** Events were added to the end of a generation after it had been read. */
  amend(generation: number, events: readonly Event[]): void {
    const page = this.#pages.get(generation);
    if (page) this.#pages.set(generation, { ...page, events: [...page.events, ...events] });
  }

  /** The records from..to, both included, in order; fewer when the journal ends before. */
  async read(from: number, to: number): Promise<GenerationRecord[]> {
    let first = from;
    let last = to;
    const kept: GenerationRecord[] = [];
    while (first <= last && this.#pages.has(first)) kept.push(this.#pages.get(first++)!);
    const tail: GenerationRecord[] = [];
    while (last >= first && this.#pages.has(last)) tail.unshift(this.#pages.get(last--)!);
    if (first > last) return [...kept, ...tail];
    const epoch = this.#epoch;
    const fetched = await this.#lab.records(first, last);
    if (epoch === this.#epoch) for (const record of fetched) this.keep(record);
    return [...kept, ...fetched, ...tail];
  }
}
