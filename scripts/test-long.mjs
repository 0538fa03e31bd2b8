/**
 * `npm run test:long`: what takes long or needs more than `npm test` may ask for. Firefox is installed on Debian and Ubuntu
 * as root, as Chromium is for `npm test`. Its newest result is in docs/long-tests.md.
 *
 *   npm run test:long                     everything
 *   npm run test:long -- firefox          one step: firefox or soak
 */
import { installPackages } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runSteps, testInBrowser } from './lib/test-steps.mjs';

const steps = [
  { file: 'firefox', name: 'Firefox', browser: 'firefox', variable: 'FIREFOX_PATH' },
  { file: 'soak', name: 'A browser that is killed', browser: 'chromium', variable: 'CHROME_PATH' },
];

requireNode();
const filters = process.argv.slice(2);
const chosen = steps.filter(({ file }) => filters.length === 0 || filters.includes(file));
if (chosen.length === 0) {
  console.error(`There is no such step; there are ${steps.map(({ file }) => file).join(' and ')}.`);
  process.exit(1);
}
await installPackages();
await runSteps(
  chosen.map(({ file, name, browser, variable }) => ({
    name,
    run: () => testInBrowser('long', [`tests/long/${file}`], browser, variable),
  })),
);
