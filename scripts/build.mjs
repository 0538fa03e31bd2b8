/**
 * Builds what is missing or outdated of the site (dist), the page for tests (dist-test), the command line (dist-cli) and
 * the host's package (src/host/dist); with a name, only that one: `node scripts/build.mjs cli` is what `npm pack` runs
 * first.
 */
import { builds, ensureBuilt } from './lib/build.mjs';

const wanted = process.argv[2] ? [process.argv[2]] : Object.keys(builds).filter((name) => !builds[name].onlyOnDemand);
for (const name of wanted) {
  if (!builds[name]) throw new Error(`There is no build "${name}"; there are ${Object.keys(builds).join(' and ')}.`);
  if (!(await ensureBuilt(builds[name]))) process.exit(1);
}
