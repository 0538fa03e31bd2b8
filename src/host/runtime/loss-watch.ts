/** Work on a graphics device that may be lost in it, told apart from work that fails for reasons of its own. */
import { HostError } from '../errors.ts';
import type { Runtime } from './runtime.ts';

/** One for each session; it hears of a loss once, however many runs there are. */
export class LossWatch {
  readonly #runtime: Pick<Runtime, 'gpu' | 'lost'>;
  #lost: HostError | undefined;
  /** fails the work in progress; one field, not a race per run, whose leftovers would pile up on `runtime.lost` */
  #fail: ((error: HostError) => void) | undefined;

  constructor(runtime: Pick<Runtime, 'gpu' | 'lost'>) {
    this.#runtime = runtime;
    void runtime.lost?.then((reason) => {
      this.#lost = deviceLost(reason);
      this.#fail?.(this.#lost);
    });
  }

  /**
   * Work on a device that goes away may never settle by itself; or it fails, a moment before the device is said to be lost.
   * Throws HostError `device-lost`, or what the work throws.
   */
  async unlessLost<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await new Promise<T>((resolve, reject) => {
        if (this.#lost) throw this.#lost;
        this.#fail = reject;
        work().then(resolve, reject);
      });
    } catch (cause) {
      if (this.#runtime.gpu && !this.#lost) await Promise.race([this.#runtime.lost, aMoment()]);
      throw this.#lost ?? cause;
    }
  }
}

const MOMENT_MS = 200;

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, MOMENT_MS));
}

function deviceLost(cause: string): HostError {
  return new HostError(
    'device-lost',
    'The graphics device stopped answering in the middle of the work.',
    'Load the model again; if it happens often, use WebAssembly instead of WebGPU.',
    { cause },
  );
}
