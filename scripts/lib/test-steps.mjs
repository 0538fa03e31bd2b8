/**
 * What `npm test` and `npm run test:long` share: steps that run one after another even when one fails, and a last line
 * that sums them up as "N passed, N failed" with an exit code that says the same. A step that cannot run has failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { repositoryRoot } from './paths.mjs';
import { runKept, runTool } from './run.mjs';
import { countTests } from './test-report.mjs';

/**
 * Something that only passes or fails, on one core, so that others may run beside it: what it says is kept, and shown when it
 * has ended. It counts among the failed when it fails, and not among the tests that passed.
 * @param {string} name
 * @param {string} script  where it lies in the repository
 * @param {string[]} words
 */
export function check(name, script, words = []) {
  return {
    name,
    beside: true,
    run: async () => {
      const { code, output } = await runKept(process.execPath, [resolve(repositoryRoot, script), ...words]);
      return { ...passOrFail(code), output };
    },
  };
}

function passOrFail(code) {
  return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** Runs the tests of one of Vitest's projects; with filters, those whose files match. */
export async function testProject(project, filters, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'evolora-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool('vitest/vitest.mjs', ['run', '--project', project, ...reporters, ...filters], { env });
  const counts = countTests(report, code);
  rmSync(folder, { recursive: true, force: true });
  return counts;
}

/**
 * Runs a project's tests in a browser of the system, which is installed where that is possible.
 * @param {'chromium' | 'firefox'} kind
 * @param {'CHROME_PATH' | 'FIREFOX_PATH'} variable  by which the tests are told which browser it is
 */
export async function testInBrowser(project, filters, kind, variable) {
  const browser = await ensureBrowser(kind).catch((error) => void console.error(error.message));
  if (!browser) return passOrFail(1);
  return testProject(project, filters, { [variable]: browser });
}

/** A step that nobody asked for: it has not failed, and its name and what to do stand in the sum. */
export function notDone(what) {
  return { passed: 0, failed: 0, skipped: 0, notDone: what };
}

/**
 * Runs steps (`{ name, beside, run }`), says which failed, and sets the exit code. Neighbours that may run beside others share
 * the cores; every other step has them for itself, and says what it does while it does it.
 */
export async function runSteps(steps) {
  const results = [];
  for (let rest = steps; rest.length > 0;) {
    const until = rest.findIndex(({ beside }) => !beside);
    const together = until === 0 ? rest.slice(0, 1) : rest.slice(0, until < 0 ? rest.length : until);
    results.push(...(await runBeside(together)));
    rest = rest.slice(together.length);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log('');
  for (const { name, failed, notDone } of results)
    console.log(notDone ? `NOT DONE  ${name}: ${notDone}` : `${failed ? 'FAILED' : 'ok    '}  ${name}`);
  if (sum('skipped')) console.log(`${sum('skipped')} skipped`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') ? 1 : 0;
}

/** As many at once as there are cores; the results in the order of the steps. */
async function runBeside(steps) {
  const results = new Array(steps.length);
  let next = 0;
  const work = async () => {
    while (next < steps.length) {
      const i = next++;
      const { name, run, beside } = steps[i];
      console.log(`\n=== ${name}${beside ? ' …' : ''}`);
      const { output, ...result } = await run();
      if (output !== undefined) console.log(`\n=== ${name}: ${result.failed ? 'FAILED' : 'ok'}\n${output.trimEnd()}`);
      results[i] = { name, ...result };
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), steps.length) }, work));
  return results;
}
