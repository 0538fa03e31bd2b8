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
