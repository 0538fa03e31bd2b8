/** A file's bytes in memory of our own. */

/**
 * What a file holds. A browser keeps the memory of `arrayBuffer()` until its collector comes by, also where it was given
 * back before; this array's is free at once. Throws what reading throws.
 */
export async function bytesOfBlob(blob: Blob): Promise<Uint8Array> {
  const bytes = new Uint8Array(blob.size);
  const reader = blob.stream().getReader();
  for (let at = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes.set(value, at);
    at += value.length;
  }
}
