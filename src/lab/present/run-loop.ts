/**
 * The clock of a run: turns one after another while it plays, none while it is paused, at most so many in a second. Turns
 * and everything else that touches the world wait for each other in one queue.
 */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task when all before it are done, however they ended. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const next = this.#last.then(task, task);
    this.#last = next.catch(() => undefined);
    return next;
  }
}

export class RunLoop {
  readonly #turn: () => Promise<void>;
  readonly #now: () => number;
  #playing = false;
  #looping = false;
  #speed = Infinity;
  #wake: () => void = () => undefined;

  /**
   * @param turn one generation; it handles its own failures, and calls `pause` when there should be no next one
   * @param now a clock, ms
   */
  constructor(turn: () => Promise<void>, now: () => number) {
    this.#turn = turn;
    this.#now = now;
  }

  get playing(): boolean {
    return this.#playing;
  }

  play(): void {
    this.#playing = true;
    if (!this.#looping) void this.#loop();
  }

  /** No next turn; one under way is finished. */
  pause(): void {
    this.#playing = false;
    this.#wake();
  }

  /** @param generationsPerSecond above 0; Infinity is as fast as it can */
  setSpeed(generationsPerSecond: number): void {
    this.#speed = generationsPerSecond;
    this.#wake();
  }

  async #loop(): Promise<void> {
    this.#looping = true;
    try {
      while (this.#playing) {
        const startedMs = this.#now();
        await this.#turn();
        do await this.#rest(startedMs);
        while (this.#playing && this.#now() < startedMs + 1000 / this.#speed);
      }
    } finally {
      this.#looping = false;
    }
  }

  /** Waits for the next turn's time, or until something changes; at least long enough to let messages in. */
  #rest(startedMs: number): Promise<void> {
    const waitMs = this.#playing ? startedMs + 1000 / this.#speed - this.#now() : 0;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(Math.max(0, waitMs), 2 ** 31 - 1));
      this.#wake = () => {
        clearTimeout(timer);
        setTimeout(resolve);
      };
    });
  }
}

/** Work that can be given up, of which only the newest counts: begun again, it gives up the one before. */
export class Newest {
  #abort = new AbortController();

  /** Runs the work; null when it was given up. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      return await work(signal);
    } catch (thrown) {
      if (signal.aborted) return null;
      throw thrown;
    }
  }

  giveUp(): void {
    this.#abort.abort();
  }
}
