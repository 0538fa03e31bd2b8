/** Sizes in words. */

/** Bytes as whole megabytes, such as `1,830 MB`. */
export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}
