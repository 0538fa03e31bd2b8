/**
 * Finds a Chrome, Chromium or Edge that the browser tests can drive; on Debian and Ubuntu as root it installs one.
 * The lab is tested in the system's own browser, so nothing is downloaded where one is already there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

const linuxNames = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const macApplications = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const windowsPaths = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
];

/** The path of a browser, or undefined. CHROME_PATH decides when it is set; a wrong CHROME_PATH throws. */
export function findBrowser() {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`CHROME_PATH is ${chosen}, but there is no such file.`);
    return chosen;
  }
  return candidates().find((path) => existsSync(path));
}

function candidates() {
  if (process.platform === 'darwin') {
    const folders = ['/Applications', join(process.env.HOME ?? '', 'Applications')];
    return folders.flatMap((folder) => macApplications.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`));
  }
  if (process.platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name]);
    return folders.filter(Boolean).flatMap((folder) => windowsPaths.map((parts) => join(folder, ...parts)));
  }
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  return linuxNames.flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name)));
}

/** Finds a browser, installs Chromium where that is possible without asking, else says what to do and returns undefined. */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (isDebianRoot()) {
    console.log('No Chrome, Chromium or Edge found: installing Chromium with apt-get …');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env });
    const installed = findBrowser();
    if (installed) return installed;
  }
  console.error('The browser tests need Chrome, Chromium or Edge, and none was found.');
  console.error(adviceFor(process.platform));
  return undefined;
}

function isDebianRoot() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function adviceFor(platform) {
  const otherwise = 'or set CHROME_PATH to the browser you have, and run the command again.';
  if (platform === 'darwin') return `Install Google Chrome (https://www.google.com/chrome/), ${otherwise}`;
  if (platform === 'win32') return `Install Google Chrome or Microsoft Edge, ${otherwise}`;
  return `Install one (on Debian: sudo apt-get install chromium; on Ubuntu: Google Chrome's own package), ${otherwise}`;
}
