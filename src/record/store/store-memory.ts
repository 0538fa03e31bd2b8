/** Runs in memory, for pages to which the browser gives no storage. They end with the page; an export saves them. */
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import { blobsInUse } from '../../ecology/world/world.ts';
import { requireStaged, type IntakeEnd, type IntakePart, type IntakeStore } from './intake.ts';
import {
  neededBlobs,
  newestFirst,
  requireNext,
  requireWhole,
  runExists,
  runUnknown,
  type Checkpoint,
  type NewRun,
  type RunSummary,
  type GenerationStep,
} from './store.ts';

interface Run extends Checkpoint {
  summary: RunSummary;
  records: GenerationRecord[];
}

export class MemoryStore implements IntakeStore {
  readonly #runs = new Map<string, Run>();
  readonly #staged = new Map<string, { records: GenerationRecord[]; blobs: Map<string, Uint8Array> }>();

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

  async stage(id: string, { records, blobs }: IntakePart): Promise<void> {
    const known = this.#runs.get(id);
    if (known) throw runExists(known.summary);
    const staged = this.#staged.get(id) ?? { records: [], blobs: new Map<string, Uint8Array>() };
    this.#staged.set(id, staged);
    staged.records.push(...records);
    for (const [hash, bytes] of blobs) staged.blobs.set(hash, bytes);
  }

  async commit(end: IntakeEnd): Promise<void> {
    const { summary, world } = end;
    const { records = [], blobs = new Map<string, Uint8Array>() } = this.#staged.get(summary.id) ?? {};
    const lacking = [...blobsInUse(world)].find((hash) => !blobs.has(hash));
    requireStaged(end, records.length, lacking);
    this.#runs.set(summary.id, { summary, records, world, blobs: neededBlobs(world, blobs) });
    this.#staged.delete(summary.id);
  }

  async abandon(id: string): Promise<void> {
    this.#staged.delete(id);
    this.#runs.delete(id);
  }

  async sweep(): Promise<void> {
    this.#staged.clear();
  }

  async close(): Promise<void> {}

  #run(id: string): Run {
    const run = this.#runs.get(id);
    if (!run) throw runUnknown(id);
    return run;
  }
}
