/**
 * The loaded model and its device. A graphics device can be lost at any moment (a driver reset, a sleeping laptop); then
 * the host is built again and the work that was interrupted is done once more, since nothing of it had been kept. It is built
 * again in a fresh worker where it can be: a runtime that has lost several devices may start on none any more.
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
interface Loss {
  /** true: not asked again, for it was lost too often; the model is built on WebAssembly */
  givesWay: boolean;
}

interface DeviceParts {
  open: OpenHost;
  onProgress: (doing: string) => void;
  /** Before anything is done about it. */
  onLost: (loss: Loss) => void;
  /** After a loss a model could be built again, or there is another one in use. */
  onOver: () => void;
  /**
   * What begins a fresh worker in the place of this one, told the losses in a row; it does not come back. Null where more than
   * the work under way would be lost with this worker.
   */
  renewal: () => ((losses: number) => Promise<never>) | null;
}

const TOO_LARGE = new Set(['host-too-large', 'run-too-large']);

/** What a runtime that has lost devices before says when it can go on no longer. */
const WORN = new Set(['host-unreadable', 'host-too-large']);

/** What a fresh worker says where the device that was lost does not come back, or not as it was. */
const NO_WAY = new Set(['no-webgpu', 'host-wrong', ...WORN]);

/** Losses in a row after which the model goes on without the device. */
const MOST_LOSSES = 3;

export class Device {
  readonly #parts: DeviceParts;
  prefer: 'auto' | 'webgpu' | 'wasm' = 'auto';
  #name: string | null = null;
  #host: Host | null = null;
  /** in a row, without work that was done in between */
  #losses = 0;
  /** A device was lost in this worker, and the model built again in it. */
  #isWorn = false;

  constructor(parts: DeviceParts) {
    this.#parts = parts;
  }

  /** Of the model in use; null before the first. */
  get name(): string | null {
    return this.#name;
  }

  /** The model in use; null before the first, and where one that was lost could not be built again. */
  get host(): Host | null {
    return this.#host;
  }

  /** It was lost too often, and the model is computed without it. */
  get gaveWay(): boolean {
    return this.#losses >= MOST_LOSSES;
  }

  /** From now on on this backend. @param losses  in a row, of the workers before this one */
  begin(prefer: 'auto' | 'webgpu' | 'wasm' | undefined, losses = 0): void {
    this.#losses = losses;
    this.prefer = this.gaveWay ? 'wasm' : (prefer ?? this.prefer);
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

  /**
   * Does some work on a model that is not in use, loaded beside the one that is, and lets it go; again from its start when its
   * device was lost. Throws what both throw.
   */
  async borrow<T>(name: string, work: (host: Host) => Promise<T>): Promise<T> {
    for (;;) {
      const host = await this.#load(name);
      try {
        return await work(host);
      } catch (thrown) {
        if (!isLost(thrown) || this.gaveWay) throw thrown;
        await this.#lose();
        this.#parts.onOver();
      } finally {
        await letGo(host);
      }
    }
  }

  /**
   * Does some work on the device, again from its start when the device was lost in it, or while the model was built again.
   * A device that is lost three times in a row, or on which the model cannot be built again, gives way to WebAssembly, until a
   * model is asked for on another backend.
   * @param onRebuilt with the new host, before the work is done again
   */
  async use<T>(work: () => Promise<T>, onRebuilt: (host: Host) => void): Promise<T> {
    for (;;) {
      try {
        if (this.#host === null && this.#name !== null) {
          this.#host = await this.#load(this.#name);
          onRebuilt(this.#host);
        }
        const done = await work();
        if (!this.gaveWay) this.#losses = 0;
        return done;
      } catch (thrown) {
        const isWorn = this.#isWorn && this.#host?.backend.kind === 'webgpu' && hasCode(thrown, WORN);
        if (!(isLost(thrown) || isWorn) || this.gaveWay || this.#name === null) throw thrown;
        await this.#lose(isWorn);
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
      if (!inUse || !hasCode(thrown, TOO_LARGE)) throw thrown;
      await inUse.learning.release();
      return this.#load(name, plan);
    }
  }

  /** Loads a model, again when the device is lost meanwhile. */
  async #load(name: string, plan?: Plan): Promise<Host> {
    let wasLost = false;
    try {
      for (;;) {
        try {
          return await this.#loadOnce(name, plan);
        } catch (thrown) {
          const isStuck = !isLost(thrown) && this.#host === null && this.#cannotStartAgain(thrown);
          if (!(isLost(thrown) || isStuck) || this.gaveWay) throw thrown;
          wasLost = true;
          await this.#lose(isStuck);
        }
      }
    } finally {
      if (wasLost && this.#host) this.#parts.onOver();
    }
  }

  /** Where a runtime has lost many devices, it may not start again on another; or there is none any more. */
  #cannotStartAgain(thrown: unknown): boolean {
    return this.#isWorn ? this.#name !== null : this.#losses > 0 && hasCode(thrown, NO_WAY);
  }

  #loadOnce(name: string, plan?: Plan): Promise<Host> {
    const { open, onProgress } = this.#parts;
    return open({
      name,
      prefer: this.prefer,
      ...(plan && { plan: (memory) => plan(memory, false) }),
      onProgress,
    });
  }

  /** @param isWorn  this worker's runtime will not start again on any device */
  async #lose(isWorn = false): Promise<void> {
    const renew = this.#parts.renewal();
    this.#losses = isWorn && !renew ? MOST_LOSSES : this.#losses + 1;
    if (this.gaveWay) this.prefer = 'wasm';
    this.#parts.onLost({ givesWay: this.gaveWay });
    await renew?.(this.#losses);
    this.#isWorn = true;
  }
}

export function isLost(thrown: unknown): boolean {
  return hasCode(thrown, LOST);
}

const LOST = new Set(['device-lost']);

function hasCode(thrown: unknown, codes: ReadonlySet<string>): boolean {
  return thrown instanceof ExplainedError && codes.has(thrown.code);
}

/** A lost device may refuse even this. */
async function letGo(host: Host | null): Promise<void> {
  await host?.dispose().catch(() => undefined);
}
