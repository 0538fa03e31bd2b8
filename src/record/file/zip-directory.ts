/**
 * The directory of a zip, read as it is written: every entry with its true sizes, zip64's included, and what this lab does
 * not read told apart from what is broken. Nothing is unpacked here, and no name is trusted: one that would lead out of the
 * file's own folder, or stands twice, is a reason not to read the file.
 */
import { inflateSync } from 'fflate';
import { importDamaged, importUnsupported } from './import-errors.ts';

export interface ZipEntry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  packedBytes: number;
  bytes: number;
  /** Where the packed bytes begin in the file. */
  from: number;
  /** Why this lab does not read it, as the end of a sentence; null when it does. */
  objection: string | null;
}

/** A run has some hundreds of parts. */
const MOST_ENTRIES = 100_000;
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 0xffff;
const [END, END_64, LOCATOR_64, ENTRY, LOCAL] = [0x06054b50, 0x06064b50, 0x07064b50, 0x02014b50, 0x04034b50];
const [FULL_16, FULL_32] = [0xffff, 0xffffffff];
const METHODS: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'BZIP2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
};
const [STORED, DEFLATED, AES] = [0, 8, 99];

/** All entries but folders. Throws LabError `import-damaged`, or `import-unsupported` for a zip of several volumes. */
export function readDirectory(bytes: Uint8Array): ZipEntry[] {
  try {
    return entriesOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (thrown) {
    if (thrown instanceof RangeError) throw cutOff(thrown); // a DataView was asked beyond the end of the file
    throw thrown;
  }
}

function cutOff(cause?: unknown): Error {
  return importDamaged('it is cut off or was changed on its way', cause);
}

function entriesOf(view: DataView): ZipEntry[] {
  const { count, offset } = endOf(view);
  if (count > MOST_ENTRIES) throw importUnsupported(`it has ${count} parts; at most ${MOST_ENTRIES} are read`);
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let at = offset;
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== ENTRY) throw cutOff();
    const nameBytes = view.getUint16(at + 28, true);
    const name = nameOf(view, at, nameBytes);
    const objection = names.has(name) ? `it holds “${name}” twice` : objectionTo(view, at, name);
    names.add(name);
    if (!name.endsWith('/')) entries.push({ name, objection, ...placeOf(view, at) });
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/**
 * Where the directory is and how many entries it has, of the end record or, where that one is full, of zip64's. A comment may
 * look like an end record; the true one's comment ends with the file, unless something was added behind it.
 */
function endOf(view: DataView): { count: number; offset: number } {
  const first = Math.max(0, view.byteLength - END_BYTES - MOST_COMMENT_BYTES);
  const ends: number[] = [];
  for (let at = view.byteLength - END_BYTES; at >= first; at--) {
    if (view.getUint32(at, true) === END) ends.push(at);
  }
  const isWhole = (at: number) => at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength;
  const end = ends.find(isWhole) ?? ends[0];
  if (end === undefined) throw cutOff();
  return endAt(view, end);
}

function endAt(view: DataView, at: number): { count: number; offset: number } {
  const [disk, count, offset] = [
    view.getUint16(at + 4, true),
    view.getUint16(at + 10, true),
    view.getUint32(at + 16, true),
  ];
  if (disk !== 0 && disk !== FULL_16) throw importUnsupported('it is one volume of several');
  const locator = at - 20;
  const isFull = count === FULL_16 || offset === FULL_32 || disk === FULL_16;
  if (!isFull || locator < 0 || view.getUint32(locator, true) !== LOCATOR_64) return { count, offset };
  const end64 = wholeNumber(view, locator + 8);
  if (view.getUint32(end64, true) !== END_64) throw cutOff();
  return { count: wholeNumber(view, end64 + 32), offset: wholeNumber(view, end64 + 48) };
}

function nameOf(view: DataView, at: number, length: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 46, length);
  return new TextDecoder().decode(bytes);
}

function objectionTo(view: DataView, at: number, name: string): string | null {
  if (name.includes('\\')) return `the name “${name}” of one of its parts has a backslash`;
  const leadsOut = name.startsWith('/') || /^[a-z]:/i.test(name) || name.split('/').includes('..');
  if (leadsOut) return `the name “${name}” of one of its parts leads out of the file`;
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  if ((flags & 1) === 1 || method === AES) return `its part “${name}” is encrypted`;
  if (method === STORED || method === DEFLATED) return null;
  const how = METHODS[method] ?? `method ${method}`;
  return `its part “${name}” is compressed by ${how}; only stored and deflated parts are read`;
}

/** Throws where the entry's bytes are not in the file. */
function placeOf(view: DataView, at: number): Omit<ZipEntry, 'name' | 'objection'> {
  const method = view.getUint16(at + 10, true);
  const { bytes, packedBytes, local } = sizesOf(view, at);
  if (view.getUint32(local, true) !== LOCAL) throw cutOff();
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (from + packedBytes > view.byteLength || (method === STORED && bytes !== packedBytes)) throw cutOff();
  return { method, bytes, packedBytes, from };
}

/** Sizes and place of an entry; what is full in it stands in its zip64 field, in this order, whatever the end record says. */
function sizesOf(view: DataView, at: number): { bytes: number; packedBytes: number; local: number } {
  let field = zip64FieldOf(view, at);
  const full = (value: number) => {
    if (value !== FULL_32 || field === null) return value;
    field += 8;
    return wholeNumber(view, field - 8);
  };
  const bytes = full(view.getUint32(at + 24, true));
  const packedBytes = full(view.getUint32(at + 20, true));
  return { bytes, packedBytes, local: full(view.getUint32(at + 42, true)) };
}

/** Where the content of the entry's zip64 field begins; null when it has none. */
function zip64FieldOf(view: DataView, at: number): number | null {
  let field = at + 46 + view.getUint16(at + 28, true);
  const end = field + view.getUint16(at + 30, true);
  while (field + 4 <= end) {
    if (view.getUint16(field, true) === 1) return field + 4;
    field += 4 + view.getUint16(field + 2, true);
  }
  return null;
}

/** A number of eight bytes; what is beyond exact numbers is beyond every file, too. */
function wholeNumber(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

/** The bytes of an entry without an objection: never more than its directory says. Throws LabError `import-damaged`. */
export function unpackEntry(bytes: Uint8Array, { method, from, packedBytes, bytes: size }: ZipEntry): Uint8Array {
  const packed = bytes.subarray(from, from + packedBytes);
  if (method === STORED) return packed.slice();
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (thrown) {
    throw cutOff(thrown);
  }
}
