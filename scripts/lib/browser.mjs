/**
 * Finds a browser that the tests can drive: a Chrome, Chromium or Edge, and for the long tests a Firefox. On Debian and
 * Ubuntu as root it installs one. The lab is tested in the system's own browsers, so nothing is downloaded where one is
 * already there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

/** Which browsers count as one kind, where each system keeps them, and what is said when there is none. */
const kinds = {
  chromium: {
    title: 'Chrome, Chromium or Edge',
    variable: 'CHROME_PATH',
    debianPackage: 'chromium',
    linuxNames: [
      'chromium',
      'chromium-browser',
      'google-chrome-stable',
      'google-chrome',
      'microsoft-edge-stable',
      'microsoft-edge',
    ],
    macPrograms: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `${name}.app/Contents/MacOS/${name}`),
    windowsPaths: [
      ['Google', 'Chrome', 'Application', 'chrome.exe'],
      ['Chromium', 'Application', 'chrome.exe'],
      ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
    ],
    advice: {
      darwin: 'Install Google Chrome (https://www.google.com/chrome/)',
      win32: 'Install Google Chrome or Microsoft Edge',
      linux: 'Install one (on Debian: sudo apt-get install chromium; on Ubuntu: Google Chrome’s own package)',
    },
  },
  firefox: {
    title: 'Firefox',
    variable: 'FIREFOX_PATH',
    debianPackage: 'firefox-esr',
    linuxNames: ['firefox-esr', 'firefox'],
    macPrograms: ['Firefox.app/Contents/MacOS/firefox'],
    windowsPaths: [['Mozilla Firefox', 'firefox.exe']],
    advice: {
      darwin: 'Install it (https://www.mozilla.org/firefox/)',
      win32: 'Install it (https://www.mozilla.org/firefox/)',
      linux: 'Install it (on Debian: sudo apt-get install firefox-esr)',
    },
  },
};

/**
 * The path of a browser, or undefined. CHROME_PATH or FIREFOX_PATH decides when it is set; a wrong one throws.
 * @param {'chromium' | 'firefox'} kind
 */
export function findBrowser(kind = 'chromium') {
  const { variable } = kinds[kind];
  const chosen = process.env[variable];
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`${variable} is ${chosen}, but there is no such file.`);
    return chosen;
  }
  return candidates(kinds[kind]).find((path) => existsSync(path));
}

function candidates({ linuxNames, macPrograms, windowsPaths }) {
  if (process.platform === 'darwin') {
    const folders = ['/Applications', join(process.env.HOME ?? '', 'Applications')];
    return folders.flatMap((folder) => macPrograms.map((program) => `${folder}/${program}`));
  }
  if (process.platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name]);
    return folders.filter(Boolean).flatMap((folder) => windowsPaths.map((parts) => join(folder, ...parts)));
  }
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  return linuxNames.flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name)));
}

/**
 * Finds a browser, installs Debian's where that is possible without asking, else says what to do and returns undefined.
 * @param {'chromium' | 'firefox'} kind
 */
export async function ensureBrowser(kind = 'chromium') {
  const found = findBrowser(kind);
  if (found) return found;
  const { title, debianPackage, variable, advice } = kinds[kind];
  if (isDebianRoot()) {
    console.log(`No ${title} found: installing ${debianPackage} with apt-get …`);
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '-y', '--no-install-recommends', debianPackage], { env });
    const installed = findBrowser(kind);
    if (installed) return installed;
  }
  console.error(`These tests need ${title}, and none was found.`);
  const how = advice[process.platform] ?? advice.linux;
  console.error(`${how}, or set ${variable} to the browser you have, and run the command again.`);
  return undefined;
}

function isDebianRoot() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}
