/**
 * One tab runs the lab, the others look on. A Web Lock says which. The page holds it, not the worker, so a worker that dies
 * and is replaced loses nothing to a waiting tab; and it falls free when the tab closes or crashes, without anybody having
 * to clean up. Where there are no locks (pages over plain http) the lab goes without, and the store's own order refuses a
 * second writer.
 */
export type Locks = Pick<LockManager, 'request'>;

const LOCK = 'evolora-lab';

/** What the lab needs to know of other tabs. */
export interface Owner {
  /** Whether this tab owns the lab, or comes to within a moment. */
  claim(): Promise<boolean>;
  /** Resolves when the owner is gone and this tab has come in its place. */
  whenFree(): Promise<void>;
}

export class Ownership implements Owner {
  readonly #locks: Locks | undefined;
  readonly #patienceMs: number;
  #held = false;
  #waiting: Promise<void> | null = null;

  /** @param patienceMs a moment's patience matters: after a reload the former page's lock falls free only when it is gone */
  constructor(locks: Locks | undefined, patienceMs = 1500) {
    this.#locks = locks;
    this.#patienceMs = patienceMs;
  }

  claim(): Promise<boolean> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.#patienceMs);
    return this.#request(abort.signal).finally(() => clearTimeout(timer));
  }

  whenFree(): Promise<void> {
    this.#waiting ??= this.#request().then(() => undefined);
    return this.#waiting;
  }

  #request(signal?: AbortSignal): Promise<boolean> {
    const locks = this.#locks;
    if (!locks || this.#held) return Promise.resolve(true);
    return new Promise((resolve) => {
      const hold = () => {
        this.#held = true;
        resolve(true);
        return new Promise<never>(() => undefined);
      };
      locks.request(LOCK, signal ? { signal } : {}, hold).catch((thrown: unknown) => {
        resolve((thrown as { name?: string }).name !== 'AbortError');
      });
    });
  }
}
