/** One process at a time, of all that run on this machine. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** After so long whoever holds a lock is gone, whatever process has its number now. */
const ABANDONED_MS = 600_000;

/**
 * Does something while nobody else does anything under the same name. One that died in the middle holds nobody up.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(name, work) {
  const lock = join(tmpdir(), `evolora-alone-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`);
  while (!take(lock)) await delay(100);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isAbandoned(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > ABANDONED_MS) return true;
    process.kill(Number(readFileSync(lock, 'utf8')), 0); // asks only; 0, before the number is written, is ourselves
    return false;
  } catch (error) {
    return error.code === 'ESRCH'; // there is no such process; any other: it is somebody else's, or has just been let go
  }
}
