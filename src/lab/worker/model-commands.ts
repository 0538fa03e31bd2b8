/** What the page may ask about models: which are at hand, one more, one less, and what is seen in the one that is open. */
import type { GivenFile, HostChoice, HostReport, HubDownload, HubOffer, HubRequest } from '../contract.ts';
import type { AddOptions, Hosts } from '../hosts/host-shelf.ts';
import type { PresentRun } from '../present/present-run.ts';
import { Newest, Queue } from '../present/run-loop.ts';
import type { Standing } from '../present/standing.ts';
import { modelInUse } from './lab-words.ts';
import { Reports } from './reports.ts';

export class ModelCommands {
  readonly #hosts: Hosts;
  readonly #present: PresentRun;
  readonly #standing: Standing;
  readonly #reports = new Reports();
  readonly #newest = new Newest();
  /** Models are added one at a time, while the run goes on. */
  readonly #additions = new Queue();

  constructor(hosts: Hosts, present: PresentRun, standing: Standing) {
    this.#hosts = hosts;
    this.#present = present;
    this.#standing = standing;
  }

  list(): Promise<HostChoice[]> {
    return this.#hosts.list();
  }

  /** See `LabCommands.addHost`. */
  add(files: readonly GivenFile[]): Promise<HostChoice | null> {
    return this.#bring((options) => this.#hosts.add(files, options));
  }

  /** See `LabCommands.getHost`. */
  get(request: HubRequest & { graph: string }): Promise<HostChoice | null> {
    return this.#bring((options) => this.#hosts.get(request, options));
  }

  stopAdding(): void {
    this.#newest.giveUp();
  }

  /** See `LabCommands.lookUpHost`. */
  async lookUp(request: HubRequest): Promise<HubOffer> {
    this.#standing.owned();
    const onProcessor = this.#present.device.prefer === 'wasm';
    return this.#hosts.downloads.lookUp(request, new AbortController().signal, onProcessor);
  }

  /** See `LabCommands.downloads`. */
  downloads(): Promise<HubDownload[]> {
    return this.#hosts.downloads.begun();
  }

  /** See `LabCommands.deleteDownload`. */
  async deleteDownload(id: string): Promise<void> {
    this.#standing.owned();
    await this.#additions.run(() => this.#hosts.downloads.forget(id));
  }

  /** See `LabCommands.deleteHost`. */
  async delete(name: string): Promise<void> {
    this.#standing.owned();
    await this.#present.queue.run(async () => {
      const inUse = (await this.#hosts.list()).find((each) => each.name === this.#present.device.name);
      if (inUse?.model === name) throw modelInUse(name);
      await this.#hosts.delete(name);
    });
  }

  /** See `LabCommands.aboutHost`. */
  async about(): Promise<HostReport> {
    this.#standing.owned();
    const present = this.#present;
    const tell = (doing: string) => present.status.activity(doing);
    return present.queue.run(async () => {
      try {
        return await present.onDevice(() => this.#reports.on(this.#standing.owned().run.engine.host, tell));
      } finally {
        present.status.activity(null);
      }
    });
  }

  /** Does it, telling how it goes; null when it was given up. Only the tab that owns the lab may. */
  async #bring(work: (options: AddOptions) => Promise<HostChoice>): Promise<HostChoice | null> {
    this.#standing.owned();
    const { status } = this.#present;
    const tell = status.activity.bind(status);
    return this.#newest.run((signal) =>
      this.#additions.run(async () => {
        const untie = this.#present.tie();
        try {
          signal.throwIfAborted();
          return await work({ tell, signal });
        } finally {
          untie();
          status.activity(null);
        }
      }),
    );
  }
}
