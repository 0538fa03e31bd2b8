/** How a fork of the run that is open is made, and becomes the one that is open. */
import { LabError } from '../../core/errors.ts';
import type { Engine } from '../../ecology/engine.ts';
import type { Brought, ForkChanges } from '../../ecology/world/fork.ts';
import { adaptersIn, type GivenAdapter } from '../../exchange/adapters/given.ts';
import { engineAt, type KnownPast, type PastState } from '../../record/past/relive.ts';
import type { RunSummary } from '../../record/store/store.ts';
import type { ForkOptions, PastOffer } from '../fork-contract.ts';
import { forkLiving, type LivingRun } from '../present/living-run.ts';
import type { PresentRun } from '../present/present-run.ts';
import { Newest } from '../present/run-loop.ts';
import type { Standing } from '../present/standing.ts';
import { adapterFiles } from './given-files.ts';

/** Does this instead of the generation under way. */
type Replace = (task: () => Promise<void>) => Promise<void>;

export class Forking {
  readonly #present: PresentRun;
  readonly #standing: Standing;
  readonly #replace: Replace;
  /** ms since 1970 */
  readonly #now: () => number;
  readonly #newest = new Newest();

  constructor(present: PresentRun, standing: Standing, replace: Replace, now: () => number) {
    this.#present = present;
    this.#standing = standing;
    this.#replace = replace;
    this.#now = now;
  }

  /** See `LabCommands.past`. */
  async past(): Promise<PastOffer> {
    const { run } = this.#standing.owned();
    const { budgetBytes } = await this.#present.pasts.of(run.id);
    const states = (await this.#kept(run.summary)).map(({ generation, bytes }) => ({ generation, bytes }));
    return { states, budgetBytes, backend: run.engine.host.backend.kind };
  }

  /** See `LabCommands.fork`. */
  async fork(options: ForkOptions): Promise<boolean> {
    const { run } = this.#standing.owned();
    const files = options.adapters?.length ? await adapterFiles(options.adapters) : null;
    const { status } = this.#present;
    const isMade = await this.#newest.run(async (signal) => {
      try {
        await this.#replace(() => this.#make(run.id, options, files, signal));
        return true;
      } finally {
        status.activity(null);
      }
    });
    return isMade ?? false;
  }

  stop(): void {
    this.#newest.giveUp();
  }

  async #make(
    id: string,
    { generation, name, asElites = false, ...changes }: ForkOptions,
    files: ReadonlyMap<string, Uint8Array> | null,
    signal: AbortSignal,
  ): Promise<void> {
    const { run, keeper } = this.#standing.owned();
    if (run.id !== id || generation > run.generation || generation < 0) throw noSuchMoment(run, generation);
    const { summary, engine } = run;
    const { sites } = engine.host;
    const bring = files ? adaptersIn(files, sites, 'what was given') : [];
    const records = await keeper.records(id, 0, generation);
    const past = await this.#pastOf(run, records);
    const forked = await this.#present.onDevice(() =>
      engineAt({ ...past, host: run.engine.host }, generation, {
        signal,
        breathe: this.#present.breathe,
        onLived: (next, from, to) => {
          const share = (next - from - 1) / (to - from);
          this.#present.status.activity(`Living generation ${next} again, to ${to}`, share);
        },
      }),
    );
    signal.throwIfAborted();
    const brought = asElites ? await this.#tried(forked, bring, signal) : bring;
    const made = forkLiving({
      parent: summary,
      records,
      engine: forked,
      changes: { ...changes, bring: brought } satisfies ForkChanges,
      name: name?.trim() || `${summary.name}, fork at ${generation}`,
      savedAt: this.#now(),
    });
    await this.#present.begin(made);
  }

  /** With what each proves in the cells where the fork begins. */
  async #tried(forked: Engine, given: readonly GivenAdapter[], signal: AbortSignal): Promise<Brought[]> {
    const { status, breathe } = this.#present;
    const tried: Brought[] = [];
    for (const [i, { name, adapter, cells }] of given.entries()) {
      status.activity(`Trying ${name} in the cells`, i / given.length);
      const proven = await this.#present.onDevice(() => forked.prove(adapter, { cells, signal, breathe }));
      tried.push({ adapter, ...(cells && { cells }), proven });
    }
    return tried;
  }

  async #pastOf(run: LivingRun, records: KnownPast['records']): Promise<Omit<KnownPast, 'host'>> {
    const newest = { world: run.engine.world, blobs: run.blobs() };
    return { records, newest, kept: await this.#kept(run.summary) };
  }

  /** Of the run, and of those that it is a fork of as far as they are here: their pages are the same until it left them. */
  async #kept({ id, parent }: RunSummary): Promise<PastState[]> {
    const own = (await this.#present.pasts.of(id)).states;
    const runs = parent ? await this.#present.keeper!.runs() : [];
    const left = runs.find((run) => run.id === parent?.run);
    const before = left ? (await this.#kept(left)).filter(({ generation }) => generation <= parent!.generation) : [];
    return [...before, ...own].sort((one, other) => one.generation - other.generation);
  }
}

function noSuchMoment({ summary, generation }: LivingRun, asked: number): LabError {
  return new LabError(
    'generation-missing',
    `“${summary.name}” has lived ${generation} generations, so there is no state after generation ${asked}.`,
    'Choose an earlier moment on the timeline; nothing was changed.',
  );
}
