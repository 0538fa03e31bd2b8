/**
 * `npm run test:long`: what takes long or needs more than `npm test` may ask for. Firefox is installed on Debian and Ubuntu
 * as root, as Chromium is for `npm test`. Its newest result is in docs/long-tests.md.
 *
 *   npm run test:long                     everything
 *   npm run test:long -- firefox          one step: firefox, soak, device-soak, devices or smollm2
 *
 * smollm2 needs SmolLM2-135M, which does not ship with the lab: EVOLORA_HOSTS says where it is.
 */
import { installPackages } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { notDone, runSteps, testInBrowser } from './lib/test-steps.mjs';

const steps = [
  { file: 'firefox', name: 'Firefox', run: inBrowser('firefox', 'FIREFOX_PATH') },
  { file: 'soak', name: 'A browser that is killed', run: inBrowser('chromium', 'CHROME_PATH') },
  { file: 'device-soak', name: 'Device memory', run: inBrowser('chromium', 'CHROME_PATH') },
  { file: 'devices', name: 'Devices that are lost', run: inBrowser('chromium', 'CHROME_PATH') },
  { file: 'smollm2', name: 'SmolLM2-135M', run: onSmolLM2 },
];

requireNode();
const filters = process.argv.slice(2);
const chosen = steps.filter(({ file }) => filters.length === 0 || filters.includes(file));
if (chosen.length === 0) {
  console.error(`There is no such step; there are ${steps.map(({ file }) => file).join(', ')}.`);
  process.exit(1);
}
await installPackages();
await runSteps(chosen.map(({ file, name, run }) => ({ name, run: () => run([`tests/long/${file}`]) })));

function inBrowser(browser, variable) {
  return (filters) => testInBrowser('long', filters, browser, variable);
}

function onSmolLM2(filters) {
  return process.env.EVOLORA_HOSTS
    ? testInBrowser('long', filters, 'chromium', 'CHROME_PATH')
    : notDone('say with EVOLORA_HOSTS where it is');
}
