/**
 * Installs the packages when they are missing or differ from package-lock.json.
 *
 * What is installed is read from npm's own record (node_modules/.package-lock.json, written last), so an interrupted
 * install, a pulled lock file and a hand-run `npm install` are all judged rightly. Once judged, the lock's hash is kept
 * in node_modules/.evolora-stamp and the next start compares one hash.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { inRepository } from './paths.mjs';
import { runNpm } from './run.mjs';

// onnxruntime-node's postinstall downloads CUDA libraries that the lab never loads, and fails where their server cannot
// be reached; the CPU library is inside the package. npm 11.19 and later also reads `allowScripts` in package.json.
const installEnvironment = { ONNXRUNTIME_NODE_INSTALL: 'skip' };

/** Makes node_modules equal to package-lock.json. Ends the process with a sentence when npm cannot. */
export async function installPackages() {
  const stampPath = inRepository('node_modules', '.evolora-stamp');
  const lockText = readFileSync(inRepository('package-lock.json'), 'utf8');
  const stamp = createHash('sha256').update(lockText).digest('hex');
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return;
  if (!isInstalled(JSON.parse(lockText).packages, installedPackages())) {
    console.log('Installing the packages (about a minute) …');
    const code = await runNpm(['ci', '--no-audit', '--no-fund'], { env: installEnvironment });
    if (code !== 0) {
      console.error('npm could not install the packages; its message is above.');
      console.error('Check the network and the free disk space, then run the command again.');
      process.exit(1);
    }
  }
  writeFileSync(stampPath, stamp);
}

/** The packages that npm says it has installed; none when it never finished. */
function installedPackages() {
  const recordPath = inRepository('node_modules', '.package-lock.json');
  return existsSync(recordPath) ? JSON.parse(readFileSync(recordPath, 'utf8')).packages : {};
}

/**
 * Whether every package the lock asks for on all systems is installed in that version. Both arguments are `packages` of
 * a lock file: path → { version, optional }. Optional packages are for other systems and may be missing.
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
}
