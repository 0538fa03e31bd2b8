/** Keeps the series of the chosen line in the page's state: read anew when another line is chosen, extended as the run goes on. */
import { reportOf } from '../../../core/errors.ts';
import type { LabCommands } from '../../../lab/contract.ts';
import { foldRecord } from '../../../record/fold/fold.ts';
import type { View } from '../../../record/fold/view.ts';
import { extendedLine, linePoint, NO_LINE } from '../../../record/fold/line.ts';
import type { PageStore } from '../state.ts';

/** Generations read in one go; the charts draw what is there after each. */
const CHUNK = 100;

export class LineFollower {
  readonly #store: PageStore;
  readonly #lab: Pick<LabCommands, 'records'>;
  #view: View | null = null;
  #epoch = 0;
  #reading = false;

  constructor(store: PageStore, lab: Pick<LabCommands, 'records'>) {
    this.#store = store;
    this.#lab = lab;
    store.subscribe(({ group, live }, before) => {
      if (group !== before.group) this.#restart();
      else if (live !== before.live && group.size > 0) void this.#read(this.#epoch);
    });
  }

  #restart(): void {
    this.#epoch++;
    this.#view = null;
    this.#reading = false;
    const isChosen = this.#store.getState().group.size > 0;
    this.#store.setState({ line: isChosen ? NO_LINE : null });
    if (isChosen) void this.#read(this.#epoch);
  }

  /** Up to the newest generation that the page knows. */
  async #read(epoch: number): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      for (;;) {
        const from = (this.#view?.generation ?? -1) + 1;
        const last = this.#store.getState().live?.generation ?? -1;
        if (from > last) break;
        const records = await this.#lab.records(from, Math.min(last, from + CHUNK - 1));
        if (epoch !== this.#epoch) return;
        if (records.length === 0) break;
        const { group } = this.#store.getState();
        const points = records.map((record) => {
          this.#view = foldRecord(this.#view, record);
          return linePoint(this.#view, record, group);
        });
        this.#store.setState(({ line }) => ({ line: extendedLine(line ?? NO_LINE, points) }));
      }
    } catch (thrown) {
      if (epoch !== this.#epoch) return;
      this.#view = null; // what is read next begins anew
      this.#store.setState({ problem: reportOf(thrown), line: null });
    } finally {
      if (epoch === this.#epoch) this.#reading = false;
    }
  }
}
