/**
 * The loaded model and its device. A graphics device can be lost at any moment (a driver reset, a sleeping laptop); then
 * the host is built again and the work that was interrupted is done once more, since nothing of it had been kept.
 */
import { ExplainedError } from '../../base/errors.ts';
import type { Host, HostMemory } from '../../host/index.ts';

export type OpenHost = (options: {
  name: string;
  prefer?: 'auto' | 'webgpu' | 'wasm';
  /** Told what it will take before anything of it is made; what it throws, opening throws. */
  plan?: (memory: HostMemory) => void;
  onProgress: (doing: string) => void;
}) => Promise<Host>;

/** What somebody has in mind with a model; throws where that does not fit. @param isOpen  whether it is in memory already */
type Plan = (memory: HostMemory, isOpen: boolean) => void;

/** What becomes of a device that was lost. */
export interface Loss {
  /** true: not asked again, for it was lost too often; the model is built on WebAssembly */
  givesWay: boolean;
}

const TOO_LARGE = new Set(['host-too-large', 'run-too-large']);

/** Losses in a row after which the model goes on without the device, and one more after which the lab gives up. */
const MOST_LOSSES = 3;

export class Device {
  readonly #open: OpenHost;
  readonly #onProgress: (doing: string) => void;
  prefer: 'auto' | 'webgpu' | 'wasm' = 'auto';
  #name: string | null = null;
  #host: Host | null = null;

  constructor(open: OpenHost, onProgress: (doing: string) => void) {
    this.#open = open;
    this.#onProgress = onProgress;
  }

  /** Of the model in use; null before the first. */
  get name(): string | null {
    return this.#name;
  }

  /** The model in use; null before the first, and where one that was lost could not be built again. */
  get host(): Host | null {
    return this.#host;
  }

  /**
   * Takes a model into use for some work, loading it if need be. When that or the work fails, the one that was in use
   * stays: it is let go only afterwards, so both are in memory for a while. Throws what loading and the work throw, and
   * what the plan does, before anything is made.
   */
  async take<T>(name: string, work: (host: Host) => Promise<T> | T, plan?: Plan): Promise<T> {
    if (this.#host && this.#name === name) {
      plan?.(this.#host.memory, true);
      return work(this.#host);
    }
    const former = { name: this.#name, host: this.#host };
    const host = await this.#loadBeside(former.host, name, plan);
    [this.#name, this.#host] = [name, host];
    try {
      const done = await work(host);
      await letGo(former.host);
      return done;
    } catch (thrown) {
      [this.#name, this.#host] = [former.name, former.host];
      await letGo(host);
      throw thrown;
    }
  }

  /** Does some work on a model that is not in use, loaded beside the one that is, and lets it go. Throws what both throw. */
  async borrow<T>(name: string, work: (host: Host) => Promise<T>): Promise<T> {
    const host = await this.#load(name);
    try {
      return await work(host);
    } finally {
      await letGo(host);
    }
  }

  /**
   * Does some work on the device, again from its start when the device was lost in it, or while the model was built again.
   * A device that is lost three times in a row, or on
   * which the model cannot be built again, gives way to WebAssembly, until a model is asked for on another backend.
   * @param onLost before the host is built again
   * @param onRebuilt with the new host, before the work is done again
   */
  async use<T>(work: () => Promise<T>, onLost: (loss: Loss) => void, onRebuilt: (host: Host) => void): Promise<T> {
    for (let losses = 0; ;) {
      try {
        if (losses > 0) {
          this.#host = await this.#load(this.#name!);
          onRebuilt(this.#host);
        }
        return await work();
      } catch (thrown) {
        const lost = thrown instanceof ExplainedError && thrown.code === 'device-lost';
        // Where a runtime has lost many devices, it may not start again on another.
        const stuck = !lost && losses > 0 && this.#host === null;
        if (!(lost || stuck) || losses === MOST_LOSSES || this.#name === null) throw thrown;
        losses = stuck ? MOST_LOSSES : losses + 1;
        if (losses === MOST_LOSSES) this.prefer = 'wasm';
        onLost({ givesWay: losses === MOST_LOSSES });
        await letGo(this.#host);
        this.#host = null;
      }
    }
  }

  /** Where both do not fit, what the one in use opened only to learn gives way; it is opened again when it is asked for. */
  async #loadBeside(inUse: Host | null, name: string, plan?: Plan): Promise<Host> {
    try {
      return await this.#load(name, plan);
    } catch (thrown) {
      if (!inUse || !(thrown instanceof ExplainedError) || !TOO_LARGE.has(thrown.code)) throw thrown;
      await inUse.learning.release();
      return this.#load(name, plan);
    }
  }

  #load(name: string, plan?: Plan): Promise<Host> {
    return this.#open({
      name,
      prefer: this.prefer,
      ...(plan && { plan: (memory) => plan(memory, false) }),
      onProgress: this.#onProgress,
    });
  }
}

/** A lost device may refuse even this. */
async function letGo(host: Host | null): Promise<void> {
  await host?.dispose().catch(() => undefined);
}
