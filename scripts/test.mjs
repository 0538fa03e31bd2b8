/**
 * `npm test`: everything that decides whether the lab is right. Installs what is missing, finds or installs a browser,
 * then runs type check, lint, format check, unit tests, build and browser tests. All steps run even when one fails; the
 * last line sums them up as "N passed, N failed" and the exit code says the same. A step that cannot run has failed.
 *
 *   npm test                              everything
 *   npm test -- unit                      one step (types, lint, format, unit, build, browser), or several
 *   npm test -- unit tests/host           with a filter for the test files
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './lib/browser.mjs';
import { installPackages } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { run, runTool } from './lib/run.mjs';
import { countTests } from './lib/test-report.mjs';
import { inRepository } from './lib/paths.mjs';

const steps = {
  types: { name: 'Type check', run: () => check('typescript/bin/tsc', ['--noEmit']) },
  lint: { name: 'Lint', run: () => check('eslint/bin/eslint.js', ['.', '--max-warnings', '0']) },
  format: { name: 'Format check', run: () => check('prettier/bin/prettier.cjs', ['--check', '.']) },
  unit: { name: 'Unit tests', run: () => testProject('unit') },
  build: { name: 'Build', run: build },
  browser: { name: 'Browser tests', run: browserTests },
};

requireNode();
const { chosen, filters } = readSelection(process.argv.slice(2));
await installPackages();
const reportFolder = mkdtempSync(join(tmpdir(), 'evolora-test-'));
const results = [];
for (const id of chosen) {
  console.log(`\n=== ${steps[id].name}`);
  results.push({ name: steps[id].name, ...(await steps[id].run()) });
}
rmSync(reportFolder, { recursive: true, force: true });
summarise();

/** Splits the arguments into names of steps and filters for test files. Filters need at least one test step. */
function readSelection(words) {
  const named = words.filter((word) => word in steps);
  const rest = words.filter((word) => !(word in steps));
  return { chosen: named.length ? named : Object.keys(steps), filters: rest };
}

/** A tool that only passes or fails. It counts among the failed when it fails, and not among the tests that passed. */
async function check(script, args) {
  const code = await runTool(script, args);
  return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function build() {
  const code = await run(process.execPath, [inRepository('scripts', 'build.mjs')]);
  return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function testProject(project, env = {}) {
  const report = join(reportFolder, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool('vitest/vitest.mjs', ['run', '--project', project, ...reporters, ...filters], { env });
  return countTests(report, code);
}

async function browserTests() {
  const browser = await ensureBrowser().catch((error) => void console.error(error.message));
  if (!browser) return { passed: 0, failed: 1, skipped: 0 };
  return testProject('browser', { CHROME_PATH: browser });
}

function summarise() {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log('');
  for (const { name, failed } of results) console.log(`${failed ? 'FAILED' : 'ok    '}  ${name}`);
  if (sum('skipped')) console.log(`${sum('skipped')} skipped`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') ? 1 : 0;
}
