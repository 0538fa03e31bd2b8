/**
 * Notices a worker that has fallen silent. It counts its own ticks instead of reading a clock, and only while the page is
 * visible: a sleeping laptop or a throttled background tab lets no ticks pass, so neither looks like a death.
 */
const TICK_MS = 1000;
/** A long call into the model keeps the worker's thread busy for seconds. */
const DEADLINE_TICKS = 20;
/** Loading and compiling a model takes longer, in one piece. */
const PATIENT_DEADLINE_TICKS = 180;
/**
 * A larger model is busy for longer in one piece: the graph that trains 135 million parameters is made in a minute, on a
 * processor that others need too. So many ticks are borne besides for every million.
 */
const TICKS_PER_MILLION = 2;

export class Heartbeat {
  readonly #onSilence: () => void;
  readonly #isVisible: () => boolean;
  #timer: ReturnType<typeof setInterval> | null = null;
  #silentTicks = 0;
  /** The worker may be busy for long. */
  patient = true;
  /** Parameters of the model that it holds. */
  modelParameters = 0;

  constructor(onSilence: () => void, isVisible: () => boolean = () => document.visibilityState === 'visible') {
    this.#onSilence = onSilence;
    this.#isVisible = isVisible;
  }

  begin(): void {
    this.stop();
    this.patient = true;
    this.#silentTicks = 0;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  beat(): void {
    this.#silentTicks = 0;
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #tick(): void {
    if (!this.#isVisible()) return this.beat();
    this.#silentTicks++;
    if (this.#silentTicks > this.#deadline) this.#onSilence();
  }

  get #deadline(): number {
    const busy = DEADLINE_TICKS + TICKS_PER_MILLION * (this.modelParameters / 1e6);
    return this.patient ? Math.max(busy, PATIENT_DEADLINE_TICKS) : busy;
  }
}
