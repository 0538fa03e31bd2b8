/**
 * The command line as a person types it, in a folder of the test's own: built as people install it, which starts in a third
 * of the time that its sources need.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { builds, ensureBuilt } from '../../scripts/lib/build.mjs';
import { inRepository } from '../../scripts/lib/paths.mjs';

const start = promisify(execFile);

if (!(await ensureBuilt(builds.cli, { quiet: true }))) throw new Error('The command line could not be built.');

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
  return [process.execPath, inRepository(builds.cli.folder, 'bin', 'evolora.js'), ...args];
}

/** Runs a command; rejects, with what it printed, where it ends with an error. */
export function evoloraIn(folder: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(folder, evoloraCommand(...args));
}

/** The same from the sources, as `npm run evolora` starts it. */
export function evoloraFromSource(folder: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const main = ['--import', import.meta.resolve('tsx'), inRepository('src', 'cli', 'main.ts')];
  return run(folder, [process.execPath, ...main, ...args]);
}

function run(folder: string, [program, ...words]: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return start(program!, words, { cwd: folder });
}
