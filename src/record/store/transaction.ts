/** One transaction: its writes go together or not at all, and it has a limit of time. */
import { withinTime } from './patience.ts';

interface Writing {
  readonly done: Promise<void>;
  abort(): void;
}

type Write = () => Promise<unknown>;

/**
 * Makes the writes and waits for them and for the transaction itself, which alone says whether they are kept: a full disk
 * shows at the commit. A write that fails, or cannot even begin, takes the others with it.
 */
export async function settled(transaction: Writing, writes: readonly Write[]): Promise<void> {
  const results = await Promise.allSettled([...begun(transaction, writes), transaction.done]);
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (reasons.length === 0) return;
  throw reasons.find((reason) => (reason as { name?: string } | null)?.name !== 'AbortError') ?? reasons[0];
}

function begun(transaction: Writing, writes: readonly Write[]): Promise<unknown>[] {
  const promises: Promise<unknown>[] = [];
  try {
    for (const write of writes) promises.push(write());
  } catch (thrown) {
    promises.push(Promise.reject(thrown instanceof Error ? thrown : new Error(String(thrown))));
    transaction.abort();
  }
  return promises;
}

/** An access to a transaction, or a rejection after the limit; what had been done in it is then undone, where the browser still hears. */
export async function within<Of extends Writing, T>(
  transaction: Of,
  access: (transaction: Of) => Promise<T>,
  limitMs: number,
): Promise<T> {
  transaction.done.catch(() => undefined); // whoever writes waits for it; who only reads does not
  return withinTime(access(transaction), limitMs, () => abort(transaction));
}

function abort(transaction: Writing): void {
  try {
    transaction.abort();
  } catch {
    // it ended meanwhile
  }
}
