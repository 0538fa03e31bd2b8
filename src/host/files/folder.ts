/** A host directory on disk, read by Node. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { HostError } from '../errors.ts';
import { causeInWords } from '../bytes/cause.ts';
import type { HostFiles } from './files.ts';

/** What a system says of a file that is not there. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/**
 * The files of a host directory on disk; links are followed inside of it only, or to the blobs of the Hugging Face cache
 * that it lies in.
 * @param folder  its path, whole or relative to where the process was started
 * `read` throws HostError `host-missing` for a file that is not there, `host-unreachable` for one that cannot be read, and
 * `not-supported` for a path or a link that leads outside.
 * @example
 * import { folderFiles } from 'evolora-host/node';
 *
 * const files = folderFiles('hosts/micro');
 * JSON.parse(new TextDecoder().decode(await files.read('config.json'))).model_type; // → 'qwen3'
 */
export function folderFiles(folder: string): HostFiles {
  return {
    place: folder,
    async list() {
      return [...(await namesIn(folder, '')), ...(await namesIn(folder, 'onnx/'))];
    },
    async read(path) {
      try {
        const file = await realpath(join(folder, path));
        if (!isInside(await realpath(folder), file)) throw outside(folder, path);
        const { buffer, byteOffset, byteLength } = await readFile(file);
        return new Uint8Array(buffer, byteOffset, byteLength); // no copy: weights are large
      } catch (thrown) {
        throw thrown instanceof HostError ? thrown : unread(folder, path, thrown);
      }
    },
  };
}

/** Paths of what lies in a folder of the directory; none where it is not there. */
async function namesIn(folder: string, inside: string): Promise<string[]> {
  const names = await readdir(join(folder, inside)).catch((thrown: unknown) => {
    if (isAbsent(thrown)) return [];
    throw unread(folder, inside, thrown);
  });
  return names.map((name) => inside + name);
}

/** @param folder  both as they are without links */
function isInside(folder: string, file: string): boolean {
  const snapshots = dirname(folder);
  const roots = basename(snapshots) === 'snapshots' ? [folder, join(snapshots, '..', 'blobs')] : [folder];
  return roots.some((root) => {
    const way = relative(root, file);
    return way !== '..' && !way.startsWith(`..${sep}`) && join(root, way) === file;
  });
}

function outside(folder: string, path: string): HostError {
  return new HostError(
    'not-supported',
    `The model in ${folder} is not supported, because its ${path} leads outside the folder.`,
    'Copy the file itself into the folder.',
  );
}

function unread(folder: string, path: string, cause: unknown): HostError {
  if (isAbsent(cause))
    return new HostError(
      'host-missing',
      `The model in ${folder} has no file ${path}.`,
      'Check the folder, then copy or download the whole model into it again; the lab’s own model comes back when the lab is installed again.',
      { cause },
    );
  return new HostError(
    'host-unreachable',
    `The file ${path} of the model in ${folder} cannot be read (${causeInWords(cause)}).`,
    'Check that it is a file, and that it may be read.',
    { cause },
  );
}

function isAbsent(thrown: unknown): boolean {
  return ABSENT.has((thrown as { code?: string } | null)?.code ?? '');
}
