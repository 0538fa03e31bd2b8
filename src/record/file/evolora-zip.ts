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
import { hashBytes } from '../../base/hash.ts';
import { doubledKey, hasProto } from '../../base/json-keys.ts';
import { importDamaged, importForeign, importNewer, importTooLarge, importUnsupported } from './import-errors.ts';
import { FILE_VERSION, type FileParts } from './migrations.ts';
import { readDirectory, unpackEntry, type ZipEntry } from './zip-directory.ts';

const FILE_FORMAT = 'evolora-run';
/** The largest file that is read, bytes. */
export const MOST_FILE_BYTES = 512 * 2 ** 20;
/** The most that it may unpack to, bytes: a zip of a few kilobytes can hold terabytes of zeros. */
const MOST_UNPACKED_BYTES = 2 ** 30;
const MOST_MANIFEST_BYTES = 16 * 2 ** 20;
const MANIFEST = 'manifest.json';
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

/** @param manifest without format, version and files, which are added */
export function packFile({ manifest, files }: FileParts): Uint8Array<ArrayBuffer> {
  const listed = [...files].map(([path, bytes]) => [path, { bytes: bytes.length, sha256: hashBytes(bytes) }] as const);
  const whole = { format: FILE_FORMAT, version: FILE_VERSION, ...manifest, files: Object.fromEntries(listed) };
  const zip: Zippable = { [MANIFEST]: new TextEncoder().encode(JSON.stringify(whole, null, 2)) };
  // Weights are noise to a compressor; the journal is not.
  for (const [path, bytes] of files) zip[path] = [bytes, { level: path.endsWith('.safetensors') ? 0 : 6 }];
  // 1980 in local time is the zip epoch everywhere: the format stores local time.
  return zipSync(zip, { mtime: new Date(1980, 0, 1) });
}

/**
 * A file's parts, each checked against the manifest's size and hash.
 * Throws LabError `import-too-large`, `import-foreign`, `import-unsupported`, `import-newer` or `import-damaged`.
 */
export function unpackFile(bytes: Uint8Array): FileParts & { version: number } {
  if (bytes.length > MOST_FILE_BYTES) throw importTooLarge(bytes.length, MOST_FILE_BYTES);
  if (bytes.length === 0) throw importForeign('is empty');
  requireZip(bytes);
  const parts = partsOf(readDirectory(bytes));
  const manifest = readManifest(bytes, parts);
  const { version, files: listed } = manifest;
  parts.delete(MANIFEST);
  const files = unpack(bytes, parts, MOST_UNPACKED_BYTES);
  for (const path of files.keys())
    if (!Object.hasOwn(listed, path)) throw importDamaged(`it holds “${path}”, which its manifest does not name`);
  for (const [path, { bytes: size, sha256 }] of Object.entries(listed)) {
    const content = files.get(path);
    if (!content) throw importDamaged(`its part “${path}” is missing`);
    if (content.length !== size || hashBytes(content) !== sha256) throw importDamaged(`its part “${path}” has changed`);
  }
  return { manifest, files, version };
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

function readManifest(bytes: Uint8Array, parts: Entries): z.infer<typeof envelopeSchema> {
  const content = unpack(bytes, new Map([[MANIFEST, parts.get(MANIFEST)!]]), MOST_MANIFEST_BYTES).get(MANIFEST)!;
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

/** Unpacks parts, unless their directory says that they are too large. */
function unpack(bytes: Uint8Array, parts: Entries, mostBytes: number): Map<string, Uint8Array> {
  const total = [...parts.values()].reduce((sum, { bytes: size, packedBytes }) => sum + Math.max(size, packedBytes), 0);
  if (total > mostBytes) throw importTooLarge(total, mostBytes);
  return new Map([...parts].map(([name, entry]) => [name, unpackEntry(bytes, entry)]));
}

/** Strict UTF-8, then JSON. Throws LabError `import-damaged`. */
export function jsonOfPart(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as unknown;
  } catch (thrown) {
    throw importDamaged(`its part “${path}” is no JSON`, thrown);
  }
}
