/**
 * `npm test`: everything that decides whether the lab is right, the long tests aside. Installs what is missing, finds or
 * installs a browser, then runs type check, lint, format check and build beside one another, then unit tests and browser tests.
 *
 *   npm test                              everything
 *   npm test -- unit                      one step (types, lint, format, build, unit, browser), or several
 *   npm test -- unit tests/host           with a filter for the test files
 */
import { installPackages } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { check, runSteps, testInBrowser, testProject } from './lib/test-steps.mjs';

const steps = {
  types: check('Type check', 'node_modules/typescript/bin/tsc', ['--noEmit']),
  lint: check('Lint', 'node_modules/eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
  format: check('Format check', 'node_modules/prettier/bin/prettier.cjs', ['--check', '.']),
  build: check('Build', 'scripts/build.mjs'),
  unit: { name: 'Unit tests', run: () => testProject('unit', filters) },
  browser: { name: 'Browser tests', run: () => testInBrowser('browser', filters, 'chromium', 'CHROME_PATH') },
};

requireNode();
const words = process.argv.slice(2);
const filters = words.filter((word) => !(word in steps));
const named = words.filter((word) => word in steps);
await installPackages();
await runSteps((named.length > 0 ? named : Object.keys(steps)).map((id) => steps[id]));
