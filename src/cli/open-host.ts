/** The host that a command works on: the lab's own, another one that ships with it, or a directory. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../host/index.ts';
import { folderFiles, openHost } from '../host/node.ts';

const HOSTS = fileURLToPath(new URL('../../public/hosts/', import.meta.url));

export interface ChosenHost {
  /** a name in public/hosts, or else a directory; `micro` unless told */
  host?: string | undefined;
  /** path of the graph inside it */
  model?: string | undefined;
}

/**
 * Opens it. Throws what `openHost` throws.
 * @param threads  two unless told; results do not depend on them
 */
export function openChosenHost({ host = 'micro', model }: ChosenHost, threads?: number): Promise<Host> {
  const isShipped = /^[\w.-]+$/.test(host) && existsSync(join(HOSTS, host, 'config.json'));
  const folder = isShipped ? join(HOSTS, host) : resolve(host);
  return openHost({ name: basename(folder), files: folderFiles(folder), threads, model });
}
