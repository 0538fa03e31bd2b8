/**
 * How this tab stands to the lab: it owns the present run, or it looks on while another tab does. Said when the lab is
 * opened, and again when somebody tries again or takes over.
 */
import type { ExplainedError } from '../../base/errors.ts';
import { LabError, reportOf, type ErrorReport } from '../../core/errors.ts';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import { MemoryStore } from '../../record/store/store-memory.ts';
import type { IntakeStore } from '../../record/store/intake.ts';
import type { Checkpoint, RunStore, RunSummary } from '../../record/store/store.ts';
import type { LabMessage, OpenOptions } from '../contract.ts';
import type { Owner } from '../ownership.ts';
import type { Keeper } from './keeper.ts';
import { NOTES } from './notes.ts';
import type { LivingRun } from './living-run.ts';
import type { PresentRun } from './present-run.ts';
import type { RunOpener } from './run-opener.ts';
import { otherTab, Viewer, type Channel } from './viewer.ts';

export interface StandingParts {
  /** May reject with LabError `storage-refused` or `storage-newer`; the lab then lives in memory. */
  openStore: () => Promise<IntakeStore>;
  post: (message: LabMessage) => void;
  ownership: Owner;
  channel: Channel | null;
}

export class Standing {
  readonly #parts: StandingParts;
  readonly #present: PresentRun;
  readonly #opener: RunOpener;
  #store: IntakeStore | null = null;
  #refusal: ErrorReport | null = null;
  #viewer: Viewer | null = null;

  constructor(parts: StandingParts, present: PresentRun, opener: RunOpener) {
    this.#parts = parts;
    this.#present = present;
    this.#opener = opener;
  }

  /**
   * Owns the lab with a run in it, or looks on. In the queue only.
   * @returns why the model asked for could not be had, where the lab is open without it
   */
  async open(options: OpenOptions): Promise<ExplainedError | null> {
    const { status, device, run } = this.#present;
    status.activity('Opening the store');
    const owner = await this.#parts.ownership.claim();
    this.#store ??= await this.#openStore();
    if (!owner) {
      await this.#lookOn(this.#store);
      return null;
    }
    this.#viewer = null;
    if (this.#parts.channel) this.#parts.channel.onmessage = null;
    this.#present.keepIn(this.#store, this.#refusal);
    if (!run) await this.#store.sweep().catch(() => undefined); // it is tried again at the next opening
    status.set({ canTakeOver: false, activity: { text: 'Loading the model', progress: null } });
    const { left } = options;
    device.begin(options.prefer, left?.losses);
    const refusal = run ? await this.#opener.goOn(run) : await this.#opener.open(options);
    if (left && this.#present.run!.id === options.runId) await this.#present.takeOver(left);
    if (options.autoplay && !this.#present.run!.extinct) this.#present.play();
    return refusal;
  }

  /** The run and its keeper, for commands that only the owner may give. Throws LabError `other-tab` or `not-open`. */
  owned(): { run: LivingRun; keeper: Keeper } {
    if (this.#viewer) throw otherTab();
    const { run, keeper } = this.#present;
    if (run && keeper) return { run, keeper };
    throw new LabError('not-open', 'The lab is still starting.', 'Wait a moment and try again.');
  }

  async runs(): Promise<RunSummary[]> {
    return (await (this.#present.keeper?.runs() ?? this.#store?.listRuns())) ?? [];
  }

  /** Pages of the run that is present or in view. */
  async records(from: number, to: number): Promise<GenerationRecord[]> {
    const id = this.#viewer ? this.#viewer.run?.id : this.#present.run?.id;
    const source = this.#viewer ?? this.#present.keeper;
    return id === undefined || !source ? [] : source.records(id, from, to);
  }

  /** The run that is present or in view, with its newest state. */
  async newest(): Promise<{ summary: RunSummary; state: Checkpoint }> {
    const seen = this.#viewer?.run;
    if (seen) return { summary: seen, state: await this.#store!.readWorld(seen.id) };
    const { run } = this.owned();
    return { summary: run.summary, state: { world: run.engine.world, blobs: run.blobs() } };
  }

  async #openStore(): Promise<IntakeStore> {
    try {
      return await this.#parts.openStore();
    } catch (thrown) {
      this.#refusal = reportOf(thrown);
      return new MemoryStore();
    }
  }

  /** Another tab owns the lab. */
  async #lookOn(store: RunStore): Promise<void> {
    const viewer = new Viewer(store);
    this.#viewer = viewer;
    await viewer.follow(this.#parts.channel, (message) => {
      this.#parts.post(message);
      if (message.kind !== 'amended') void this.#tellSaved(store);
    });
    const { run } = viewer;
    this.#present.status.set({
      phase: 'viewing',
      activity: null,
      notes: [NOTES.viewing],
      runId: run?.id ?? null,
      hostName: run?.hostName ?? '',
      savedGeneration: run?.generations ?? null,
    });
    void this.#parts.ownership.whenFree().then(() => {
      if (this.#viewer) this.#present.status.set({ notes: [NOTES.free], canTakeOver: true });
    });
  }

  /** How far the run in view is saved. */
  async #tellSaved(store: RunStore): Promise<void> {
    const saved = (await store.listRuns()).find(({ id }) => id === this.#viewer?.run?.id);
    if (!this.#viewer) return;
    this.#present.status.set({ runId: saved?.id ?? null, savedGeneration: saved?.generations ?? null });
  }
}
