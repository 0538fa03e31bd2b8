/** The browser's own file system, as far as the lab uses it. */

export async function foldersIn(root: FileSystemDirectoryHandle): Promise<FileSystemDirectoryHandle[]> {
  const found: FileSystemDirectoryHandle[] = [];
  for await (const entry of root.values()) if (entry.kind === 'directory') found.push(entry);
  return found;
}

export async function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemFileHandle> {
  return folder.getFileHandle(name, { create: true });
}

/** One that is not there is forgotten already. */
export async function forget(root: FileSystemDirectoryHandle, name: string): Promise<void> {
  await whenFree(() => root.removeEntry(name, { recursive: true })).catch((thrown: unknown) => {
    if ((thrown as { name?: string }).name !== 'NotFoundError') throw thrown;
  });
}

/** Opens a file to be written; nobody else may meanwhile. */
export async function openToWrite(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  return whenFree(() => file.createSyncAccessHandle());
}

/** A file that somebody else has open, for writing or, where it is to be removed, at all. */
export function isHeld(thrown: unknown): boolean {
  return (thrown as { name?: string }).name === 'NoModificationAllowedError';
}

/** A tab that was just closed or left holds its files for a moment longer. Throws what the work throws, if it stays so. */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (thrown) {
      if (!isHeld(thrown) || tries === MOST_TRIES) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** How often what somebody holds is tried, and what is waited in between, ms. */
const [MOST_TRIES, RETRY_MS] = [20, 100];

export function causeOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
}

/** Whether a file of that name lies in the folder. */
export async function holds(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  return folder.getFileHandle(name).then(
    () => true,
    () => false,
  );
}

/** What a file's text says as JSON; null where it is not there or is none. */
export async function readJsonFile(folder: FileSystemDirectoryHandle, name: string): Promise<unknown> {
  try {
    return JSON.parse(await (await (await folder.getFileHandle(name)).getFile()).text());
  } catch {
    return null;
  }
}

/** Writes a file. @param onWritten  called with the bytes of every piece */
export async function writeAll(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  to: FileSystemFileHandle,
  onWritten: (bytes: number) => void = () => undefined,
): Promise<void> {
  const handle = await openToWrite(to);
  try {
    let at = 0;
    for await (const chunk of chunks) {
      writeAt(handle, chunk, at);
      at += chunk.length;
      onWritten(chunk.length);
    }
    handle.flush();
  } finally {
    handle.close();
  }
}

/** Writes all of some bytes at a place. Throws a DOMException `QuotaExceededError` where there is no room for them. */
export function writeAt(handle: FileSystemSyncAccessHandle, bytes: Uint8Array, place: number): void {
  for (let from = 0; from < bytes.length;) {
    const written = handle.write(bytes.subarray(from), { at: place + from });
    if (written === 0) throw new DOMException('nothing more was written', 'QuotaExceededError');
    from += written;
  }
}
