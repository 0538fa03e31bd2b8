/**
 * `npm run test:long`: what takes long or needs more than `npm test` may ask for. Today the built page in Firefox, which
 * is installed on Debian and Ubuntu as root, as Chromium is for `npm test`. Its newest result is in docs/long-tests.md.
 *
 *   npm run test:long                     everything
 *   npm run test:long -- firefox          with a filter for the test files
 */
import { installPackages } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runSteps, testInBrowser } from './lib/test-steps.mjs';

requireNode();
const filters = process.argv.slice(2);
await installPackages();
await runSteps([{ name: 'Firefox', run: () => testInBrowser('long', filters, 'firefox', 'FIREFOX_PATH') }]);
