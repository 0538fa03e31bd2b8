/**
 * `npm test`: everything that decides whether the lab is right, the long tests aside. Installs what is missing, finds or
 * installs a browser, then runs type check, lint, format check, unit tests, build and browser tests.
 *
 *   npm test                              everything
 *   npm test -- unit                      one step (types, lint, format, unit, build, browser), or several
 *   npm test -- unit tests/host           with a filter for the test files
 */
import { installPackages } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { inRepository } from './lib/paths.mjs';
import { check, checkScript, runSteps, testInBrowser, testProject } from './lib/test-steps.mjs';

const steps = {
  types: { name: 'Type check', run: () => check('typescript/bin/tsc', ['--noEmit']) },
  lint: { name: 'Lint', run: () => check('eslint/bin/eslint.js', ['.', '--max-warnings', '0']) },
  format: { name: 'Format check', run: () => check('prettier/bin/prettier.cjs', ['--check', '.']) },
  unit: { name: 'Unit tests', run: () => testProject('unit', filters) },
  build: { name: 'Build', run: () => checkScript(inRepository('scripts', 'build.mjs')) },
  browser: { name: 'Browser tests', run: () => testInBrowser('browser', filters, 'chromium', 'CHROME_PATH') },
};

requireNode();
const words = process.argv.slice(2);
const filters = words.filter((word) => !(word in steps));
const named = words.filter((word) => word in steps);
await installPackages();
await runSteps((named.length > 0 ? named : Object.keys(steps)).map((id) => steps[id]));
