/** The runs of a contest that are missing, several side by side, and what is told meanwhile. */
import { LabError } from '../../core/errors.ts';
import { spentFlops } from '../../core/flops.ts';
import type { Result } from '../../evaluation/contest/reading.ts';
import { tera } from '../flops.ts';
import { Progress } from '../progress.ts';
import { startChild, type Child } from './child.ts';
import { nameOfRun, type ContestRun } from './contest-run.ts';

interface RunAllOptions {
  /** Processes side by side. */
  jobs: number;
  /** The command line by which a process makes a run. */
  argsOf: (run: ContestRun) => string[];
  /** The result that a process left. */
  resultOf: (run: ContestRun) => Promise<Result | null>;
}

/**
 * Makes all of them; one that fails does not keep the others.
 * @throws LabError `contest-run` at the end, when some have failed; `contest-stopped` when somebody stops it
 */
export async function runAll(runs: readonly ContestRun[], options: RunAllOptions): Promise<void> {
  const running = new Running(runs, options);
  const stop = () => running.stop();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    await Promise.all(Array.from({ length: Math.min(options.jobs, runs.length) }, () => running.work()));
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    running.end();
  }
}

class Running {
  readonly #options: RunAllOptions;
  readonly #waiting: ContestRun[];
  readonly #children = new Set<Child>();
  readonly #tally: Tally;
  readonly #failed: string[] = [];
  #stopped = false;

  constructor(runs: readonly ContestRun[], options: RunAllOptions) {
    this.#options = options;
    this.#waiting = [...runs];
    this.#tally = new Tally(runs);
  }

  /** One run after the other, until none is left or somebody stops it. */
  async work(): Promise<void> {
    for (let run = this.#waiting.shift(); run && !this.#stopped; run = this.#waiting.shift()) await this.#make(run);
  }

  stop(): void {
    this.#stopped = true;
    for (const child of this.#children) child.stop();
  }

  end(): void {
    this.#tally.end();
    const next = 'Give the same command again: what is done is not repeated, and what has begun goes on.';
    if (this.#stopped) throw new LabError('contest-stopped', 'The contest was stopped.', next);
    const [first] = this.#failed;
    if (first === undefined) return;
    const others = this.#failed.length > 1 ? ` (and ${this.#failed.length - 1} more)` : '';
    throw new LabError('contest-run', `A run failed${others}: ${first}`, `Mend it. ${next}`);
  }

  async #make(run: ContestRun): Promise<void> {
    const child = startChild(this.#options.argsOf(run), (flops) => this.#tally.spent(run, flops));
    this.#children.add(child);
    try {
      await child.done;
      const result = await this.#options.resultOf(run);
      if (!result) throw new Error('its process left no result');
      this.#tally.done(run, result);
    } catch (thrown) {
      if (this.#stopped) return;
      this.#failed.push(`${nameOfRun(run)}: ${(thrown as Error).message}`);
      this.#tally.failed(run, this.#failed.at(-1)!);
    } finally {
      this.#children.delete(child);
    }
  }
}

/** What is done of all runs, in computation and in time. */
class Tally {
  readonly #progress = new Progress();
  readonly #runs: number;
  readonly #all: number;
  /** FLOPs by run, at most its budget. */
  readonly #spent = new Map<ContestRun, number>();
  /** What runs had spent when they were first heard of: none of this session's speed. */
  readonly #before = new Map<ContestRun, number>();
  readonly #since = performance.now();
  #ended = 0;

  constructor(runs: readonly ContestRun[]) {
    this.#runs = runs.length;
    this.#all = runs.reduce((sum, { experiment }) => sum + experiment.budget, 0);
  }

  spent(run: ContestRun, flops: number): void {
    if (!this.#before.has(run)) this.#before.set(run, flops);
    this.#spent.set(run, Math.min(flops, run.experiment.budget));
    this.#progress.update(this.#sum() / this.#all, this.#line());
  }

  done(run: ContestRun, result: Result): void {
    this.#ended += 1;
    this.#spent.set(run, run.experiment.budget);
    const flops = spentFlops(result.spent);
    const early = flops < run.experiment.budget ? ', ended early' : '';
    this.#progress.say(`${nameOfRun(run)}: ${tera(flops)} TFLOPs${early} (${this.#line()})`);
  }

  failed(run: ContestRun, sentence: string): void {
    this.#ended += 1;
    this.#spent.set(run, run.experiment.budget);
    this.#progress.say(`Failed: ${sentence} (${this.#line()})`);
  }

  end(): void {
    this.#progress.end();
  }

  #sum(): number {
    return [...this.#spent.values()].reduce((sum, flops) => sum + flops, 0);
  }

  #line(): string {
    const left = this.#all - this.#sum();
    const here = this.#sum() - [...this.#before.values()].reduce((sum, flops) => sum + flops, 0);
    const minutes = ((performance.now() - this.#since) / 60_000) * (left / here);
    const time = Number.isFinite(minutes) && left > 0 ? `, about ${Math.ceil(minutes)} min` : '';
    return `${this.#ended} of ${this.#runs} runs, ${tera(left)} TFLOPs left${time}`;
  }
}
