/** What the lab sees in the models that were open: each is looked into once. */
import { reportOn, type Host, type HostReport } from '../../host/index.ts';

export class Reports {
  readonly #known = new WeakMap<Host, HostReport>();

  /** The report on a host that is open; its training graph is made and counted, and no pass is run. Throws what `reportOn` throws. */
  async on(host: Host, onProgress: (doing: string) => void): Promise<HostReport> {
    const report = this.#known.get(host) ?? (await reportOn(host, { onProgress }));
    this.#known.set(host, report);
    return report;
  }
}
