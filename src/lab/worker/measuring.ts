/**
 * Measurements between two generations: on test tasks, which the run keeps, and on files of tasks, which leave it as it is.
 * They breathe as a generation does, so that a question that somebody asks is answered in the middle of them.
 */
import { LabError } from '../../core/errors.ts';
import type { Config } from '../../ecology/config/config.ts';
import type { Measurement } from '../../ecology/events/events.ts';
import { evaluateRun, metBefore, testTasksOf } from '../../evaluation/tasks/evaluate.ts';
import { worldOnTasks } from '../../evaluation/tasks/own-world.ts';
import { reportTasks, type TaskReport } from '../../evaluation/tasks/report-tasks.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { adaptersIn } from '../../exchange/adapters/given.ts';
import { promptsMet } from '../../record/met.ts';
import { readPools } from '../../record/store/pools.ts';
import { MOST_CODE } from '../../tasks/code/limits.ts';
import { tasksOfBook } from '../../tasks/own/families.ts';
import { MOST_TASK_BYTES } from '../../tasks/own/limits.ts';
import { prepareTasks } from '../../tasks/own/prepare.ts';
import type { Task } from '../../tasks/task.ts';
import type { FileMeasurement, GivenTasks, MeasureOptions } from '../contract.ts';
import { adapterFiles, contentOf } from './given-files.ts';
import { checkTasks } from './lab-words.ts';
import type { PresentRun } from '../present/present-run.ts';
import { Newest } from '../present/run-loop.ts';
import type { Standing } from '../present/standing.ts';

/** Tasks of a file that the bare host is asked when it is looked at. */
const LOOKED_AT = 64;
/** Test tasks that a run is measured on beside adapters, as on the command line. */
const TEST_TASKS = 240;

interface Questions {
  file: string | null;
  tasks: readonly Task[] | null;
  guests: readonly { name: string; adapter: Adapter }[];
}

export class Measuring {
  readonly #present: PresentRun;
  readonly #standing: Standing;
  readonly #newest = new Newest();
  /** Files of which every row is a task: their names by the hashes of their books. */
  readonly #files = new Map<string, string>();

  constructor(present: PresentRun, standing: Standing) {
    this.#present = present;
    this.#standing = standing;
  }

  async evaluate(tasks: number): Promise<Measurement> {
    const { keeper } = this.#standing.owned();
    checkTasks(tasks);
    const present = this.#present;
    return this.#between('Measuring on test tasks', async () => {
      const { run } = this.#standing.owned();
      try {
        const event = await present.onDevice(() => run.engine.evaluate({ tasks, breathe: present.breathe }));
        await keeper.amend(run.id, run.generation, [event]);
        present.tell({ kind: 'amended', runId: run.id, generation: run.generation, events: [event] });
        return event;
      } finally {
        present.tellStorage();
      }
    });
  }

  /** See `LabCommands.checkTasks`. */
  async check({ tasks, grader }: GivenTasks): Promise<TaskReport | null> {
    this.#standing.owned();
    return this.#newest.run(async (signal) => {
      // One byte too many is enough to be refused.
      const bytes = await contentOf(tasks, MOST_TASK_BYTES + 1);
      const own = grader && { name: grader.name, bytes: await contentOf(grader, 4 * MOST_CODE) };
      const read = await prepareTasks(bytes, tasks.name, own);
      signal.throwIfAborted();
      const doing = 'Trying the tasks on the bare host';
      const { status, breathe } = this.#present;
      const onProgress = (share: number) => status.activity(doing, share);
      const report = await this.#between(doing, () =>
        this.#present.onDevice(() => {
          const { host } = this.#standing.owned().run.engine;
          return reportTasks(read, { host, tasks: LOOKED_AT, signal, breathe, onProgress });
        }),
      );
      if (report.oddCount === 0) {
        // A fresh worker would ask for the file again.
        if (this.#files.size === 0) this.#present.tie();
        this.#files.set(report.hash, tasks.name);
      }
      return report;
    });
  }

  /**
   * What makes parameters those of a world on a file that has been checked; as they are where there is none. Throws LabError
   * `tasks-missing`, and what it gives `tasks-few`.
   */
  livingOn(hash: string | undefined): (base: Config, host: Host) => Config {
    if (hash === undefined) return (base) => base;
    const file = this.#fileOf(hash);
    return (base, host) => worldOnTasks(base, hash, host, file);
  }

  /** See `LabCommands.measureTasks`. */
  async measure({ tasks: hash, adapters: given = [] }: MeasureOptions): Promise<FileMeasurement | null> {
    this.#standing.owned();
    const file = hash === undefined ? null : this.#fileOf(hash);
    const own = hash === undefined ? null : tasksOfBook(hash).map((task) => ({ ...task, pool: 'test' as const }));
    const doing = `Measuring on ${file ?? 'test tasks'}`;
    return this.#newest.run(async (signal) => {
      const files = await adapterFiles(given);
      signal.throwIfAborted();
      return this.#between(doing, () => {
        const { host } = this.#standing.owned().run.engine;
        const guests = given.length > 0 ? adaptersIn(files, host.sites, 'what was given') : [];
        return this.scored({ file, tasks: own, guests }, doing, signal);
      });
    });
  }

  /** Work on the open run between two generations that `stop` gives up; null when it did. */
  aside<T>(doing: string, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    this.#standing.owned();
    return this.#newest.run((signal) => this.#between(doing, () => work(signal)));
  }

  /** The open run and guests beside it on tasks, its own test tasks where they are null. Between two generations only. */
  async scored(
    { file, tasks: given, guests }: Questions,
    doing: string,
    signal: AbortSignal,
  ): Promise<FileMeasurement> {
    const { status, breathe } = this.#present;
    const onProgress = (share: number) => status.activity(doing, share);
    const { run } = this.#standing.owned();
    const { generation } = run;
    const tasks = given ?? testTasksOf(run.engine.world, TEST_TASKS);
    const scores = await this.#present.onDevice(() => {
      const { world, host } = run.engine;
      const { adapters } = readPools(world, run.blobs(), host.sites);
      return evaluateRun({ world, adapters, host, guests }, tasks, { signal, breathe, onProgress });
    });
    const records = await this.#standing.records(0, generation);
    const met = metBefore(tasks, await promptsMet(run.engine.world, records, { signal, breathe }));
    return { file, run: run.summary.name, generation, tasks: tasks.length, met, scores };
  }

  /** Gives up what looks at a file, measures on one or is done aside. */
  stop(): void {
    this.#newest.giveUp();
  }

  #fileOf(hash: string): string {
    const file = this.#files.get(hash);
    if (file !== undefined) return file;
    throw new LabError(
      'tasks-missing',
      'The file of tasks is not at hand, or has rows that are no tasks.',
      'Drop the file again; your runs are as they were.',
    );
  }

  /** In the run's queue, and told while it lasts. */
  #between<T>(doing: string, work: () => Promise<T>): Promise<T> {
    const { queue, status } = this.#present;
    return queue.run(async () => {
      status.activity(doing);
      try {
        return await work();
      } finally {
        status.activity(null);
      }
    });
  }
}
