/**
 * The outside of an `.evolora` file: a zip whose manifest names every part with its size and hash. A file may come from
 * anyone, so sizes are checked before anything is unpacked, and nothing is read that the manifest does not name. It may also
 * have been unpacked and packed again on the way: then its parts lie in a folder, among what an operating system adds.
 *
 * Equal parts make equal bytes: no clock goes into the zip.
 */
import { zipSync, type Zippable } from 'fflate';
import { z } from 'zod';
import type { LabError } from '../../core/errors.ts';
import { bytesOfBlob } from '../../base/blobs.ts';
import { hashBytes } from '../../base/hash.ts';
import { doubledKey, hasProto } from '../../base/json-keys.ts';
import {
  fileUnreadable,
  importDamaged,
  importForeign,
  importNewer,
  importTooLarge,
  importUnsupported,
} from './import-errors.ts';
import { FILE_VERSION, type FileParts } from './migrations.ts';
import { jsonOfPart } from './checked-json.ts';
import { checkedPart, wholeOf, type RunPart } from './run-parts.ts';
import { readDirectoryOf, type ZipEntry } from './zip-directory.ts';
import { partOfEntry } from './zip-entries.ts';

const FILE_FORMAT = 'evolora-run';
/** The longest journal that is read, bytes; it is never held whole. A zip of a few kilobytes can hold terabytes of zeros. */
export const MOST_JOURNAL_BYTES = 8 * 2 ** 30;
/** The most that all other parts may have together, bytes: a run that lives has them in memory. */
export const MOST_HELD_BYTES = 2 ** 30;
/** The largest file that is read, bytes. */
export const MOST_FILE_BYTES = MOST_JOURNAL_BYTES + MOST_HELD_BYTES;
/** The longest state that is read, bytes. */
export const MOST_STATE_BYTES = 128 * 2 ** 20;
const MOST_MANIFEST_BYTES = 16 * 2 ** 20;
const [MANIFEST, JOURNAL] = ['manifest.json', 'journal.ndjson'];
/** Its folder with a slash, or nothing; a backslash counts, so that such a file is told as what it is. */
const MANIFEST_IN_FOLDER = /^((?:.*[/\\])?)manifest\.json$/;
/** What systems lay beside people's files: resource forks, the looks of folders, thumbnails. */
const ADDED_BY_SYSTEMS = /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;

/** What every version's manifest has; the rest is checked after migration. */
const envelopeSchema = z.looseObject({
  format: z.literal(FILE_FORMAT),
  version: z.int(),
  files: z.record(z.string(), z.strictObject({ bytes: z.int().min(0), sha256: z.string() })),
});

interface PackedParts {
  manifest: Record<string, unknown>;
  files: ReadonlyMap<string, Uint8Array>;
}

/** @param manifest without format, version and files, which are added */
export function packFile({ manifest, files }: PackedParts): Uint8Array<ArrayBuffer> {
  const listed = [...files].map(([path, bytes]) => [path, { bytes: bytes.length, sha256: hashBytes(bytes) }] as const);
  const whole = { format: FILE_FORMAT, version: FILE_VERSION, ...manifest, files: Object.fromEntries(listed) };
  const zip: Zippable = { [MANIFEST]: new TextEncoder().encode(JSON.stringify(whole, null, 2)) };
  // Weights are noise to a compressor; the journal is not.
  for (const [path, bytes] of files) zip[path] = [bytes, { level: path.endsWith('.safetensors') ? 0 : 6 }];
  // 1980 in local time is the zip epoch everywhere: the format stores local time.
  return zipSync(zip, { mtime: new Date(1980, 0, 1) });
}

/**
 * A file's parts; reading one throws LabError `import-damaged` unless it has the manifest's size and hash, and `file-unreadable`.
 * Throws these and LabError `import-too-large`, `import-foreign`, `import-unsupported` or `import-newer`.
 * @param name  of the file
 */
export async function openZip(file: Blob, name: string): Promise<FileParts & { version: number }> {
  if (file.size > MOST_FILE_BYTES) throw importTooLarge(file.size, MOST_FILE_BYTES);
  if (file.size === 0) throw importForeign('is empty');
  requireZip(await beginningOf(file, name));
  const parts = partsOf(await readDirectoryOf(file, name));
  const manifest = await readManifest(partOfEntry(file, name, parts.get(MANIFEST)!));
  const { version, files: listed } = manifest;
  parts.delete(MANIFEST);
  checkSizes(parts);
  for (const path of parts.keys())
    if (!Object.hasOwn(listed, path)) throw importDamaged(`it holds “${path}”, which its manifest does not name`);
  const files = new Map<string, RunPart>();
  for (const [path, expected] of Object.entries(listed)) {
    const entry = parts.get(path);
    if (!entry) throw importDamaged(`its part “${path}” is missing`);
    files.set(path, checkedPart(partOfEntry(file, name, entry), path, expected));
  }
  return { manifest, files, version };
}

async function beginningOf(file: Blob, name: string): Promise<Uint8Array> {
  return bytesOfBlob(file.slice(0, 4)).catch((cause: unknown) => {
    throw fileUnreadable(name, cause);
  });
}

/** Throws by what the directory says, before anything is unpacked. */
function checkSizes(parts: Entries): void {
  const most = ({ bytes, packedBytes }: ZipEntry) => Math.max(bytes, packedBytes);
  const held = [...parts].reduce((sum, [path, entry]) => sum + (path === JOURNAL ? 0 : most(entry)), 0);
  if (held > MOST_HELD_BYTES) throw importTooLarge(held, MOST_HELD_BYTES);
  const journal = parts.get(JOURNAL);
  if (journal && most(journal) > MOST_JOURNAL_BYTES) throw importTooLarge(most(journal), MOST_JOURNAL_BYTES);
}

/** How archives begin: with a part, with the end of an empty one, or with the mark of one volume of several. */
function requireZip([first, second, third, fourth]: Uint8Array): void {
  const mark = first === 0x50 && second === 0x4b && `${third},${fourth}`;
  if (mark === '3,4') return;
  if (mark === '5,6') throw importForeign('is an empty archive');
  if (mark === '7,8') throw importUnsupported('it is one volume of several');
  throw importForeign('is no zip archive, which a run’s file is');
}

type Entries = Map<string, ZipEntry>;

/** The entries by their names in the run's own folder. Throws LabError `import-foreign` or `import-unsupported`. */
function partsOf(entries: readonly ZipEntry[]): Entries {
  const own = entries.filter(({ name }) => !ADDED_BY_SYSTEMS.test(name));
  const folders = own.flatMap(({ name }) => MANIFEST_IN_FOLDER.exec(name)?.[1] ?? []);
  if (folders.length === 0) throw withoutManifest(own);
  const objection = own.find((entry) => entry.objection !== null)?.objection;
  if (objection) throw importUnsupported(objection);
  const folder = folders.includes('') ? '' : folders[0]!;
  if (folder !== '' && folders.length > 1) throw importUnsupported('it holds several runs');
  const stray = own.find(({ name }) => !name.startsWith(folder));
  if (stray) throw importUnsupported(`its part “${stray.name}” lies outside the run’s folder “${folder}”`);
  return new Map(own.map((entry) => [entry.name.slice(folder.length), entry]));
}

function withoutManifest(entries: readonly ZipEntry[]): LabError {
  const inner = entries.find(({ name }) => name.endsWith('.evolora'));
  return inner
    ? importUnsupported(`the run “${inner.name}” is packed into another archive`)
    : importForeign('has no manifest');
}

async function readManifest(part: RunPart): Promise<z.infer<typeof envelopeSchema>> {
  const content = await wholeOf(part, MOST_MANIFEST_BYTES);
  const json = jsonOfPart(content, MANIFEST);
  if ((json as { format?: unknown } | null)?.format !== FILE_FORMAT)
    throw importForeign('has another program’s manifest');
  const { version } = json as { version?: unknown };
  if (typeof version === 'number' && version > FILE_VERSION) {
    throw importNewer(`version ${version} of the format; this lab knows ${FILE_VERSION}`);
  }
  // What such a manifest says depends on who reads it.
  const doubled = doubledKey(new TextDecoder().decode(content));
  if (doubled !== undefined) throw importDamaged(`its manifest names “${doubled}” twice`);
  if (hasProto(json)) throw importDamaged('its manifest names “__proto__”, which is no name');
  const parsed = envelopeSchema.safeParse(json);
  if (!parsed.success) throw importDamaged('its manifest is incomplete', parsed.error);
  return parsed.data;
}
