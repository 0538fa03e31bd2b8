/** A run that lives: its world in the engine, and its summary. */
import { LabError } from '../../core/errors.ts';
import { hashText } from '../../base/hash.ts';
import type { Config } from '../../ecology/config/config.ts';
import { Engine, type Outcome } from '../../ecology/engine.ts';
import type { Host } from '../../host/index.ts';
import type { ImportedRun } from '../../record/file/evolora-file.ts';
import { readPools, writePools } from '../../record/store/pools.ts';
import type { Blobs, Checkpoint, NewRun, RunSummary, Step } from '../../record/store/store.ts';
import { LAB_VERSION } from '../../record/file/version.ts';

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
  step({ record, newBlobs }: Outcome, savedAt: number): Step {
    const { world } = this.engine;
    this.#summary = { ...this.#summary, generations: record.generation, savedAt };
    return { record, world, newBlobs, savedAt };
  }
}

/** A new world with its founders, and what is to be saved of it. */
export function beginRun(options: { seed: string; name: string; config: Config; host: Host; savedAt: number }): {
  run: LivingRun;
  created: NewRun;
} {
  const { seed, name, config, host, savedAt } = options;
  const { engine, outcome } = Engine.begin({ seed, name, config, host, lab: LAB_VERSION });
  const summary = summaryOf({ name, seed, generations: 0, savedAt, hostName: host.identity.name });
  const { world } = engine;
  const created = { summary, records: [outcome.record], world, blobs: outcome.newBlobs };
  return { run: new LivingRun(summary, engine), created };
}

/** A run out of a file, under a new id beside those that are there. */
export function adoptRun(imported: ImportedRun, host: Host, savedAt: number): { run: LivingRun; created: NewRun } {
  const { name, world, adapters, memories, blobs, records } = imported;
  const facts = { name, seed: world.seed, generations: world.generation, savedAt, hostName: world.host.name };
  const summary = summaryOf(facts);
  const engine = Engine.resume({ world, adapters, memories, host });
  return { run: new LivingRun(summary, engine), created: { summary, records, world, blobs } };
}

/** A saved run goes on. Throws LabError `run-other-host` or `journal-damaged`. */
export function resumeRun(summary: RunSummary, { world, blobs }: Checkpoint, host: Host): LivingRun {
  if (world.host.hash !== host.identity.hash) {
    throw new LabError(
      'run-other-host',
      `“${summary.name}” lives on another model than the one that is loaded (${world.host.name}, not this ${host.identity.name}).`,
      'Export it and open it in a lab with that model; it is kept.',
    );
  }
  return new LivingRun(summary, Engine.resume({ world, ...readPools(world, blobs, host.sites), host }));
}

function summaryOf(facts: Omit<RunSummary, 'id'>): RunSummary {
  return { id: `run-${facts.savedAt.toString(36)}-${hashText(JSON.stringify(facts)).slice(0, 8)}`, ...facts };
}
