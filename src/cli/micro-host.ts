/** The host that ships with the lab, read from the repository’s public folder and run in this process. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from '../core/errors.ts';
import { type Host, type HostFiles, loadHost } from '../host/index.ts';
import { nodeRuntime } from '../host/node.ts';

const NAME = 'micro';
const DIRECTORY = fileURLToPath(new URL(`../../public/hosts/${NAME}/`, import.meta.url));

const FILES: HostFiles = {
  async read(path) {
    try {
      return new Uint8Array(await readFile(join(DIRECTORY, path)));
    } catch (cause) {
      const sentence = `The host “${NAME}” has no file ${path}.`;
      throw new LabError('host-missing', sentence, 'Check out the repository again.', { cause });
    }
  },
};

/**
 * The micro host; whoever opens it disposes of it. Throws what `loadHost` throws, and LabError `host-missing`.
 * @param threads  intra-op threads, two when left out; results do not depend on them
 */
export function openMicroHost(threads?: number): Promise<Host> {
  return loadHost({ name: NAME, files: FILES, runtime: nodeRuntime(threads) });
}
