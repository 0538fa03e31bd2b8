/** Memory that is given back at once. */

/**
 * Frees an array's memory where the language can; elsewhere the collector will, some day. The array is empty afterwards.
 */
export function giveBack({ buffer }: ArrayBufferView): void {
  (buffer as ArrayBufferLike & { transfer?: (length: number) => unknown }).transfer?.(0);
}
