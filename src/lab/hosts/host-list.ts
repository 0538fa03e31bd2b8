/** The list in a model's folder that says what its numbered files are; a folder without one that is true is no model. */
import { z } from 'zod';
import { bytesOfBlob } from '../../base/blobs.ts';
import { HostError, type HostDescription, type HostFiles } from '../../host/index.ts';
import { causeOf } from './browser-folder.ts';

const listSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  graph: z.string(),
  description: z.strictObject({
    identity: z.strictObject({ name: z.string(), hash: z.string(), modelHash: z.string(), modelType: z.string() }),
    layers: z.number(),
    sites: z.number(),
    parameters: z.number(),
    contextTokens: z.number(),
    packed: z.boolean().optional(),
  }),
  /** File i has the name i. */
  files: z.array(z.strictObject({ path: z.string(), bytes: z.number() })),
});
export type HostList = z.infer<typeof listSchema>;

export interface StoredHost {
  name: string;
  graph: string;
  description: HostDescription;
  bytes: number;
  files: HostFiles;
  /** name of the folder that it lies in */
  folder: string;
}

export const LIST = 'host.json';
/** The file that says what is being fetched into a folder, while it is. */
export const BEGUN = 'fetching.json';

export function storedHost(
  folder: FileSystemDirectoryHandle,
  { name, graph, description, files }: HostList,
): StoredHost {
  return {
    name,
    graph,
    description,
    folder: folder.name,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files: filesOfFolder(folder, name, files),
  };
}

/** The numbered files of a folder, as those of a host. */
export function filesOfFolder(
  folder: FileSystemDirectoryHandle,
  name: string,
  files: readonly { path: string }[],
): HostFiles {
  return {
    async read(path) {
      const at = files.findIndex((file) => file.path === path);
      if (at < 0)
        throw new HostError('host-missing', `“${name}” has no file ${path}.`, 'Delete the model and add it again.');
      try {
        const file = await (await folder.getFileHandle(String(at))).getFile();
        return await bytesOfBlob(file);
      } catch (cause) {
        throw lostFile(path, name, cause);
      }
    },
  };
}

/** What a folder holds; null unless all of it is there. */
export async function wholeList(folder: FileSystemDirectoryHandle): Promise<HostList | null> {
  try {
    const text = await (await (await folder.getFileHandle(LIST)).getFile()).text();
    const list = listSchema.parse(JSON.parse(text));
    for (const [i, { bytes }] of list.files.entries())
      if ((await (await folder.getFileHandle(String(i))).getFile()).size !== bytes) return null;
    return list;
  } catch {
    return null; // no list, half a list, a list of files that are not there: no model
  }
}

/** Browsers clear away what a site keeps when room is short. */
function lostFile(path: string, name: string, cause: unknown): HostError {
  return new HostError(
    'host-unreachable',
    `${path} of “${name}” cannot be read from this browser’s storage (${causeOf(cause)}).`,
    'Try again; if it stays so, delete the model and add it again.',
    { cause },
  );
}
