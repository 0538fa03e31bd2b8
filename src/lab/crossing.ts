/**
 * How commands cross between page and worker. An error loses its class on the way, so answers are plain data that say
 * which they are; the page's side turns them back into values and errors.
 */
import { transfer } from 'comlink';
import { ExplainedError } from '../base/errors.ts';
import { reportOf, type ErrorReport } from '../core/errors.ts';
import type { LabCommands } from './contract.ts';
import type { Owner } from './ownership.ts';

export type CommandName = keyof LabCommands;

/** Every command, so that nothing else of the lab can be called from the page. */
export const COMMANDS = [
  'open',
  'play',
  'pause',
  'step',
  'setSpeed',
  'tweak',
  'feedback',
  'newRun',
  'hosts',
  'addHost',
  'stopAdding',
  'lookUpHost',
  'getHost',
  'downloads',
  'deleteDownload',
  'deleteHost',
  'aboutHost',
  'presets',
  'readExperiment',
  'proposeWorld',
  'stopProposing',
  'runs',
  'openRun',
  'deleteRun',
  'renameRun',
  'records',
  'exportRun',
  'importRun',
  'stopImport',
  'past',
  'fork',
  'stopFork',
  'evaluate',
  'checkTasks',
  'measureTasks',
  'stopTasks',
  'carriedAdapters',
  'mergeAdapters',
  'ask',
] as const satisfies readonly CommandName[];

/** What the worker says to a command: its value, or why there is none. */
export type Reply = { ok: true; value: unknown } | { ok: false; error: ErrorReport };

/** What the worker shows to the page. */
export interface LabEndpoint {
  /** Comes first: where the site is, and the port on which the lab speaks. */
  connect(options: { siteUrl: string; port: MessagePort }, ownership: Owner): void;
  command(name: CommandName, args: readonly unknown[]): Promise<Reply>;
}

/** Carries out a command; never rejects. */
export async function carryOut(lab: LabCommands, name: CommandName, args: readonly unknown[]): Promise<Reply> {
  try {
    if (!COMMANDS.includes(name)) throw new RangeError(`there is no command “${String(name)}”`);
    const value: unknown = await (lab[name] as (...all: unknown[]) => unknown)(...args);
    return withTransfers({ ok: true, value });
  } catch (thrown) {
    return { ok: false, error: reportOf(thrown) };
  }
}

/** An error of the worker on the page's side: the lab's or the host's, which its code says. */
class ReportedError extends ExplainedError {
  override readonly name = 'ReportedError';

  constructor({ code, sentence, nextStep }: ErrorReport) {
    super(code, sentence, nextStep);
  }
}

/** The value of a reply; throws its error as a ReportedError. */
export function valueOfReply(reply: Reply): unknown {
  if (reply.ok) return reply.value;
  throw new ReportedError(reply.error);
}

/** Files are handed over instead of copied. */
function withTransfers(reply: Reply): Reply {
  const bytes = reply.ok ? (reply.value as { bytes?: unknown } | undefined)?.bytes : undefined;
  return bytes instanceof Uint8Array ? transfer(reply, [bytes.buffer as ArrayBuffer]) : reply;
}
