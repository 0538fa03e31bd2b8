/** Adapters on their way out of the open run: which there are, and several of them made one, which is measured before it is given. */
import { carriedAdapters } from '../../exchange/adapters/chosen.ts';
import { mergedAdapter, mergedFiles } from '../../exchange/adapters/merged.ts';
import { zipped } from '../../exchange/packed.ts';
import { foldRecord } from '../../record/fold/fold.ts';
import type { View } from '../../record/fold/view.ts';
import type { WholeRun } from '../../exchange/run.ts';
import type { CarriedWords, MergedExport, MergeRequest } from '../contract.ts';
import type { PresentRun } from '../present/present-run.ts';
import type { Standing } from '../present/standing.ts';
import { checkRank, fileNameOf } from './lab-words.ts';
import type { Measuring } from './measuring.ts';

export class Merging {
  readonly #present: PresentRun;
  readonly #standing: Standing;
  readonly #measuring: Measuring;

  constructor(present: PresentRun, standing: Standing, measuring: Measuring) {
    this.#present = present;
    this.#standing = standing;
    this.#measuring = measuring;
  }

  /** See `LabCommands.carriedAdapters`. */
  list(): Promise<CarriedWords[]> {
    return this.#present.queue.run(async () =>
      carriedAdapters(await this.#whole(), 'all').map(({ slug, rank, organelle, living, elites, answers }) => ({
        slug,
        name: organelle.name,
        rank,
        living,
        elites: elites.length,
        cells: answers.map(({ cell }) => cell),
      })),
    );
  }

  /** See `LabCommands.mergeAdapters`. */
  async merge({ which, rank, base }: MergeRequest): Promise<MergedExport | null> {
    checkRank(rank);
    return this.#measuring.aside('Merging adapters', async (signal) => {
      const { status, breathe } = this.#present;
      const { run } = this.#standing.owned();
      const whole = await this.#whole();
      const parts = carriedAdapters(whole, which);
      const { sites } = run.engine.host;
      const adapter = await mergedAdapter(whole, parts, sites, rank, {
        signal,
        breathe,
        onProgress: (share) => status.activity('Merging adapters', share),
      });
      const guests = [{ name: 'merged', adapter }];
      const measurement = await this.#measuring.scored(
        { file: null, tasks: null, guests },
        'Measuring them as one',
        signal,
      );
      const { scores, tasks } = measurement;
      const repository = base ?? { repository: whole.view.run.host.name };
      const bytes = zipped(mergedFiles(whole, { adapter, sites, parts, base: repository, scores, tasks }));
      const fileName = fileNameOf(run.summary.name, run.generation).replace(/\.evolora$/, `-merged-${rank}.zip`);
      return { fileName, bytes, rank, parts: parts.length, measurement };
    });
  }

  async #whole(): Promise<WholeRun> {
    const { state } = await this.#standing.newest();
    const records = await this.#standing.records(0, state.world.generation);
    const view = records.reduce<View | null>(foldRecord, null)!;
    return { ...state, records, view };
  }
}
