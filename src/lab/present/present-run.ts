/**
 * The present run, the one that lives: moved on generation by generation, kept, and told of. Run, store and device are
 * touched by one task at a time, in one queue. How a run becomes the present one is in run-opener.ts.
 */
import { reportOf, type ErrorReport } from '../../core/errors.ts';
import type { Outcome } from '../../ecology/engine.ts';
import type { Thumb } from '../../ecology/organs/feedback.ts';
import type { Host } from '../../host/index.ts';
import type { Pasts } from '../../record/past/keeper-of-pasts.ts';
import type { IntakeStore } from '../../record/store/intake.ts';
import type { LabMessage, LeftOver } from '../contract.ts';
import { Interludes } from './breathe.ts';
import { Device, isLost, type OpenHost } from './device.ts';
import { Keeper, keepPast } from './keeper.ts';
import { MOST_UNSAVED, NOTES, olderRules } from './notes.ts';
import type { LivingRun, NewLivingRun } from './living-run.ts';
import { Queue, RunLoop } from './run-loop.ts';
import { StatusBoard } from '../status.ts';
import { Streams } from './streams.ts';
import { checkThumb, thumbOn } from './thumbs.ts';
import { withoutTaken, type Pending } from './tweaks.ts';
import type { SharedMessage } from './viewer.ts';

export interface PresentParts {
  openHost: OpenHost;
  /** To the page. */
  post: (message: LabMessage) => void;
  /** To the page and to the tabs that look on. */
  tell: (message: SharedMessage) => void;
  /** ms since 1970 */
  now: () => number;
  /** What is kept of runs' pasts. */
  pasts: Pasts;
  /** Whoever hears what is posted begins a fresh worker when it is told to `renew`. By default nobody does. */
  renews?: boolean;
}

export class PresentRun {
  readonly #parts: PresentParts;
  readonly pasts: Pasts;
  readonly status: StatusBoard;
  readonly queue = new Queue();
  readonly loop: RunLoop;
  readonly device: Device;
  readonly #streams: Streams;
  readonly #interludes = new Interludes();
  #keeper: Keeper | null = null;
  #refusal: ErrorReport | null = null;
  #run: LivingRun | null = null;
  #turn: Promise<void> | null = null;
  #thumbs: readonly Thumb[] = [];
  #abort = new AbortController();
  #notes: string[] = [];
  #ties = 0;

  constructor(parts: PresentParts) {
    this.#parts = parts;
    this.pasts = parts.pasts;
    this.status = new StatusBoard(parts.post);
    this.loop = new RunLoop(() => this.turn(), parts.now);
    this.device = new Device({
      open: parts.openHost,
      onProgress: (doing) => this.status.activity(doing),
      onLost: ({ givesWay }) => {
        parts.post({ kind: 'notice', notice: givesWay ? 'device-gave-way' : 'device-lost' });
        this.status.set({ phase: 'recovering', activity: { text: 'Building the model again', progress: null } });
      },
      onOver: () => this.status.set({ phase: this.#run ? this.#phase() : 'starting', activity: null }),
      renewal: () => this.#renewal(),
    });
    this.#streams = new Streams((texts) => parts.post({ kind: 'streaming', texts }), parts.now);
  }

  /** To the page and to the tabs that look on. */
  tell(message: SharedMessage): void {
    this.#parts.tell(message);
  }

  get run(): LivingRun | null {
    return this.#run;
  }

  /** Between two steps of long work on the device. */
  get breathe(): () => Promise<void> {
    return this.#interludes.breathe;
  }

  get keeper(): Keeper | null {
    return this.#keeper;
  }

  /** @param refusal why this store is not the lasting one */
  keepIn(store: IntakeStore, refusal: ErrorReport | null): void {
    this.#keeper ??= new Keeper(store);
    this.#refusal = refusal;
  }

  // ——— which run it is ———

  /** Gives up the generation under way and does this instead, when it is its turn in the queue. */
  replace(task: () => Promise<void>): Promise<void> {
    this.#abort.abort();
    return this.queue.run(async () => {
      this.#abort = new AbortController();
      this.#notes = [];
      await task();
    });
  }

  /** A run of its own is kept, and is the present one from now on. In the queue only. */
  async begin({ run, created }: NewLivingRun): Promise<void> {
    await this.#keeper!.create(created);
    await this.pasts.lived(run.id, run.engine);
    this.set(run);
  }

  /** From now on this is the present run. In the queue only. */
  set(run: LivingRun): void {
    const { host } = run.engine;
    this.#run = run;
    this.#thumbs = [];
    this.tell({ kind: 'run', run: run.summary });
    this.status.set({
      runId: run.id,
      hostName: host.identity.name,
      hostParameters: host.parameters,
      backend: host.backend.label,
      phase: this.#phase(),
      pending: {},
      thumbs: [],
      error: null,
      activity: null,
      ...this.status.speeds(null),
      ...this.#storage(),
    });
    if (run.extinct) this.#rest(NOTES.extinct);
  }

  /** One more sentence that the page shows with the run that comes next. */
  note(sentence: string): void {
    this.#notes = [...this.#notes.filter((other) => other !== sentence), sentence];
  }

  // ——— how it goes on ———

  play(): void {
    this.loop.play();
    this.status.set({ phase: 'playing', error: null, activity: null });
  }

  pause(): void {
    this.loop.pause();
    if (this.status.now.phase !== 'recovering') this.status.set({ phase: 'paused' });
  }

  /** Queues a thumb for the next generation. Throws LabError `feedback-off`, `answer-orphaned` or `thumb-given`. */
  thumb(thumb: Thumb): void {
    checkThumb(this.#run!.engine.world, this.#thumbs, thumb);
    this.#setThumbs([...this.#thumbs, thumb]);
  }

  /** What waited for the next generation in the worker before this one. */
  async takeOver({ pending, thumbs = [] }: LeftOver): Promise<void> {
    this.status.set({ pending });
    for (const { generation, index, thumb } of thumbs) {
      const [page] = await this.#keeper!.records(this.#run!.id, generation, generation);
      this.thumb(thumbOn(page, index, thumb));
    }
  }

  #setThumbs(thumbs: readonly Thumb[]): void {
    this.#thumbs = thumbs;
    this.status.set({ thumbs: thumbs.map(({ generation, index, thumb }) => ({ generation, index, thumb })) });
  }

  /** The next generation, when the queue comes to it. Whoever asks before it has ended waits for the same one. */
  turn(): Promise<void> {
    this.#turn ??= this.queue
      .run(() => this.#generation())
      .finally(() => {
        this.#turn = null;
      });
    return this.#turn;
  }

  /** One generation, kept and told. A failure pauses the lab and is in its status; the world is then as before. */
  async #generation(): Promise<void> {
    const run = this.#run;
    if (!run) return;
    const { signal } = this.#abort;
    const tweaks = this.status.now.pending;
    const thumbs = this.#thumbs;
    const { now } = this.#parts;
    this.#streams.clear();
    this.status.set({ underWay: { generation: run.generation + 1, tweaks } });
    try {
      const onStream = this.#streams.add.bind(this.#streams);
      const outcome = await this.onDevice(() =>
        run.engine.generation({ tweaks, thumbs, onStream, signal, breathe: this.breathe, now }),
      );
      await this.#take(run, outcome, tweaks);
      if (thumbs.length > 0) this.#setThumbs(this.#thumbs.filter((waiting) => !thumbs.includes(waiting)));
    } catch (thrown) {
      if (!signal.aborted) this.fail(thrown);
    } finally {
      this.status.set({ underWay: null });
    }
  }

  /** A question, answered at once; its texts are told to the page while they grow. Asked again where the device was lost. */
  async answer<T>(work: (onTexts: (texts: readonly string[]) => void) => Promise<T>): Promise<T> {
    const onTexts = (texts: readonly string[]) => this.#parts.post({ kind: 'answering', texts });
    const alone = () => this.onDevice(() => work(onTexts));
    try {
      return await this.#interludes.run(this.queue, (isBetween) => (isBetween ? work(onTexts) : alone()));
    } catch (thrown) {
      if (!isLost(thrown) || this.device.gaveWay) throw thrown;
      return this.queue.run(alone);
    }
  }

  /** Work on the device, done again when the device was lost in it. */
  async onDevice<T>(work: () => Promise<T>): Promise<T> {
    const onRebuilt = (host: Host) => {
      this.#run?.engine.replaceHost(host);
      const noted = this.#run ? this.#storage() : {};
      this.status.set({ phase: this.#phase(), activity: null, backend: host.backend.label, ...noted });
    };
    try {
      return await this.device.use(work, onRebuilt);
    } catch (thrown) {
      if (this.status.now.phase === 'recovering') this.fail(thrown);
      throw thrown;
    }
  }

  /** Something is begun that a fresh worker would know nothing of. @returns what ends it */
  tie(): () => void {
    this.#ties++;
    return () => void this.#ties--;
  }

  /** A fresh worker goes on from what is in the store, so that must be all. */
  #renewal(): ((losses: number) => Promise<never>) | null {
    const isKept = this.#keeper?.isWhole === true && this.#refusal === null;
    if (!this.#parts.renews || !isKept || this.#ties > 0) return null;
    return (losses) => {
      this.#parts.post({ kind: 'renew', losses, playing: this.loop.playing });
      return new Promise(() => undefined);
    };
  }

  fail(thrown: unknown): void {
    this.loop.pause();
    this.status.set({ phase: 'failed', error: reportOf(thrown), activity: null });
  }

  /** Says how it stands with the store. */
  tellStorage(): void {
    this.status.set(this.#storage());
  }

  async #take(run: LivingRun, outcome: Outcome, tweaks: Pending): Promise<void> {
    await this.#keeper!.append(run.id, run.step(outcome, Math.floor(this.#parts.now())));
    await keepPast(run, this.#keeper!, this.pasts);
    this.tell({ kind: 'record', runId: run.id, record: outcome.record });
    const pending = withoutTaken(this.status.now.pending, tweaks);
    const speeds = this.status.speeds(outcome.record.telemetry);
    this.status.set({ pending, ...speeds, ...this.#storage(), error: null });
    const unsaved = this.#refusal ? 0 : this.#keeper!.unsavedGenerations(run.id);
    if (run.extinct) this.#rest(NOTES.extinct);
    else if (unsaved > 0 && unsaved % MOST_UNSAVED === 0) this.#rest(NOTES.unsaved);
  }

  /** Pauses by itself and says why. */
  #rest(note: string): void {
    this.#notes = [...this.#notes.filter((other) => other !== note), note];
    this.loop.pause();
    this.status.set({ phase: 'paused', ...this.#storage() });
  }

  #phase(): 'playing' | 'paused' {
    return this.loop.playing ? 'playing' : 'paused';
  }

  #storage() {
    const [run, keeper] = [this.#run!, this.#keeper!];
    return {
      storageProblem: this.#refusal ?? keeper.problem,
      savedGeneration: this.#refusal ? null : keeper.savedGeneration(run.id, run.generation),
      notes: [
        ...run.engine.host.backend.notes,
        ...(this.device.gaveWay ? [NOTES.gaveWay] : []),
        ...this.#notes,
        ...olderRules(run.rules),
      ],
    };
  }
}
