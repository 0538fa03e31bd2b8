/** How a run becomes the present one: resumed from the store, begun anew, or out of a file. All of it is done in the queue. */
import { ExplainedError } from '../../base/errors.ts';
import type { Config } from '../../ecology/config/config.ts';
import { presetOf } from '../../evaluation/presets.ts';
import type { Host } from '../../host/index.ts';
import type { ImportedRun } from '../../record/file/evolora-file.ts';
import { FIRST_PRESET, type OpenOptions } from '../contract.ts';
import { adoptRun, beginLiving, resumeRun, type NewLivingRun } from './living-run.ts';
import type { PresentRun } from './present-run.ts';
import { checkedConfig } from './tweaks.ts';

export interface OpenerParts {
  /** ms since 1970 */
  now: () => number;
  /** The experiment files that come with the lab, by name. */
  presetTexts: ReadonlyMap<string, string>;
  /** A seed that nobody has chosen, for a first run whose page named none. */
  freshSeed: () => string;
}

export class RunOpener {
  readonly #parts: OpenerParts;
  readonly #present: PresentRun;

  constructor(parts: OpenerParts, present: PresentRun) {
    this.#parts = parts;
    this.#present = present;
  }

  /** The run asked for, else the newest that can be opened, else the first one anew. */
  async resumeOrBegin({ runId, seed, config }: Partial<OpenOptions>): Promise<void> {
    if (await this.#resumeAny(runId)) return;
    const { presetTexts, freshSeed } = this.#parts;
    const first = config ? checkedConfig(config) : presetOf(presetTexts.get(FIRST_PRESET)!, presetTexts).config;
    await this.begin(undefined, seed ?? freshSeed(), first);
  }

  async resume(id: string): Promise<void> {
    const { keeper, device } = this.#present;
    const summary = (await keeper!.runs()).find((run) => run.id === id);
    const checkpoint = await keeper!.world(id);
    this.#present.set(resumeRun(summary!, checkpoint, await device.load()));
  }

  async begin(name: string | undefined, seed: string, config: Config): Promise<void> {
    const host = await this.#present.device.load();
    await this.#create(
      beginLiving({ name: name?.trim() || `World ${seed}`, seed, config, host, savedAt: this.#now() }),
    );
  }

  async adopt(imported: ImportedRun, host: Host): Promise<void> {
    await this.#create(adoptRun(imported, host, this.#now()));
  }

  /** The run asked for, else the newest that can be opened; says whether there was one. Others stay, with a note. */
  async #resumeAny(runId: string | undefined): Promise<boolean> {
    const runs = await this.#present.keeper!.runs();
    const order = [...runs.filter(({ id }) => id === runId), ...runs.filter(({ id }) => id !== runId)];
    for (const { id, name } of order) {
      try {
        await this.resume(id);
        return true;
      } catch (thrown) {
        if (!(thrown instanceof ExplainedError)) throw thrown;
        this.#present.note(`“${name}” could not be opened: ${thrown.sentence}`);
      }
    }
    return false;
  }

  async #create({ run, created }: NewLivingRun): Promise<void> {
    await this.#present.keeper!.create(created);
    this.#present.set(run);
  }

  #now(): number {
    return Math.floor(this.#parts.now());
  }
}
