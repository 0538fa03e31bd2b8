/** `npm run build`: builds the site into dist and the test page into dist-test, whichever is missing or outdated. */
import { builds, ensureBuilt } from './lib/build.mjs';

const wanted = process.argv[2] ? [process.argv[2]] : Object.keys(builds);
for (const name of wanted) {
  if (!builds[name]) throw new Error(`There is no build "${name}"; there are ${Object.keys(builds).join(' and ')}.`);
  if (!(await ensureBuilt(builds[name]))) process.exit(1);
}
