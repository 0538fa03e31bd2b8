/** IEEE 754 binary16, which runtimes without Float16Array hand out as Uint16Array. */

/** One half-precision number. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const TABLE = new Float32Array(65536);
let filled = false;

/** Half-precision bits as float32 numbers. A table: logits are converted at every step. */
export function floatsOfHalves(bits: Uint16Array): Float32Array<ArrayBuffer> {
  if (!filled) for (let i = 0; i < TABLE.length; i++) TABLE[i] = fromHalf(i);
  filled = true;
  return Float32Array.from(bits, (half) => TABLE[half]!);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The half-precision bits nearest to a number, ties to even; too large ones become infinite. */
export function toHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const size = Math.abs(Math.fround(value));
  if (Number.isNaN(size)) return sign | 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | nearestEven(size * 2 ** 24);
  const exponent = ((bits >>> 23) & 255) - 127;
  return sign | (((exponent + 15) << 10) + nearestEven((size / 2 ** exponent - 1) * 1024));
}

function nearestEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
