/**
 * The directory of a zip, read as it is written: every entry with its true sizes, zip64's included, and what this lab does
 * not read told apart from what is broken. Nothing is unpacked here, and no name is trusted: one that would lead out of the
 * file's own folder, or stands twice, is a reason not to read the file. Of a file that is no array only the end and the
 * directory are read.
 */
import { bytesOfBlob } from '../../base/blobs.ts';
import { cutOff, fileUnreadable, importUnsupported } from './import-errors.ts';

export interface ZipEntry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  packedBytes: number;
  bytes: number;
  /** Where its own header begins in the file. */
  local: number;
  /** Why this lab does not read it, as the end of a sentence; null when it does. */
  objection: string | null;
}

/** A run has some hundreds of parts. */
const MOST_ENTRIES = 100_000;
const [END_BYTES, END_64_BYTES, LOCATOR_64_BYTES] = [22, 56, 20];
const MOST_COMMENT_BYTES = 0xffff;
const MOST_END_BYTES = LOCATOR_64_BYTES + END_BYTES + MOST_COMMENT_BYTES;
const MOST_DIRECTORY_BYTES = 64 * 2 ** 20;
/** Of an entry's own header, without its name and what stands behind that. */
export const HEADER_BYTES = 30;
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
export const STORED = 0;
const [DEFLATED, AES] = [8, 99];

/** All entries but folders. Throws LabError `import-damaged`, or `import-unsupported` for a zip of several volumes. */
export function readDirectory(bytes: Uint8Array): ZipEntry[] {
  const viewOf = (from: number) => new DataView(bytes.buffer, bytes.byteOffset + from, bytes.length - from);
  return withinFile(() => {
    const end = endOf(viewOf(0), 0);
    const { count, offset } = end.at64 === null ? end : endIn64(viewOf(end.at64));
    return entriesOf(viewOf(offset), count);
  });
}

/** The same of a file of any size. Throws LabError `file-unreadable` too. @param name  of the file */
export async function readDirectoryOf(file: Blob, name: string): Promise<ZipEntry[]> {
  const viewOf = (from: number, to: number) => viewOfSlice(file, name, from, to);
  const tailAt = Math.max(0, file.size - MOST_END_BYTES);
  const tail = await viewOf(tailAt, file.size);
  const end = withinFile(() => endOf(tail, tailAt));
  const end64 = end.at64 === null ? null : await viewOf(end.at64, end.at64 + END_64_BYTES);
  const { count, offset } = end64 ? withinFile(() => endIn64(end64)) : end;
  const directory = await viewOf(offset, Math.min(offset + MOST_DIRECTORY_BYTES, end.at));
  return withinFile(() => entriesOf(directory, count));
}

/** A piece of a file; shorter where the file ends before it. */
export async function viewOfSlice(file: Blob, name: string, from: number, to: number): Promise<DataView> {
  const bytes = await bytesOfBlob(file.slice(from, Math.max(from, to))).catch((cause: unknown) => {
    throw fileUnreadable(name, cause);
  });
  return new DataView(bytes.buffer);
}

/** A DataView that is asked beyond its end means a file that is cut off. */
function withinFile<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof RangeError) throw cutOff(thrown);
    throw thrown;
  }
}

function entriesOf(view: DataView, count: number): ZipEntry[] {
  if (count > MOST_ENTRIES) throw importUnsupported(`it has ${count} parts; at most ${MOST_ENTRIES} are read`);
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== ENTRY) throw cutOff();
    const nameBytes = view.getUint16(at + 28, true);
    const name = nameOf(view, at, nameBytes);
    const objection = names.has(name) ? `it holds “${name}” twice` : objectionTo(view, at, name);
    names.add(name);
    const method = view.getUint16(at + 10, true);
    if (!name.endsWith('/')) entries.push({ name, objection, method, ...sizesOf(view, at) });
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

interface ZipEnd {
  count: number;
  /** Where the directory begins. */
  offset: number;
  /** Where this record is. */
  at: number;
  /** Where zip64's own record is, which then counts instead; null where there is none. */
  at64: number | null;
}

/**
 * Where the directory is and how many entries it has. A comment may look like an end record; the true one's comment ends with
 * the file, unless something was added behind it.
 * @param tail  the end of the file, from the place `tailAt` in it
 */
function endOf(tail: DataView, tailAt: number): ZipEnd {
  const first = Math.max(0, tail.byteLength - END_BYTES - MOST_COMMENT_BYTES);
  const ends: number[] = [];
  for (let at = tail.byteLength - END_BYTES; at >= first; at--) {
    if (tail.getUint32(at, true) === END) ends.push(at);
  }
  const isWhole = (at: number) => at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength;
  const end = ends.find(isWhole) ?? ends[0];
  if (end === undefined) throw cutOff();
  return { ...endAt(tail, end), at: tailAt + end };
}

function endAt(view: DataView, at: number): Omit<ZipEnd, 'at'> {
  const [disk, count, offset] = [
    view.getUint16(at + 4, true),
    view.getUint16(at + 10, true),
    view.getUint32(at + 16, true),
  ];
  if (disk !== 0 && disk !== FULL_16) throw importUnsupported('it is one volume of several');
  const locator = at - LOCATOR_64_BYTES;
  const isFull = count === FULL_16 || offset === FULL_32 || disk === FULL_16;
  if (!isFull || locator < 0 || view.getUint32(locator, true) !== LOCATOR_64) return { count, offset, at64: null };
  return { count, offset, at64: wholeNumber(view, locator + 8) };
}

function endIn64(view: DataView): Pick<ZipEnd, 'count' | 'offset'> {
  if (view.getUint32(0, true) !== END_64) throw cutOff();
  return { count: wholeNumber(view, 32), offset: wholeNumber(view, 48) };
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

/**
 * Where an entry's packed bytes begin in the file. Throws LabError `import-damaged` where they are not in it.
 * @param header  the file from the entry's own header on
 */
export function contentAt(
  header: DataView,
  { method, local, packedBytes, bytes }: ZipEntry,
  fileBytes: number,
): number {
  return withinFile(() => {
    if (header.getUint32(0, true) !== LOCAL) throw cutOff();
    const from = local + HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
    if (from + packedBytes > fileBytes || (method === STORED && bytes !== packedBytes)) throw cutOff();
    return from;
  });
}
