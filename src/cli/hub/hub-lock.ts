/** One process at a time fetches a model; the others wait, and find it fetched. */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { absent } from '../replace-file.ts';

const LOOK_MS = 300;
/** A lock without a name in it for that many looks is of a process that ended between making and writing it. */
const NAMELESS_LOOKS = 10;

/** Does some work while no other process does it at that path. One that ended without cleaning up counts no more. */
export async function alone<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let nameless = 0;
  for (let waits = 0; !(await taken(path)); waits++) {
    if (waits === 0) onWait();
    const holder = await holderOf(path);
    nameless = holder === 0 ? nameless + 1 : 0;
    if ((holder !== null && holder > 0 && !isAlive(holder)) || nameless > NAMELESS_LOOKS)
      await rm(path, { force: true });
    else await pause(LOOK_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
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

/** The process that holds the lock: 0 while it has not written its number, null where there is no lock any more. */
async function holderOf(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(absent);
  return text === null ? null : Number(text) || 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as { code?: string }).code === 'EPERM';
  }
}
