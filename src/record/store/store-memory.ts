/** Runs in memory, for pages to which the browser gives no storage. They end with the page; an export saves them. */
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import {
  neededBlobs,
  newestFirst,
  requireNext,
  requireWhole,
  runUnknown,
  type Checkpoint,
  type NewRun,
  type RunStore,
  type RunSummary,
  type GenerationStep,
} from './store.ts';

interface Run extends Checkpoint {
  summary: RunSummary;
  records: GenerationRecord[];
}

export class MemoryStore implements RunStore {
  readonly #runs = new Map<string, Run>();

  async listRuns(): Promise<RunSummary[]> {
    return newestFirst([...this.#runs.values()].map(({ summary }) => ({ ...summary })));
  }

  async createRun(run: NewRun): Promise<void> {
    requireWhole(run);
    const { summary, records, world, blobs } = run;
    this.#runs.set(summary.id, { summary, records: [...records], world, blobs: neededBlobs(world, blobs) });
  }

  async append(id: string, { record, world, newBlobs, savedAt }: GenerationStep): Promise<void> {
    const run = this.#run(id);
    requireNext(run.summary, record.generation);
    run.records.push(record);
    run.world = world;
    run.blobs = neededBlobs(world, new Map([...run.blobs, ...newBlobs]));
    run.summary = { ...run.summary, generations: record.generation, savedAt };
  }

  async amend(id: string, generation: number, events: readonly Event[]): Promise<void> {
    const { records } = this.#run(id);
    const record = records[generation];
    if (!record) throw runUnknown(`${id}, generation ${generation}`);
    records[generation] = { ...record, events: [...record.events, ...events] };
  }

  async readRecords(id: string, from: number, to: number): Promise<GenerationRecord[]> {
    return this.#run(id).records.slice(Math.max(0, from), to + 1);
  }

  async readWorld(id: string): Promise<Checkpoint> {
    const { world, blobs } = this.#run(id);
    return { world, blobs };
  }

  async rename(id: string, name: string): Promise<void> {
    const run = this.#run(id);
    run.summary = { ...run.summary, name };
  }

  async delete(id: string): Promise<void> {
    this.#runs.delete(this.#run(id).summary.id);
  }

  async close(): Promise<void> {}

  #run(id: string): Run {
    const run = this.#runs.get(id);
    if (!run) throw runUnknown(id);
    return run;
  }
}
