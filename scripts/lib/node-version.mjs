/**
 * The Node versions that the tools accept (Vite 8 and ESLint 10 say the same). Asked first, because an old Node
 * otherwise fails deep inside a package with a message that helps nobody.
 */
const accepted = '20.19 or later, 22.13 or later, or 24 and above';

/** Whether a Node version such as `20.20.2` can build and test the lab. */
export function isNodeAccepted(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 20) return minor >= 19;
  if (major === 22) return minor >= 13;
  return major >= 24;
}

/** Ends the process with one clear sentence when Node is too old. */
export function requireNode() {
  if (isNodeAccepted(process.versions.node)) return;
  console.error(`Evolora Lab needs Node ${accepted}; this is Node ${process.versions.node}.`);
  console.error('Install a current Node from https://nodejs.org/ and run the command again.');
  process.exit(1);
}
