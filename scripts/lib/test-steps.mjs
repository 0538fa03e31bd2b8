/**
 * What `npm test` and `npm run test:long` share: steps that run one after another even when one fails, and a last line
 * that sums them up as "N passed, N failed" with an exit code that says the same. A step that cannot run has failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { run, runTool } from './run.mjs';
import { countTests } from './test-report.mjs';

/** Something that only passes or fails. It counts among the failed when it fails, and not among the tests that passed. */
export async function check(script, args) {
  return passOrFail(await runTool(script, args));
}

/** Like `check`, for a script of our own. */
export async function checkScript(path, args = []) {
  return passOrFail(await run(process.execPath, [path, ...args]));
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

/** Runs steps (`{ name, run }`), says which failed, and sets the exit code. */
export async function runSteps(steps) {
  const results = [];
  for (const { name, run: runStep } of steps) {
    console.log(`\n=== ${name}`);
    results.push({ name, ...(await runStep()) });
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log('');
  for (const { name, failed, notDone } of results)
    console.log(notDone ? `NOT DONE  ${name}: ${notDone}` : `${failed ? 'FAILED' : 'ok    '}  ${name}`);
  if (sum('skipped')) console.log(`${sum('skipped')} skipped`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') ? 1 : 0;
}
