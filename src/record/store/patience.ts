/** Storage that may never answer. */
import { noAnswer } from './storage-errors.ts';

/**
 * What somebody waits for, or a rejection with `noAnswer` after the limit.
 * @param onSilence  called when the limit is reached
 */
export async function withinTime<T>(work: Promise<T>, limitMs: number, onSilence?: () => void): Promise<T> {
  work.catch(() => undefined); // it may fail when nobody waits any more
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(noAnswer(limitMs));
      onSilence?.();
    }, limitMs);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
