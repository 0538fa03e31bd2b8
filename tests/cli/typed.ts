/** The command line as a person types it, from the sources, in a folder of the test's own. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inRepository } from '../../scripts/lib/paths.mjs';

const start = promisify(execFile);

/** An experiment whose generations take moments. */
export const TYPED_WORLD = `version: 1
name: small
config:
  population: { founders: 4, capacity: 6, episodes: 8 }
  attempts: { maxNewTokens: 4 }
  measure: { every: 0, tasks: 8 }
`;

/** The program and the words of a command. */
export function evoloraCommand(...args: string[]): string[] {
  const main = ['--import', import.meta.resolve('tsx'), inRepository('src', 'cli', 'main.ts')];
  return [process.execPath, ...main, ...args];
}

/** Runs a command; rejects, with what it printed, where it ends with an error. */
export function evoloraIn(folder: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const [program, ...words] = evoloraCommand(...args);
  return start(program!, words, { cwd: folder });
}
