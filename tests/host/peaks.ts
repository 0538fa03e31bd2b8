/** What a process with a host takes, as the system tells it, beside what was planned. Only Linux tells. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inRepository, repositoryRoot } from '../../scripts/lib/paths.mjs';

const start = promisify(execFile);

/** Bytes above an idle process, while as many answers as go are decoded together, in a process of its own. */
export async function peakOf(folder: string): Promise<{ planned: number; measured: number }> {
  const args = ['--expose-gc', '--import', 'tsx', inRepository('tests', 'host', 'peak.ts'), folder];
  const { stdout } = await start(process.execPath, args, { cwd: repositoryRoot });
  return JSON.parse(stdout) as { planned: number; measured: number };
}
