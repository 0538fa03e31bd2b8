/** Before the browser tests: builds the site and the test page when they are missing or older than their sources. */
import { builds, ensureBuilt } from '../../scripts/lib/build.mjs';

export default async function buildFirst(): Promise<void> {
  for (const build of [builds.site, builds.bench]) {
    if (!(await ensureBuilt(build, { quiet: true }))) throw new Error(`${build.folder} could not be built`);
  }
}
