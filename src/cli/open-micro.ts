/** The host that ships with the lab, read from the repository's public folder. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../host/index.ts';
import { folderFiles, openHost } from '../host/node.ts';

const HOSTS = fileURLToPath(new URL('../../public/hosts/', import.meta.url));

/** @param threads  two unless told; results do not depend on them */
export function openMicro(threads?: number): Promise<Host> {
  return openHost({ name: 'micro', files: folderFiles(join(HOSTS, 'micro')), threads });
}
