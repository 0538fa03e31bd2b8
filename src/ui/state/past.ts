/**
 * The moment on screen. Replay is the fold of a prefix of the journal: the nearest kept view plus the records up to the
 * moment asked for. Being in the past changes nothing in the world; it may go on meanwhile.
 */
import { LabError, reportOf } from '../../core/errors.ts';
import { foldRecord } from '../../record/fold/fold.ts';
import type { View } from '../../record/fold/view.ts';
import type { Journal } from './journal.ts';
import type { Snapshots } from './snapshots.ts';
import type { PageStore } from './state.ts';

/** So often at most is the past shown anew while it plays, times a second; faster, generations are left out. */
const MOST_SHOWN = 25;

export class Past {
  #store: PageStore;
  #journal: Journal;
  #snapshots: Snapshots;
  #wanted: number | null = null;
  #showing = false;
  #epoch = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: PageStore, journal: Journal, snapshots: Snapshots) {
    this.#store = store;
    this.#journal = journal;
    this.#snapshots = snapshots;
  }

  /** Another run is open: back to its present, whatever is still being read. */
  forget(): void {
    this.#epoch++;
    this.goLive();
  }

  /** Shows a past generation; at or beyond the newest one the page goes live. */
  async goTo(generation: number): Promise<void> {
    const { live } = this.#store.getState();
    if (!live || generation >= live.generation) return this.goLive();
    this.#wanted = Math.max(0, Math.round(generation));
    this.#store.setState({ past: this.#wanted });
    if (this.#showing) return;
    this.#showing = true;
    try {
      // A dragged slider asks many times; only the newest wish counts.
      for (let wanted: number | null = this.#wanted; wanted !== null;) {
        const epoch = this.#epoch;
        const view = await this.#viewAt(wanted);
        if (epoch === this.#epoch && this.#store.getState().past !== null) this.#store.setState({ shown: view });
        wanted = this.#wanted === wanted ? null : this.#wanted;
      }
    } catch (thrown) {
      this.#store.setState({ problem: reportOf(thrown) });
      this.goLive();
    } finally {
      this.#showing = false;
    }
  }

  async #viewAt(generation: number): Promise<View> {
    const { shown } = this.#store.getState();
    let view = this.#snapshots.before(generation);
    if (shown && shown.generation <= generation && shown.generation > (view?.generation ?? -1)) view = shown;
    const from = (view?.generation ?? -1) + 1;
    if (from <= generation) {
      for (const record of await this.#journal.read(from, generation)) view = foldRecord(view, record);
    }
    if (!view || view.generation !== generation) {
      throw new LabError(
        'generation-missing',
        `Generation ${generation} could not be read from the journal, so it cannot be shown. The run itself is unharmed.`,
        'Go back to live, or reload the page and try again.',
      );
    }
    return view;
  }

  /** Back to the newest generation. */
  goLive(): void {
    this.stop();
    this.#wanted = null;
    this.#store.setState((state) => ({ past: null, shown: state.live }));
  }

  /** Stops playing the past; it stays on screen. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#store.setState({ replaying: false });
  }

  /** Plays the past forward until it meets the present. */
  replay(): void {
    this.#store.setState({ replaying: true });
    const advance = async () => {
      const { past } = this.#store.getState();
      if (past === null) return;
      const { replaySpeed } = this.#store.getState();
      await this.goTo(past + Math.max(1, Math.round(replaySpeed / MOST_SHOWN)));
      const state = this.#store.getState();
      if (!state.replaying || state.past === null) return;
      this.#timer = setTimeout(() => void advance(), 1000 / Math.min(MOST_SHOWN, replaySpeed));
    };
    void advance();
  }
}
