/** A run that lives: its world in the engine, and its summary. */
import { requireKnownRules } from '../../core/rules-version.ts';
import { hashText } from '../../base/hash.ts';
import { Engine, type Outcome } from '../../ecology/engine.ts';
import { livesOn } from '../../ecology/world/rules.ts';
import { rulesOf } from '../../ecology/world/world.ts';
import type { Host } from '../../host/index.ts';
import type { CheckedRun, FoundRun } from '../../record/file/read-run.ts';
import { otherHost } from './notes.ts';
import { forkRun } from '../../record/past/fork.ts';
import { writePools } from '../../record/store/pools.ts';
import { beginRun, resumeEngine, type Founding } from '../../record/store/runs-to-engines.ts';
import type { Blobs, Checkpoint, GenerationStep, NewRun, RunSummary } from '../../record/store/store.ts';

export class LivingRun {
  readonly engine: Engine;
  #summary: RunSummary;

  constructor(summary: RunSummary, engine: Engine) {
    this.#summary = summary;
    this.engine = engine;
  }

  get id(): string {
    return this.#summary.id;
  }

  get summary(): RunSummary {
    return this.#summary;
  }

  /** The version of the rules that it was lived under so far. */
  get rules(): number {
    return rulesOf(this.engine.world);
  }

  get generation(): number {
    return this.engine.world.generation;
  }

  get extinct(): boolean {
    return this.engine.world.organelles.length === 0;
  }

  /** What the present state needs beside it, as file bytes by hash; written anew, since equal contents give equal bytes. */
  blobs(): Blobs {
    return writePools(this.engine.world, this.engine, this.engine.host.sites);
  }

  rename(name: string): void {
    this.#summary = { ...this.#summary, name };
  }

  /** Takes note of a generation and says what is to be saved of it. */
  step({ record, newBlobs }: Outcome, savedAt: number): GenerationStep {
    const { world } = this.engine;
    this.#summary = { ...this.#summary, generations: record.generation, savedAt };
    return { record, world, newBlobs, savedAt };
  }
}

/** A run of its own, and what is to be saved of it. */
export interface NewLivingRun {
  run: LivingRun;
  created: NewRun;
}

/** A new world with its founders. */
export function beginLiving(founding: Omit<Founding, 'idOf'>): NewLivingRun {
  const { engine, created } = beginRun({ ...founding, idOf });
  return { run: new LivingRun(created.summary, engine), created };
}

/** A fork of a run, in an engine that is in the state it begins from. Throws what `forkRun` throws. */
export function forkLiving(forking: Omit<Parameters<typeof forkRun>[0], 'idOf'>): NewLivingRun {
  const created = forkRun({ ...forking, idOf });
  return { run: new LivingRun(created.summary, forking.engine), created };
}

/** What a run out of a file is called here: it has a new id beside those that are there. */
export function summaryOf({ name, world }: Pick<FoundRun, 'name' | 'world'>, savedAt: number): RunSummary {
  const facts = { name, seed: world.seed, generations: world.generation, savedAt, hostName: world.host.name };
  return { id: idOf(facts), ...facts };
}

/** A run out of a file. */
export function adoptRun(summary: RunSummary, checked: CheckedRun, host: Host): LivingRun {
  const { world, adapters, memories, view } = checked;
  const { parent } = view.run;
  const facts = parent && { parent: { run: parent.run, name: parent.name, generation: parent.generation } };
  return new LivingRun({ ...summary, ...facts }, Engine.resume({ world, adapters, memories, host }));
}

/** A saved run goes on. Throws LabError `run-newer`, `run-other-host` or `journal-damaged`. */
export function resumeRun(summary: RunSummary, checkpoint: Checkpoint, host: Host): LivingRun {
  const { world } = checkpoint;
  requireKnownRules(`“${summary.name}”`, rulesOf(world));
  if (!livesOn(world, host.identity)) throw otherHost(`“${summary.name}”`, world.host.name, host.identity.name);
  return new LivingRun(summary, resumeEngine(checkpoint, host));
}

function idOf(facts: Omit<RunSummary, 'id'>): string {
  return `run-${facts.savedAt.toString(36)}-${hashText(JSON.stringify(facts)).slice(0, 8)}`;
}
