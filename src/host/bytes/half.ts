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
