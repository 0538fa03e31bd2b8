/** How a run that somebody gives becomes the present one: fetched, checked whole, and only then opened. */
import { hashJson } from '../../base/hash.ts';
import type { FoundRun, HostFacts } from '../../record/file/read-run.ts';
import { stageRun } from '../../record/file/staged-run.ts';
import type { RunSummary } from '../../record/store/store.ts';
import type { GivenRun, RunChoice } from '../contract.ts';
import type { PresentRun } from '../present/present-run.ts';
import { Newest } from '../present/run-loop.ts';
import type { RunOpener } from '../present/run-opener.ts';
import type { Standing } from '../present/standing.ts';
import { bytesOfRun, findRun, naming } from './given-run.ts';

/** What the importing needs of the other commands about runs. */
interface RunDoors {
  /** Does this instead of the generation under way. */
  replace: (task: () => Promise<void>) => Promise<void>;
  open: (id: string, choice: RunChoice) => Promise<void>;
}

/** Progress is told when it has grown by this share. */
const STEP = 0.01;

export class Importing {
  readonly #present: PresentRun;
  readonly #opener: RunOpener;
  readonly #standing: Standing;
  readonly #doors: RunDoors;
  readonly #newest = new Newest();

  constructor(present: PresentRun, opener: RunOpener, standing: Standing, doors: RunDoors) {
    this.#present = present;
    this.#opener = opener;
    this.#standing = standing;
    this.#doors = doors;
  }

  /** See `LabCommands.importRun`. */
  async import(given: GivenRun, choice?: RunChoice): Promise<boolean> {
    this.#standing.owned();
    const { status } = this.#present;
    const isOpen = await this.#newest.run(async (signal) => {
      try {
        await naming(given, () => this.#open(given, choice, signal));
        return true;
      } finally {
        status.activity(null);
      }
    });
    return isOpen ?? false;
  }

  stop(): void {
    this.#newest.giveUp();
  }

  async #open(given: GivenRun, choice: RunChoice | undefined, signal: AbortSignal): Promise<void> {
    const { device } = this.#present;
    const isFetched = 'address' in given;
    if (isFetched) this.#present.status.activity('Fetching the run');
    const found = await findRun(given, { signal, onFetched: this.#teller('Fetching the run') });
    signal.throwIfAborted();
    const known = isFetched ? await this.#known(found) : null;
    if (known) return this.#doors.open(known.id, { loadHost: true });
    const hostName = await this.#opener.hostFor(found.world, `The run in “${given.name}”`, choice);
    const summary = this.#opener.summaryOf(found);
    const read = (host: HostFacts) => this.#read(found, host, summary.id, signal);
    // Whatever can be checked before the run that is open is disturbed is checked before.
    const early = device.name === hostName && device.host ? await read(device.host) : null;
    let isIn = false;
    try {
      await this.#doors.replace(() =>
        device.take(hostName, async (host) => {
          await this.#opener.adopt(summary, early ?? (await read(host)), host);
          isIn = true;
        }),
      );
    } catch (thrown) {
      if (!isIn) await this.#present.keeper!.abandon(summary.id).catch(() => undefined); // it is swept later
      throw thrown;
    }
  }

  /** Checks it, with all its parts staged. */
  #read(found: FoundRun, host: HostFacts, id: string, signal: AbortSignal) {
    const total = bytesOfRun(found);
    const tell = this.#teller('Checking the run');
    this.#present.status.activity('Checking the run');
    let done = 0;
    const onRead = (bytes: number) => {
      done += bytes;
      if (total !== null) tell(done / total);
    };
    return stageRun(found, host, { store: this.#present.keeper!, id, signal, onRead });
  }

  /** A run that is here and went through the state that was found, wherever it is by now. */
  async #known({ rawWorld, world, claims }: FoundRun): Promise<RunSummary | null> {
    const { keeper } = this.#standing.owned();
    const { generation } = world;
    const stateHash = hashJson(rawWorld);
    for (const run of await keeper.runs()) {
      if (run.seed !== claims.seed || run.generations < generation) continue;
      const [page] = await keeper.records(run.id, generation, generation);
      if (page?.events.some((event) => event.type === 'generation-ended' && event.stateHash === stateHash)) return run;
    }
    return null;
  }

  #teller(doing: string): (share: number) => void {
    let told = 0;
    return (share) => {
      if (share < told + STEP) return;
      told = share;
      this.#present.status.activity(doing, Math.min(1, share));
    };
  }
}
