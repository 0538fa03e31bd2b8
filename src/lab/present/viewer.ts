/**
 * The lab in a tab that may only look on: no model, no world; it reads the journal that the owner writes and passes on
 * what the owner says over the channel.
 */
import { LabError } from '../../core/errors.ts';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import type { RunStore, RunSummary } from '../../record/store/store.ts';
import type { LabMessage } from '../contract.ts';

/** What the owner tells the other tabs. */
export type SharedMessage = Extract<LabMessage, { kind: 'run' | 'record' | 'amended' }>;

/** The part of a BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: SharedMessage): void;
  onmessage: ((event: MessageEvent<SharedMessage>) => void) | null;
}

export function otherTab(): LabError {
  return new LabError(
    'other-tab',
    'The lab is running in another tab; this one only looks on.',
    'Use the other tab, or close it and take over here.',
  );
}

export class Viewer {
  readonly #store: RunStore;
  #run: RunSummary | null = null;

  constructor(store: RunStore) {
    this.#store = store;
  }

  get run(): RunSummary | null {
    return this.#run;
  }

  /** Tells of the newest run, then of all that the owner says. */
  async follow(channel: Channel | null, tell: (message: SharedMessage) => void): Promise<void> {
    const [newest] = await this.#store.listRuns();
    if (newest) {
      this.#run = newest;
      tell({ kind: 'run', run: newest });
    }
    if (!channel) return;
    channel.onmessage = ({ data }) => {
      if (data.kind === 'run') this.#run = data.run;
      else if (!this.#run) return;
      else if (data.kind === 'record' && data.runId === this.#run.id) {
        this.#run = { ...this.#run, generations: data.record.generation };
      }
      tell(data);
    };
  }

  /** Pages of a run; none while the owner has not saved it. */
  async records(id: string, from: number, to: number): Promise<GenerationRecord[]> {
    return this.#store.readRecords(id, from, to).catch((thrown: unknown) => {
      if (thrown instanceof LabError && thrown.code === 'run-unknown') return [];
      throw thrown;
    });
  }
}
