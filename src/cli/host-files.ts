/** Hosts that ship with the lab, read from the repository's public folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from '../core/errors.ts';
import type { HostFiles } from '../host/index.ts';

const HOSTS = fileURLToPath(new URL('../../public/hosts/', import.meta.url));

/** The files of one host by its folder's name. */
export function hostFiles(name: string): HostFiles {
  return {
    async read(path) {
      try {
        return new Uint8Array(await readFile(join(HOSTS, name, path)));
      } catch (cause) {
        throw new LabError(
          'host-missing',
          `The host “${name}” has no file ${path}.`,
          'Check out the repository again.',
          {
            cause,
          },
        );
      }
    },
  };
}
