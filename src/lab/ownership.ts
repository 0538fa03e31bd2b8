/**
 * One tab runs the lab, the others look on. A Web Lock says which: it is held as long as the worker lives, so it falls
 * free when the tab closes or crashes, without anybody having to clean up. Where there are no locks (pages over plain
 * http) the lab goes without, and the store's own order refuses a second writer.
 */
export type Locks = Pick<LockManager, 'request'>;

const LOCK = 'evolora-lab';

export class Ownership {
  readonly #locks: Locks | undefined;
  #held = false;
  #waiting: Promise<void> | null = null;

  constructor(locks: Locks | undefined) {
    this.#locks = locks;
  }

  /**
   * Whether this tab owns the lab, or comes to within the given time. A moment's patience matters: after a reload the
   * former page's lock falls free only when its worker is gone.
   */
  claim(patienceMs: number): Promise<boolean> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), patienceMs);
    return this.#request(abort.signal).finally(() => clearTimeout(timer));
  }

  /** Resolves when the owner is gone and this tab holds the lock in its place. */
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
