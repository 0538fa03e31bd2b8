/** Models that are brought to the lab, from a folder or by their name, one at a time, while the run goes on; and let go again. */
import type { GivenFile, HostChoice, HubOffer, HubRequest } from '../contract.ts';
import type { AddOptions, Hosts } from '../hosts/host-shelf.ts';
import { modelInUse } from './lab-words.ts';
import { Newest } from './newest.ts';
import type { PresentRun } from './present-run.ts';
import { Queue } from './run-loop.ts';
import type { Standing } from './standing.ts';

export class Bringing {
  readonly #hosts: Hosts;
  readonly #present: PresentRun;
  readonly #standing: Standing;
  readonly #newest = new Newest();
  readonly #queue = new Queue();

  constructor(hosts: Hosts, present: PresentRun, standing: Standing) {
    this.#hosts = hosts;
    this.#present = present;
    this.#standing = standing;
  }

  add(files: readonly GivenFile[]): Promise<HostChoice | null> {
    return this.#bring((options) => this.#hosts.add(files, options));
  }

  get(request: HubRequest & { graph: string }): Promise<HostChoice | null> {
    return this.#bring((options) => this.#hosts.get(request, options));
  }

  async lookUp(request: HubRequest): Promise<HubOffer> {
    this.#standing.owned();
    return this.#hosts.downloads.lookUp(request, new AbortController().signal);
  }

  async forget(id: string): Promise<void> {
    this.#standing.owned();
    await this.#queue.run(() => this.#hosts.downloads.forget(id));
  }

  giveUp(): void {
    this.#newest.giveUp();
  }

  /** Throws LabError `model-in-use` for that of the run that is open. */
  async delete(name: string): Promise<void> {
    this.#standing.owned();
    await this.#present.queue.run(async () => {
      const inUse = (await this.#hosts.list()).find((each) => each.name === this.#present.device.name);
      if (inUse?.model === name) throw modelInUse(name);
      await this.#hosts.delete(name);
    });
  }

  /** Does it, telling how it goes; null when it was given up. Only the tab that owns the lab may. */
  async #bring(work: (options: AddOptions) => Promise<HostChoice>): Promise<HostChoice | null> {
    this.#standing.owned();
    const { status } = this.#present;
    const tell = status.activity.bind(status);
    return this.#newest.run((signal) =>
      this.#queue.run(async () => {
        try {
          signal.throwIfAborted();
          return await work({ tell, signal });
        } finally {
          status.activity(null);
        }
      }),
    );
  }
}
