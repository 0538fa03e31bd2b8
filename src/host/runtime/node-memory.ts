/**
 * How much memory a Node process may still take. What Node calls available counts, inside a container, the file system's
 * cache as used, though it is given up when it is needed: a process that has just read a model would be told that nothing
 * is left.
 */
import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';

/** What the limit of a container counts: cgroups 2 and 1. */
const STATISTICS = ['/sys/fs/cgroup/memory.stat', '/sys/fs/cgroup/memory/memory.stat'];

/** Bytes that are free for this process, by the system and by the limit of its container. */
export function freeMemory(): number {
  // What macOS calls free leaves out most of what it would give.
  if (process.platform === 'darwin') return totalmem() - process.memoryUsage.rss();
  const limit = process.constrainedMemory();
  if (!(limit > 0 && limit < totalmem())) return freemem();
  return Math.min(freemem(), process.availableMemory() + givenUpWhenNeeded(statistics()));
}

/** Bytes of the file system's cache that nobody uses now, out of a cgroup's statistics. */
export function givenUpWhenNeeded(text: string): number {
  const found = /^total_inactive_file (\d+)$/m.exec(text) ?? /^inactive_file (\d+)$/m.exec(text);
  return Number(found?.[1] ?? 0);
}

function statistics(): string {
  for (const path of STATISTICS) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      // the other one may be there
    }
  }
  return '';
}
