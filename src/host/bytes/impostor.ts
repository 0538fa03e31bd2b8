/**
 * What often lies where a model or an adapter should: the pointer that git leaves without git-lfs, a web page that a
 * server sent instead of the file, a download that never began. The cause is told, not "damaged".
 */

/** In words what a file is instead, such as `a git-lfs pointer, not the file it points to`; undefined for anything else. */
export function impostorOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'empty';
  const start = startOf(bytes);
  if (/^version https:\/\/(git-lfs|hawser)\.github\.com\/spec\//.test(start))
    return 'a Git LFS pointer and not the file it points to: it was cloned without git-lfs';
  if (isWebPage(bytes)) return 'a web page (HTML): the server sent a page in place of the file';
  if (/^\s*<(\?xml|Error>)/.test(start))
    return 'an XML message: the server sent an answer of its own in place of the file';
  if (/^\s*(Entry not found|Not Found|404\b|Repository not found|Invalid username or password)/i.test(start))
    return 'a message that the server sent in place of the file';
  if (bytes.length > 3 && bytes[0] === 0x1f && bytes[1] === 0x8b) return 'still compressed with gzip';
  if (start.startsWith('PK\u0003\u0004')) return 'a zip archive';
  return undefined;
}

export function isWebPage(bytes: Uint8Array): boolean {
  return /^\s*(<!--[\s\S]*?-->\s*)?<(!doctype\s+html|html|head|body)\b/i.test(startOf(bytes));
}

function startOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 512)).replace(/^\uFEFF/, '');
}
