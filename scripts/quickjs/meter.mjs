/**
 * Puts a meter into a WebAssembly module: a counter that every function, every turn of a loop and every bulk operation
 * takes from, and a trap where it is used up. QuickJS's own interruption asks between its bytecodes only, so a built-in such as
 * `[].indexOf.call({ length: 2 ** 53 })` would run for ever; counted here, everything ends, and after equally many steps on
 * every machine.
 *
 * Format: https://webassembly.github.io/spec/core/binary/
 */

/** Bytes that a bulk operation moves for one step, as a power of two. */
const BULK_SHIFT = 6;

const [TYPE, IMPORT, FUNCTION, GLOBAL, EXPORT, CODE] = [1, 2, 3, 6, 7, 10];
const FUNCTION_KIND = 0;
const GLOBAL_KIND = 3;

/**
 * @param {Uint8Array} module  with a section of globals and one of exports; no SIMD, threads or exceptions
 * @returns {Uint8Array} the same with the counter exported as the global `fuel`, an i32; it is full at first, since a module may begin by itself
 */
export function meter(module) {
  const sections = sectionsOf(module);
  const of = (id) => sections.find((section) => section.id === id).bytes;
  const parameters = parametersOf(of(TYPE));
  const types = vectorOf(of(FUNCTION), (reader) => reader.unsigned());
  if (vectorOf(of(IMPORT), readImport).includes(GLOBAL_KIND)) throw new Error('it imports globals');
  const fuel = new Reader(of(GLOBAL)).unsigned();
  const bodies = vectorOf(of(CODE), (reader) => reader.take(reader.unsigned())).map((body, i) => {
    const metered = meterBody(body, parameters[types[i]], fuel);
    return [...leb(metered.length), ...metered];
  });
  const replaced = {
    [GLOBAL]: appended(of(GLOBAL), [0x7f, 1, 0x41, 0x80, 0x80, 0x80, 0x80, 4, 0x0b]), // a mutable i32 that begins as i32.const 2 ** 30
    [EXPORT]: appended(of(EXPORT), [4, ...new TextEncoder().encode('fuel'), GLOBAL_KIND, ...leb(fuel)]),
    [CODE]: [...leb(bodies.length), ...bodies.flat()],
  };
  const out = [...module.subarray(0, 8)];
  for (const { id, bytes } of sections) {
    const content = replaced[id] ?? bytes;
    out.push(id, ...leb(content.length));
    for (const byte of content) out.push(byte);
  }
  return Uint8Array.from(out);
}

/** One function's locals and instructions, with steps taken at its start, at each turn of a loop and for bulk operations. */
function meterBody(body, parameters, fuel) {
  const reader = new Reader(body);
  let locals = 0;
  const groups = reader.unsigned();
  const groupsStart = reader.at;
  for (let i = 0; i < groups; i++) {
    locals += reader.unsigned();
    reader.at += 1;
  }
  const spare = leb(parameters + locals);
  const take = (amount) => [0x23, ...leb(fuel), ...amount, 0x6b, 0x24, ...leb(fuel)];
  const trapIfNone = [0x23, ...leb(fuel), 0x41, 0, 0x48, 0x04, 0x40, 0x00, 0x0b];
  const one = [...take([0x41, 1]), ...trapIfNone];
  const bulk = [0x22, ...spare, ...take([0x20, ...spare, 0x41, BULK_SHIFT, 0x76]), ...trapIfNone];
  const out = [...leb(groups + 1), ...body.subarray(groupsStart, reader.at), 1, 0x7f, ...one];
  while (reader.at < body.length) {
    const start = reader.at;
    const kind = readInstruction(reader);
    if (kind === 'bulk') out.push(...bulk);
    out.push(...body.subarray(start, reader.at));
    if (kind === 'loop') out.push(...one);
  }
  return out;
}

/** Passes one instruction. Its kind: `loop`, `bulk` or nothing of interest. */
function readInstruction(reader) {
  const code = reader.byte();
  if (code === 0xfc) return readLong(reader);
  if (code === 0xfd || code === 0xfe || (code >= 0x06 && code <= 0x0a) || (code >= 0x12 && code <= 0x19))
    throw new Error(`an instruction that is not known here: ${code.toString(16)}`);
  if (code === 0x0e) for (let count = reader.unsigned() + 1; count > 0; count--) reader.unsigned();
  else if (code === 0x1c) for (let count = reader.unsigned(); count > 0; count--) reader.byte();
  else if (code === 0x43) reader.at += 4;
  else if (code === 0x44) reader.at += 8;
  else if (code === 0x11 || (code >= 0x28 && code <= 0x3e)) reader.skip(2);
  else if ((code >= 0x02 && code <= 0x04) || HAS_ONE.has(code)) reader.skip(1);
  return code === 0x03 ? 'loop' : '';
}

/** br, br_if, call, variables, tables, memory.size and memory.grow, constants, references. */
const HAS_ONE = new Set([
  0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2,
]);

/** Instructions of two bytes: conversions, bulk memory, tables. */
function readLong(reader) {
  const code = reader.unsigned();
  if (code > 17) throw new Error(`an instruction that is not known here: fc ${code}`);
  reader.skip([8, 10, 12, 14].includes(code) ? 2 : code > 7 ? 1 : 0);
  return code === 8 || code === 10 || code === 11 || code === 12 || code === 14 ? 'bulk' : '';
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  byte() {
    return this.bytes[this.at++];
  }
  unsigned() {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
  /** Passes so many LEB128 numbers, signed or not. */
  skip(count) {
    for (let left = count; left > 0;) if (this.byte() < 128) left -= 1;
  }
  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

function sectionsOf(module) {
  const reader = new Reader(module);
  reader.at = 8;
  const sections = [];
  while (reader.at < module.length) {
    const id = reader.byte();
    sections.push({ id, bytes: reader.take(reader.unsigned()) });
  }
  return sections;
}

function vectorOf(bytes, read) {
  const reader = new Reader(bytes);
  return Array.from({ length: reader.unsigned() }, () => read(reader));
}

function parametersOf(bytes) {
  return vectorOf(bytes, (reader) => {
    reader.byte();
    const parameters = reader.unsigned();
    reader.at += parameters;
    reader.take(reader.unsigned());
    return parameters;
  });
}

/** The kind of an import. */
function readImport(reader) {
  reader.take(reader.unsigned());
  reader.take(reader.unsigned());
  const kind = reader.byte();
  if (kind === FUNCTION_KIND) reader.skip(1);
  else if (kind === GLOBAL_KIND) reader.at += 2;
  else {
    if (kind === 1) reader.byte();
    reader.skip(reader.byte() & 1 ? 2 : 1);
  }
  return kind;
}

/** A vector's bytes with one item more. */
function appended(bytes, item) {
  const reader = new Reader(bytes);
  const count = reader.unsigned();
  return [...leb(count + 1), ...bytes.subarray(reader.at), ...item];
}

/** Unsigned LEB128. */
function leb(value) {
  const bytes = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) | 128);
  }
}
