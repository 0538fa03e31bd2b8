/**
 * Decides whether a built site is older than its sources. The build writes a hash of everything it was made from into
 * its folder (see scripts/vite/source-stamp.mjs); file times say nothing after a clone or a checkout, contents do.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './alone.mjs';
import { inRepository, repositoryRoot } from './paths.mjs';
import { runTool } from './run.mjs';

const siteSources = [
  'index.html',
  'src',
  'workers',
  'public',
  'experiments', // the presets are part of the worker
  'vite.config.ts',
  'scripts/vite',
  'package-lock.json',
];

/**
 * What is built: what people open, the page that runs library code for tests and benchmarks, the page on a lab without a
 * model (for benchmarks alone, so only on demand), the command to install, and the host as a package of its own.
 */
export const builds = {
  site: { folder: 'dist', config: 'vite.config.ts', sources: siteSources },
  bench: {
    folder: 'dist-test',
    config: 'tests/browser/vite.bench.config.ts',
    sources: [...siteSources, 'tests/browser/bench-page', 'tests/browser/vite.bench.config.ts'],
  },
  scripted: {
    folder: 'dist-scripted',
    config: 'tests/ui/dev/vite.config.ts',
    sources: [...siteSources, 'tests/ui', 'tests/support'],
    onlyOnDemand: true,
  },
  cli: {
    folder: 'dist-cli',
    config: 'scripts/vite/cli.config.ts',
    sources: ['src', 'scripts/vite', 'package-lock.json'],
  },
  host: {
    folder: 'src/host/dist',
    config: 'scripts/vite/host.config.ts',
    sources: ['src/base', 'src/host', 'scripts/vite', 'package-lock.json'],
  },
};

export const stampName = 'source-stamp.txt';

/** SHA-256 over the paths and contents of all files under the given paths of the repository. */
export function hashSources(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesUnder)) {
    const content = readFileSync(join(repositoryRoot, path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** All files under a path of the repository but what was built, in one order on every system. A missing path has none. */
function filesUnder(path) {
  const absolute = join(repositoryRoot, path);
  if (!existsSync(absolute) || path === builds.host.folder) return [];
  if (!statSync(absolute).isDirectory()) return [path];
  const names = readdirSync(absolute).sort();
  return names.flatMap((name) => filesUnder(`${path}/${name}`));
}

/** Whether a build exists and was made from the present sources. */
export function isFresh(build) {
  const stampPath = inRepository(build.folder, stampName);
  return existsSync(stampPath) && readFileSync(stampPath, 'utf8') === hashSources(build.sources);
}

/**
 * Builds what is missing or outdated; of several processes that want the same build, one makes it and the others wait.
 * Quiet: only warnings, and none of them on the standard output.
 * @returns {Promise<boolean>} whether the build is there now
 */
export async function ensureBuilt(build, { quiet = false } = {}) {
  if (isFresh(build)) return true;
  return alone(inRepository(build.folder), async () => isFresh(build) || (await make(build, quiet)));
}

async function make(build, quiet) {
  const args = ['build', '--config', build.config, ...(quiet ? ['--logLevel', 'warn'] : [])];
  const env = { NODE_ENV: 'production' }; // else a build that the tests ask for would hold React for development
  return (await runTool('vite/bin/vite.js', args, { env, ...(quiet && { stdio: ['ignore', 2, 2] }) })) === 0;
}
