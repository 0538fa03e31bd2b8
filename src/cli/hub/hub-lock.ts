/** One process at a time fetches a model; the others wait, and find it fetched. */
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { absent } from '../replace-file.ts';

const LOOK_MS = 300;
/** A lock without a name in it for that many looks is of a process that ended between making and writing it. */
const NAMELESS_LOOKS = 10;

/** Does some work while no other process does it at that path. One that ended without cleaning up counts no more. */
export async function alone<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let [looks, last]: [number, string | null] = [0, null];
  for (let waits = 0; !(await taken(path)); waits++) {
    if (waits === 0) onWait();
    const lock = await lockAt(path);
    looks = lock?.seen === last ? looks + 1 : 0;
    last = lock?.seen ?? null;
    if (lock && (lock.holder > 0 ? !isAlive(lock.holder) : looks >= NAMELESS_LOOKS)) await clear(path, lock.seen);
    else await pause(LOOK_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * Removes a lock that nobody holds any more. Of all that saw it one does so at a time, and only that very lock: another
 * may have removed it and taken its place meanwhile.
 */
async function clear(path: string, seen: string): Promise<void> {
  const remove = async (): Promise<void> => {
    if ((await lockAt(path))?.seen === seen) await rm(path, { force: true });
  };
  await alone(`${path}.clearing`, () => undefined, remove);
}

async function taken(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid)).finally(() => file.close());
    return true;
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== 'EEXIST') throw thrown;
    return false;
  }
}

interface Lock {
  /** the process that holds it; 0 while it has not written its number */
  holder: number;
  /** which lock it is: no later one at that path has the same */
  seen: string;
}

/** null where there is no lock any more. */
async function lockAt(path: string): Promise<Lock | null> {
  const file = await open(path).catch(absent);
  if (file === null) return null;
  try {
    const [text, { ino, mtimeNs }] = [await file.readFile('utf8'), await file.stat({ bigint: true })];
    return { holder: Number(text) || 0, seen: `${ino} ${mtimeNs} ${text}` };
  } finally {
    await file.close();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as { code?: string }).code === 'EPERM';
  }
}
