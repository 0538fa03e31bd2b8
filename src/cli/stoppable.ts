/** Work that a person may stop: Ctrl-C, or the system's wish that the command ends, is answered in one sentence. */
import { LabError } from '../core/errors.ts';

/** What a command that was stopped ends with, as shells have it. */
export const STOPPED = 130;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Waits for work, or for somebody to stop it. Whoever hears that it was stopped has to end the process, for the work goes on;
 * so it may leave nothing half done where it waits for something.
 * @param next  what the person can do then
 * @throws LabError `stopped`; what the work throws
 */
export async function stoppable<T>(next: string, work: () => Promise<T>): Promise<T> {
  let stop = () => undefined as void;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new LabError('stopped', 'The command was stopped.', next));
  });
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
