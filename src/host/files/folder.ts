/** A host directory on disk, read by Node. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HostError } from '../errors.ts';
import type { HostFiles } from './files.ts';

/**
 * The files of a host directory on disk.
 * @param folder  its path, whole or relative to where the process was started
 * `read` throws HostError `host-missing` for a file that cannot be read.
 * @example
 * import { folderFiles } from 'evolora-host/node';
 *
 * const files = folderFiles('hosts/micro');
 * JSON.parse(new TextDecoder().decode(await files.read('config.json'))).model_type; // → 'qwen3'
 */
export function folderFiles(folder: string): HostFiles {
  return {
    async read(path) {
      try {
        return new Uint8Array(await readFile(join(folder, path)));
      } catch (cause) {
        throw new HostError(
          'host-missing',
          `The model in ${folder} has no file ${path}.`,
          'Check the folder, then copy or download the whole model into it again; the lab’s own model comes back when the lab is installed again.',
          { cause },
        );
      }
    },
  };
}
