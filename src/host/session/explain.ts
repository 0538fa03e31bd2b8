/**
 * What a runtime throws is its own language. Whoever opens a host's file or runs it gets a sentence that names the file
 * and the cause instead; what is a sentence already stays as it is.
 */
import { ExplainedError } from '../../base/errors.ts';
import { causeInWords } from '../bytes/cause.ts';
import { HostError } from '../errors.ts';
import type { Runtime, RuntimeSession, SessionOptions } from '../runtime/runtime.ts';

/**
 * A session of a graph.
 * @param path  the file that the graph was made from
 * Throws HostError `host-unreadable` where the runtime refuses the graph; a run of the session does, where it fails.
 */
export async function explainedSession(
  runtime: Runtime,
  path: string,
  model: Uint8Array,
  options: SessionOptions,
): Promise<RuntimeSession> {
  const session = await explained(runtime.createSession(model, options), `${runtime.label} cannot open ${path}`);
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: (feeds) => explained(session.run(feeds), `${runtime.label} cannot run ${path}`),
    release: () => session.release(),
  };
}

async function explained<T>(work: Promise<T>, what: string): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof ExplainedError) throw cause;
    throw new HostError(
      'host-unreadable',
      `${what}: ${causeInWords(cause)}.`,
      'Choose another model, or another file of this one.',
      { cause },
    );
  }
}
