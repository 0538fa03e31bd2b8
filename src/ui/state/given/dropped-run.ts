/** What somebody dropped or chose as a run: its directory, as the command line keeps it. Only what belongs to a run is read. */
import type { GivenFile } from '../../../lab/contract.ts';
import { childrenOf, fileOf, type GivenFolder } from './dropped.ts';

/** What lies in a run's directory; the first two make it one. */
const [STATE, JOURNAL, AMENDED, BLOBS] = ['world.json', 'journal.ndjson', 'amended.ndjson', 'blobs'];
const OWN = new RegExp(`^(?:${STATE}|${JOURNAL}|${AMENDED}|${BLOBS}/[^/.][^/]*)$`);

/** Looks whether a folder is a run's. Null when it is not; throws LabError `file-unreadable`. */
type LookForRun = () => Promise<GivenFolder | null>;

/** Where a folder is the first of what was dropped, how to see whether it is a run's. To be called while the drop is being told. */
export function droppedRun({ items }: DataTransfer): LookForRun {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const folder = entries.find((entry): entry is FileSystemDirectoryEntry => entry.isDirectory);
  const others = entries.filter((entry) => entry !== folder).map(({ name }) => name);
  return async () => {
    if (!folder) return null;
    const own: FileSystemEntry[] = [];
    for await (const child of childrenOf(folder)) own.push(child);
    const isThere = (name: string) => own.some((child) => child.isFile && child.name === name);
    if (!isThere(STATE) || !isThere(JOURNAL)) return null;
    return { name: folder.name, read: () => filesOf(own, ''), others };
  };
}

/** A folder that was chosen as a run's; what is missing in it is told by the lab. */
export function chosenRun(files: readonly File[]): GivenFolder {
  const [name = ''] = files[0]?.webkitRelativePath.split('/') ?? [];
  const given = files.map((file) => ({ path: file.webkitRelativePath.slice(name.length + 1), file }));
  return { name, read: async () => given.filter(({ path }) => OWN.test(path)), others: [] };
}

/** The run's own files, by their paths within its folder. */
async function filesOf(entries: Iterable<FileSystemEntry>, inside: string): Promise<GivenFile[]> {
  const found: GivenFile[] = [];
  for (const entry of entries) {
    const path = `${inside}${entry.name}`;
    if (entry.isFile && OWN.test(path)) found.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    if (!entry.isDirectory || path !== BLOBS) continue;
    const blobs: FileSystemEntry[] = [];
    for await (const blob of childrenOf(entry as FileSystemDirectoryEntry)) blobs.push(blob);
    found.push(...(await filesOf(blobs, `${path}/`)));
  }
  return found;
}
