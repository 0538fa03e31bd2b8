/**
 * Gets what happens into the store, and holds on to it until it is there. When the store refuses, the run goes on: what is
 * unsaved stays in memory in its order, is tried again with every write, and is read together with what is saved.
 */
import { LabError, reportOf, type ErrorReport } from '../../core/errors.ts';
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import type { Pasts } from '../../record/past/keeper-of-pasts.ts';
import type { LivingRun } from './living-run.ts';
import type { IntakeEnd, IntakePart, IntakeStore } from '../../record/store/intake.ts';
import {
  newestFirst,
  type Checkpoint,
  type NewRun,
  type RunSummary,
  type GenerationStep,
} from '../../record/store/store.ts';

type Write =
  | { id: string; kind: 'create'; run: NewRun }
  | { id: string; kind: 'step'; step: GenerationStep }
  | { id: string; kind: 'amend'; generation: number; events: readonly Event[] };

export class Keeper {
  readonly #store: IntakeStore;
  #unsaved: Write[] = [];
  #problem: ErrorReport | null = null;

  constructor(store: IntakeStore) {
    this.#store = store;
  }

  /** Why the newest write is not in the store; null when everything is. */
  get problem(): ErrorReport | null {
    return this.#problem;
  }

  /** All that was handed over is in the store. */
  get isWhole(): boolean {
    return this.#unsaved.length === 0;
  }

  /** Generations of a run that are in memory only. */
  unsavedGenerations(id: string): number {
    return this.#pages(id).length;
  }

  /** Last generation of a run that is in the store, given its newest one; null when none is. */
  savedGeneration(id: string, newest: number): number | null {
    const saved = newest - this.unsavedGenerations(id);
    return saved < 0 ? null : saved;
  }

  create(run: NewRun): Promise<void> {
    return this.#write({ id: run.summary.id, kind: 'create', run });
  }

  append(id: string, step: GenerationStep): Promise<void> {
    return this.#write({ id, kind: 'step', step });
  }

  /** Adds events to a generation, wherever it is by now. */
  async amend(id: string, generation: number, events: readonly Event[]): Promise<void> {
    if (this.#pages(id).some((record) => record.generation === generation)) {
      this.#unsaved = this.#unsaved.map((write) => (write.id === id ? amended(write, generation, events) : write));
      return this.flush();
    }
    return this.#write({ id, kind: 'amend', generation, events });
  }

  /** Tries to save what is unsaved, run by run; a run whose write fails waits, the others go on. Not to be overlapped. */
  async flush(): Promise<void> {
    const stuck = new Set<string>();
    let problem: ErrorReport | null = null;
    for (const write of [...this.#unsaved]) {
      if (stuck.has(write.id)) continue;
      const refusal = await this.#refusal(write);
      if (refusal) {
        stuck.add(write.id);
        problem = refusal;
      } else this.#unsaved = this.#unsaved.filter((other) => other !== write);
    }
    this.#problem = problem;
  }

  async records(id: string, from: number, to: number): Promise<GenerationRecord[]> {
    const unsaved = this.#pages(id).filter(({ generation }) => generation >= from && generation <= to);
    const saved = this.#isUnborn(id) ? [] : await this.#store.readRecords(id, from, to);
    const pages = new Map(saved.map((record) => [record.generation, this.#withLateEvents(id, record)]));
    for (const record of unsaved) pages.set(record.generation, record);
    return [...pages.values()].sort((a, b) => a.generation - b.generation);
  }

  /** Saved and unsaved runs, newest first. */
  async runs(): Promise<RunSummary[]> {
    const unborn = this.#unsaved.flatMap((write) => (write.kind === 'create' ? [write.run.summary] : []));
    const byId = new Map([...unborn, ...(await this.#store.listRuns())].map((summary) => [summary.id, summary]));
    return newestFirst([...byId.values()].map((summary) => this.#upToDate(summary)));
  }

  /** The state a saved run can go on from. Rejects with its problem when the newest generations are not in the store. */
  async world(id: string): Promise<Checkpoint> {
    await this.flush();
    if (!this.#unsaved.some((write) => write.id === id)) return this.#store.readWorld(id);
    throw new LabError(
      'run-unsaved',
      'The newest generations of that run are not in the store yet.',
      this.#problem?.nextStep ?? 'Try again in a moment.',
    );
  }

  async rename(id: string, name: string): Promise<void> {
    const write = this.#unsaved.find((each) => each.id === id && each.kind === 'create');
    if (write?.kind === 'create') write.run = { ...write.run, summary: { ...write.run.summary, name } };
    else await this.#store.rename(id, name);
  }

  /** Forgets a run, and tries the others again, since there is more room now. */
  async delete(id: string): Promise<void> {
    const unborn = this.#isUnborn(id);
    this.#unsaved = this.#unsaved.filter((write) => write.id !== id);
    if (!unborn) await this.#store.delete(id);
    await this.flush();
  }

  // A run that comes in is kept whole or not at all: what the store refuses of it is not held on to.

  stage(id: string, part: IntakePart): Promise<void> {
    return this.#store.stage(id, part);
  }

  commit(end: IntakeEnd): Promise<void> {
    return this.#store.commit(end);
  }

  abandon(id: string): Promise<void> {
    return this.#store.abandon(id);
  }

  async #write(write: Write): Promise<void> {
    this.#unsaved.push(write);
    await this.flush();
  }

  /** Why a write could not be made; null when it was. */
  async #refusal(write: Write): Promise<ErrorReport | null> {
    try {
      if (write.kind === 'create') await this.#store.createRun(write.run);
      else if (write.kind === 'step') await this.#store.append(write.id, write.step);
      else await this.#store.amend(write.id, write.generation, write.events);
      return null;
    } catch (thrown) {
      return reportOf(thrown);
    }
  }

  #isUnborn(id: string): boolean {
    return this.#unsaved.some((write) => write.id === id && write.kind === 'create');
  }

  /** The unsaved pages of a run. */
  #pages(id: string): GenerationRecord[] {
    return this.#unsaved.flatMap((write) => {
      if (write.id !== id || write.kind === 'amend') return [];
      return write.kind === 'create' ? write.run.records : [write.step.record];
    });
  }

  #withLateEvents(id: string, record: GenerationRecord): GenerationRecord {
    const late = this.#unsaved.flatMap((write) =>
      write.id === id && write.kind === 'amend' && write.generation === record.generation ? write.events : [],
    );
    return late.length === 0 ? record : { ...record, events: [...record.events, ...late] };
  }

  #upToDate(summary: RunSummary): RunSummary {
    const last = this.#unsaved.findLast((write) => write.id === summary.id && write.kind === 'step');
    if (last?.kind !== 'step') return summary;
    return { ...summary, generations: last.step.record.generation, savedAt: last.step.savedAt };
  }
}

function amended(write: Write, generation: number, events: readonly Event[]): Write {
  const amend = (record: GenerationRecord) =>
    record.generation === generation ? { ...record, events: [...record.events, ...events] } : record;
  if (write.kind === 'create') return { ...write, run: { ...write.run, records: write.run.records.map(amend) } };
  if (write.kind === 'step') return { ...write, step: { ...write.step, record: amend(write.step.record) } };
  return write;
}

/** Keeps the state that a run has come to, where its turn has come; past states give way where there is no room for the present one. */
export async function keepPast({ id, engine }: LivingRun, keeper: Keeper, pasts: Pasts): Promise<void> {
  if (keeper.problem?.code !== 'storage-full') return pasts.lived(id, engine);
  const ids = (await keeper.runs()).map((run) => run.id);
  if (await pasts.giveWay(ids)) await keeper.flush();
}
