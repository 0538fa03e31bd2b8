/** How a run becomes the present one: resumed from the store, begun anew, or out of a file. All of it is done in the queue. */
import { ExplainedError } from '../../base/errors.ts';
import type { Config } from '../../ecology/config/config.ts';
import { requireMemory, requireStorage, tightnessOf } from '../../ecology/world/needs.ts';
import { livesOn } from '../../ecology/world/rules.ts';
import type { World } from '../../ecology/world/world.ts';
import { presetOf } from '../../evaluation/presets.ts';
import { worldFoundedBy } from '../../exchange/adapters/founders.ts';
import { adaptersIn } from '../../exchange/adapters/given.ts';
import type { Host, HostMemory } from '../../host/index.ts';
import { importNotKept } from '../../record/file/import-errors.ts';
import type { CheckedRun, FoundRun } from '../../record/file/read-run.ts';
import type { RunSummary } from '../../record/store/store.ts';
import { FIRST_PRESET, type OpenOptions, type RunChoice } from '../contract.ts';
import type { Hosts } from '../hosts/host-shelf.ts';
import { needsHost, otherHost } from './notes.ts';
import { adoptRun, beginLiving, resumeRun, summaryOf, type LivingRun } from './living-run.ts';
import type { PresentRun } from './present-run.ts';
import { checkedConfig } from './tweaks.ts';

export interface OpenerParts {
  hosts: Hosts;
  /** ms since 1970 */
  now: () => number;
  /** The experiment files that come with the lab, by name. */
  presetTexts: ReadonlyMap<string, string>;
  /** A seed that nobody has chosen, for a first run whose page named none. */
  freshSeed: () => string;
  /** What the device says that it has of memory; null when it does not say. */
  deviceBytes: number | null;
}

/** A run that is to be begun. */
interface Beginning {
  name?: string | undefined;
  seed: string;
  config: Config;
  /** What its parameters become once its model is there, such as those of a world on tasks of one's own. */
  living?: ((config: Config, host: Host) => Config) | undefined;
  /** Name of its model; the one in use unless told, at first the lab's own. */
  host?: string | undefined;
  /** Files of adapters that are its first founders, by their paths. */
  founders?: ReadonlyMap<string, Uint8Array> | undefined;
}

const asItIs = (config: Config): Config => config;

export class RunOpener {
  readonly #parts: OpenerParts;
  readonly #present: PresentRun;

  constructor(parts: OpenerParts, present: PresentRun) {
    this.#parts = parts;
    this.#present = present;
  }

  /**
   * Opens the run asked for, else the newest that can be opened, else the first one anew.
   * @returns why not on the model asked for, where it was done without
   */
  async open(options: Partial<OpenOptions>): Promise<ExplainedError | null> {
    void this.#parts.hosts.clear();
    try {
      await this.resumeOrBegin(options);
      return null;
    } catch (thrown) {
      if (options.host === undefined || !(thrown instanceof ExplainedError)) throw thrown;
      await this.resumeOrBegin({ ...options, host: undefined });
      return thrown;
    }
  }

  /** The run that was present before goes on, on its model as it is now. */
  async goOn(run: LivingRun): Promise<null> {
    const { device } = this.#present;
    await device.take(device.name!, (host) => {
      run.engine.replaceHost(host);
      this.#present.set(run);
    });
    return null;
  }

  async resumeOrBegin({ runId, seed, config, host }: Partial<OpenOptions>): Promise<void> {
    if (await this.#resumeAny(runId, host)) return;
    const { presetTexts, freshSeed } = this.#parts;
    const first = config ? checkedConfig(config) : presetOf(presetTexts.get(FIRST_PRESET)!, presetTexts).config;
    await this.begin({ seed: seed ?? freshSeed(), config: first, host });
  }

  /** Throws LabError `run-newer`, `run-other-host`, `run-needs-host`, `journal-damaged`, or what loading a model throws. */
  async resume(id: string, choice?: RunChoice): Promise<void> {
    const { keeper, device } = this.#present;
    const summary = (await keeper!.runs()).find((run) => run.id === id);
    const checkpoint = await keeper!.world(id);
    const hostName = await this.hostFor(checkpoint.world, `“${summary!.name}”`, choice);
    await device.take(hostName, (host) => this.#present.set(resumeRun(summary!, checkpoint, host)));
  }

  /** Throws LabError `run-too-large` or `tasks-few`, what loading a model throws, or what reading adapters and founding a world on them throw. */
  async begin({ name, seed, config, living = asItIs, host: hostName, founders }: Beginning): Promise<void> {
    const { device } = this.#present;
    // A first world begins wherever it can, if need be in memory.
    const room = this.#present.run && (await this.#parts.hosts.room());
    const plan = (memory: HostMemory, isOpen: boolean, planned = config): void => {
      requireMemory(planned, memory, isOpen);
      requireStorage(planned, memory, room);
    };
    const { deviceBytes } = this.#parts;
    const facts = { name: name?.trim() || `World ${seed}`, seed };
    await device.take(
      hostName ?? device.name ?? this.#parts.hosts.builtIn,
      (host) => {
        const lived = living(config, host);
        if (lived !== config) plan(host.memory, true, lived);
        for (const sentence of tightnessOf(lived, host.memory, { room, deviceBytes })) this.#present.note(sentence);
        const given = founders ? adaptersIn(founders, host.sites, 'what was given') : [];
        const founding = { ...facts, config: worldFoundedBy(lived, given), founders: given };
        return this.#present.begin(beginLiving({ ...founding, host, savedAt: this.now() }));
      },
      plan,
    );
  }

  /** What a run out of a file will be called here. */
  summaryOf(found: FoundRun): RunSummary {
    return summaryOf(found, this.now());
  }

  /** A run whose parts are all staged. Throws LabError `import-no-room`, `import-not-kept` or `run-conflict`. */
  async adopt(summary: RunSummary, checked: CheckedRun, host: Host): Promise<void> {
    this.#present.pause();
    // The run that was open was written to while this one was read; from now on this one is the newest.
    const run = adoptRun({ ...summary, savedAt: this.now() }, checked, host);
    await this.#present.keeper!.commit({ summary: run.summary, world: checked.world }).catch((thrown: unknown) => {
      throw importNotKept(thrown);
    });
    this.#present.set(run);
  }

  /**
   * Name of the model that a world lives on. Throws LabError `run-other-host` where it is not at hand, and
   * `run-needs-host` where another one is in use and it is not to be loaded.
   * @param whose  the run, as a sentence begins with it
   */
  async hostFor(
    world: Pick<World, 'host' | 'rules'>,
    whose: string,
    { loadHost = false }: RunChoice = {},
  ): Promise<string> {
    const { name: inUse, host } = this.#present.device;
    if (inUse !== null && host && livesOn(world, host.identity)) return inUse;
    const found = await this.#parts.hosts.find(world);
    if (found === null || found === inUse) throw otherHost(whose, world.host.name, host?.identity.name);
    if (host && !loadHost) throw needsHost(whose, found);
    return found;
  }

  /**
   * The run asked for, else the newest that can be opened, of those that live on a model where one is named; says whether
   * there was one. Others stay, with a note.
   */
  async #resumeAny(runId: string | undefined, hostName: string | undefined): Promise<boolean> {
    const runs = await this.#present.keeper!.runs();
    const others = runs.filter((run) => run.id !== runId && (hostName === undefined || run.hostName === hostName));
    for (const { id, name } of [...runs.filter((run) => run.id === runId), ...others]) {
      try {
        await this.resume(id, { loadHost: true });
        return true;
      } catch (thrown) {
        if (!(thrown instanceof ExplainedError)) throw thrown;
        this.#present.note(`“${name}” could not be opened: ${thrown.sentence}`);
      }
    }
    return false;
  }

  /** ms since 1970, whole */
  now(): number {
    return Math.floor(this.#parts.now());
  }
}
