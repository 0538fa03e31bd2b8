/**
 * The files beside a graph that hold its weights. A session copies what it needs of them while it is opened, so they are
 * read for whoever needs them, shared by all who do at the same time, and given back behind the last: otherwise a host
 * would keep its largest piece of memory twice.
 */
import { giveBack } from '../bytes/give-back.ts';
import type { ExternalData } from '../runtime/runtime.ts';

export class Weights {
  readonly #read: () => Promise<readonly ExternalData[]>;
  #reading: Promise<readonly ExternalData[]> | null = null;
  #users = 0;

  constructor(read: () => Promise<readonly ExternalData[]>) {
    this.#read = read;
  }

  /** Does some work with the weights, which must not be touched afterwards. Throws what reading and the work throw. */
  async use<T>(work: (weights: readonly ExternalData[]) => Promise<T> | T): Promise<T> {
    this.#users++;
    try {
      this.#reading ??= this.#read();
      return await work(await this.#reading);
    } finally {
      this.#users--;
      if (this.#users === 0) {
        const reading = this.#reading;
        this.#reading = null;
        giveBackWhole((await reading?.catch(() => [])) ?? []);
      }
    }
  }
}

/** What shares its memory with something else stays. */
function giveBackWhole(weights: readonly ExternalData[]): void {
  for (const { data } of weights) if (data.byteLength === data.buffer.byteLength) giveBack(data);
}
