/** A zip as any program might write it: each field can be set otherwise than it should be. */
export interface RawEntry {
  name: string;
  content?: Uint8Array;
  flags?: number;
  method?: number;
  /** Sizes and place stand in a zip64 field, and the plain fields are full. */
  zip64?: boolean;
  /** The size that the directory claims. */
  claimedBytes?: number;
  /** As a program writes that does not know the sizes beforehand: they stand behind the content, signed or not. */
  descriptor?: 'signed' | 'unsigned';
  /** The name is written in a code page of old instead of UTF-8. */
  oldCodePage?: boolean;
}

const DESCRIPTOR = 8;

/** Stored entries, one after another, and their directory. @param end64 also with zip64's own end record */
export function rawZip(entries: readonly RawEntry[], { end64 = false, disk = 0, comment = '' } = {}): Uint8Array {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const { name, content = new Uint8Array(), method = 0, zip64 = false, claimedBytes, descriptor } = entry;
    const flags = (entry.flags ?? 0) | (descriptor ? DESCRIPTOR : 0);
    const nameBytes = Buffer.from(name, entry.oldCodePage ? 'latin1' : 'utf8');
    const behind = descriptor ? sizesBehind(content.length, descriptor) : Buffer.alloc(0);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(descriptor ? 0 : content.length, 18);
    local.writeUInt32LE(descriptor ? 0 : content.length, 22);
    local.writeUInt16LE(nameBytes.length, 26);
    chunks.push(local, nameBytes, Buffer.from(content), behind);
    directory.push(directoryEntry({ flags, method, zip64, nameBytes, at, packed: content.length, claimedBytes }));
    at += 30 + nameBytes.length + content.length + behind.length;
  }
  const whole = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(disk, 4);
  end.writeUInt16LE(end64 ? 0xffff : entries.length, 10);
  end.writeUInt32LE(whole.length, 12);
  end.writeUInt32LE(end64 ? 0xffffffff : at, 16);
  const commentBytes = Buffer.from(comment, 'latin1');
  end.writeUInt16LE(commentBytes.length, 20);
  const records = end64 ? [endRecord64(entries.length, at), locator64(at + whole.length)] : [];
  return new Uint8Array(Buffer.concat([...chunks, whole, ...records, end, commentBytes]));
}

/** A checksum that this lab does not read, and the sizes, packed and unpacked. */
function sizesBehind(bytes: number, kind: 'signed' | 'unsigned'): Buffer {
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(bytes, 4);
  sizes.writeUInt32LE(bytes, 8);
  return kind === 'signed' ? Buffer.concat([Buffer.from('PK\x07\x08', 'latin1'), sizes]) : sizes;
}

interface Placed {
  flags: number;
  method: number;
  zip64: boolean;
  nameBytes: Buffer;
  at: number;
  packed: number;
  claimedBytes: number | undefined;
}

function directoryEntry({ flags, method, zip64, nameBytes, at, packed, claimedBytes }: Placed): Buffer {
  const size = claimedBytes ?? packed;
  const extra = Buffer.alloc(zip64 ? 28 : 0);
  if (zip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    [size, packed, at].forEach((value, i) => extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i));
  }
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(flags, 8);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(zip64 ? 0xffffffff : packed, 20);
  entry.writeUInt32LE(zip64 ? 0xffffffff : size, 24);
  entry.writeUInt16LE(nameBytes.length, 28);
  entry.writeUInt16LE(extra.length, 30);
  entry.writeUInt32LE(zip64 ? 0xffffffff : at, 42);
  return Buffer.concat([entry, nameBytes, extra]);
}

function endRecord64(count: number, offset: number): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(offset), 48);
  return record;
}

function locator64(at: number): Buffer {
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(at), 8);
  return locator;
}
