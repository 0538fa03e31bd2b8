/**
 * The outside of an `.evolora` file: a zip whose manifest names every part with its size and hash. A file may come from
 * anyone, so sizes are checked before anything is unpacked, and nothing is read that the manifest does not name.
 *
 * Equal parts make equal bytes: no clock goes into the zip.
 */
import { unzipSync, zipSync, type Zippable } from 'fflate';
import { z } from 'zod';
import { ExplainedError } from '../../base/errors.ts';
import { LabError } from '../../core/errors.ts';
import { hashBytes } from '../../base/hash.ts';
import { FILE_VERSION, type FileParts } from './migrations.ts';

export const FILE_FORMAT = 'evolora-run';
/** The largest file that is read, bytes. */
export const MOST_FILE_BYTES = 512 * 2 ** 20;
/** The most that it may unpack to, bytes: a zip of a few kilobytes can hold terabytes of zeros. */
export const MOST_UNPACKED_BYTES = 2 ** 30;
const MOST_MANIFEST_BYTES = 16 * 2 ** 20;
const MANIFEST = 'manifest.json';

/** What every version's manifest has; the rest is checked after migration. */
const envelopeSchema = z.looseObject({
  format: z.literal(FILE_FORMAT),
  version: z.int(),
  files: z.record(z.string(), z.strictObject({ bytes: z.int().min(0), sha256: z.string() })),
});

const NOTHING_IMPORTED = 'nothing was imported and your runs are as they were';

export function importDamaged(why: string, cause?: unknown): LabError {
  return new LabError(
    'import-damaged',
    `The file is damaged: ${why}.`,
    `Get another copy of it, or export the run again; ${NOTHING_IMPORTED}.`,
    { cause },
  );
}

function importForeign(): LabError {
  return new LabError(
    'import-foreign',
    'This is not a run of Evolora Lab.',
    `Choose a file that ends in .evolora, as Export makes it; ${NOTHING_IMPORTED}.`,
  );
}

function importTooLarge(bytes: number, most: number): LabError {
  return new LabError(
    'import-too-large',
    `The file holds ${Math.ceil(bytes / 2 ** 20)} MB; at most ${most / 2 ** 20} MB can be read.`,
    `Continue such a run on the command line instead; ${NOTHING_IMPORTED}.`,
  );
}

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
 * Throws LabError `import-too-large`, `import-foreign`, `import-newer` or `import-damaged`.
 */
export function unpackFile(bytes: Uint8Array): FileParts & { version: number } {
  if (bytes.length > MOST_FILE_BYTES) throw importTooLarge(bytes.length, MOST_FILE_BYTES);
  if (!startsAsZip(bytes)) throw importForeign();
  const manifest = readManifest(bytes);
  const { version, files: listed } = manifest;
  const files = unzip(bytes, (name) => name !== MANIFEST, MOST_UNPACKED_BYTES);
  for (const path of files.keys())
    if (!Object.hasOwn(listed, path)) throw importDamaged(`it holds “${path}”, which its manifest does not name`);
  for (const [path, { bytes: size, sha256 }] of Object.entries(listed)) {
    const content = files.get(path);
    if (!content) throw importDamaged(`its part “${path}” is missing`);
    if (content.length !== size || hashBytes(content) !== sha256) throw importDamaged(`its part “${path}” has changed`);
  }
  return { manifest, files, version };
}

function startsAsZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

function readManifest(bytes: Uint8Array): z.infer<typeof envelopeSchema> {
  const content = unzip(bytes, (name) => name === MANIFEST, MOST_MANIFEST_BYTES).get(MANIFEST);
  if (!content) throw importForeign();
  const json = parseJson(content, MANIFEST);
  if ((json as { format?: unknown } | null)?.format !== FILE_FORMAT) throw importForeign();
  const { version } = json as { version?: unknown };
  if (typeof version === 'number' && version > FILE_VERSION) {
    throw new LabError(
      'import-newer',
      `The file was written by a newer lab (version ${version} of the format; this lab knows ${FILE_VERSION}).`,
      `Open it with a newer version of the lab; ${NOTHING_IMPORTED}.`,
    );
  }
  const parsed = envelopeSchema.safeParse(json);
  if (!parsed.success) throw importDamaged('its manifest is incomplete', parsed.error);
  return parsed.data;
}

/** Unpacks the wanted parts. Sizes are those of the zip's directory, which fflate allocates and never exceeds. */
function unzip(bytes: Uint8Array, wanted: (name: string) => boolean, mostBytes: number): Map<string, Uint8Array> {
  const names = new Set<string>();
  let total = 0;
  try {
    const unpacked = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        if (!wanted(name)) return false;
        if (names.has(name)) throw importDamaged(`it holds “${name}” twice`);
        names.add(name);
        total += Math.max(size, originalSize);
        if (total > mostBytes) throw importTooLarge(total, mostBytes);
        return true;
      },
    });
    return new Map(Object.entries(unpacked));
  } catch (thrown) {
    if (thrown instanceof ExplainedError) throw thrown;
    throw importDamaged('it is cut off or was changed on its way', thrown);
  }
}

/** Strict UTF-8, then JSON. Throws LabError `import-damaged`. */
export function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as unknown;
  } catch (thrown) {
    throw importDamaged(`its part “${path}” is no JSON`, thrown);
  }
}
