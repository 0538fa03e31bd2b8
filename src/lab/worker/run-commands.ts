/** What the page may ask about runs: another one begun, opened, named, deleted, carried away or brought in. */
import type { GenerationRecord } from '../../ecology/events/events.ts';
import { packedRun } from '../../exchange/packed.ts';
import type { RunSummary } from '../../record/store/store.ts';
import type { ExportForm, GivenRun, NewRunOptions, RunChoice } from '../contract.ts';
import type { PresentRun } from '../present/present-run.ts';
import type { RunOpener } from '../present/run-opener.ts';
import type { Standing } from '../present/standing.ts';
import { checkedConfig } from '../present/tweaks.ts';
import { Forking } from './forking.ts';
import { adapterFiles } from './given-files.ts';
import { Importing } from './importing.ts';
import { fileNameOf } from './lab-words.ts';
import type { Measuring } from './measuring.ts';

export class RunCommands {
  readonly #present: PresentRun;
  readonly #opener: RunOpener;
  readonly #standing: Standing;
  readonly #measuring: Measuring;
  readonly #importing: Importing;
  readonly forks: Forking;

  constructor(present: PresentRun, opener: RunOpener, standing: Standing, measuring: Measuring) {
    this.#present = present;
    this.#opener = opener;
    this.#standing = standing;
    this.#measuring = measuring;
    this.forks = new Forking(
      present,
      standing,
      (task) => this.#replace(task),
      () => opener.now(),
    );
    this.#importing = new Importing(present, opener, standing, {
      replace: (task) => this.#replace(task),
      open: (id, choice) => this.open(id, choice),
    });
  }

  list(): Promise<RunSummary[]> {
    return this.#standing.runs();
  }

  /** See `LabCommands.newRun`. */
  async begin({ config, tasks, adapters, ...beginning }: NewRunOptions): Promise<void> {
    this.#standing.owned();
    const base = checkedConfig(config);
    const living = this.#measuring.livingOn(tasks);
    const founders = adapters && (await adapterFiles(adapters));
    await this.#replace(() => this.#opener.begin({ ...beginning, founders, config: base, living }));
  }

  /** See `LabCommands.openRun`. */
  async open(id: string, choice?: RunChoice): Promise<void> {
    if (this.#standing.owned().run.id !== id) await this.#replace(() => this.#opener.resume(id, choice));
  }

  /** See `LabCommands.deleteRun`. */
  async delete(id: string): Promise<void> {
    const { run, keeper } = this.#standing.owned();
    if (run.id !== id) {
      return this.#present.queue.run(async () => {
        await keeper.delete(id);
        await this.#present.pasts.forget(id);
        this.#present.tellStorage();
      });
    }
    await this.#replace(async () => {
      await keeper.delete(id);
      await this.#present.pasts.forget(id);
      await this.#opener.resumeOrBegin({});
    });
  }

  async rename(id: string, name: string): Promise<void> {
    const { keeper } = this.#standing.owned();
    await this.#present.queue.run(() => keeper.rename(id, name));
    const { run } = this.#present;
    if (run?.id !== id) return;
    run.rename(name);
    this.#present.tell({ kind: 'run', run: run.summary });
  }

  records(from: number, to: number): Promise<GenerationRecord[]> {
    return this.#standing.records(from, to);
  }

  /** See `LabCommands.exportRun`. */
  export(form?: ExportForm): Promise<{ fileName: string; bytes: Uint8Array }> {
    return this.#present.queue.run(async () => {
      const { summary, state } = await this.#standing.newest();
      const { generation } = state.world;
      const records = await this.records(0, generation);
      return packedRun({ summary, ...state, records }, fileNameOf(summary.name, generation), form);
    });
  }

  /** See `LabCommands.importRun`. */
  import(given: GivenRun, choice?: RunChoice): Promise<boolean> {
    return this.#importing.import(given, choice);
  }

  stopImport(): void {
    this.#importing.stop();
  }

  /** Does this instead of the generation under way; nothing that it was doing is told any more once it has failed. */
  async #replace(task: () => Promise<void>): Promise<void> {
    const present = this.#present;
    try {
      await present.replace(task);
    } catch (thrown) {
      present.status.activity(null);
      throw thrown;
    }
  }
}
