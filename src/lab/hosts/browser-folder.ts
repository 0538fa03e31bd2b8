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
  await root.removeEntry(name, { recursive: true }).catch((thrown: unknown) => {
    if ((thrown as { name?: string }).name !== 'NotFoundError') throw thrown;
  });
}

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
  const handle = await to.createSyncAccessHandle();
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
