/**
 * The loaded model and its device. A graphics device can be lost at any moment (a driver reset, a sleeping laptop); then
 * the host is built again and the work that was interrupted is done once more, since nothing of it had been kept.
 */
import { ExplainedError } from '../../base/errors.ts';
import type { Host } from '../../host/index.ts';

export type OpenHost = (options: {
  prefer?: 'auto' | 'webgpu' | 'wasm';
  onProgress: (doing: string) => void;
}) => Promise<Host>;

/** Losses in a row after which the lab gives up. */
const MOST_LOSSES = 3;

export class Device {
  readonly #open: OpenHost;
  readonly #onProgress: (doing: string) => void;
  #prefer: 'auto' | 'webgpu' | 'wasm' = 'auto';
  #host: Host | null = null;

  constructor(open: OpenHost, onProgress: (doing: string) => void) {
    this.#open = open;
    this.#onProgress = onProgress;
  }

  /** Loads the host, if it is not loaded yet. Throws what the host's loading throws. */
  async load(prefer: 'auto' | 'webgpu' | 'wasm' = this.#prefer): Promise<Host> {
    this.#prefer = prefer;
    this.#host ??= await this.#open({ prefer, onProgress: this.#onProgress });
    return this.#host;
  }

  /**
   * Does some work on the device, again from its start when the device was lost in it.
   * @param onLost before the host is built again
   * @param onRebuilt with the new host, before the work is done again
   */
  async use<T>(work: () => Promise<T>, onLost: () => void, onRebuilt: (host: Host) => void): Promise<T> {
    for (let losses = 0; ; losses++) {
      try {
        return await work();
      } catch (thrown) {
        const lost = thrown instanceof ExplainedError && thrown.code === 'device-lost';
        if (!lost || losses === MOST_LOSSES) throw thrown;
        onLost();
        await this.#host?.dispose().catch(() => undefined); // a lost device may refuse even this
        this.#host = null;
        onRebuilt(await this.load());
      }
    }
  }
}
