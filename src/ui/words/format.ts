/**
 * How the page writes numbers: at most three significant digits, a true minus sign, commas for thousands, a plus sign
 * where the sign is the message, an en dash where there is nothing. Units stand in headers, so none is added here
 * unless the function's name says so.
 */
import { plainName } from '../../record/fold/niches.ts';

const MINUS = '\u2212';
const NO_VALUE = '\u2013';

const counting = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** How many decimals leave at most three significant digits, and never more than `most`. */
function decimalsFor(size: number, most: number): number {
  if (size >= 99.95) return 0;
  if (size >= 9.995) return Math.min(1, most);
  return most;
}

function dress(text: string, value: number, signed: boolean): string {
  const isZero = !/[1-9]/.test(text);
  if (isZero) return text;
  if (value < 0) return MINUS + text;
  return signed ? `+${text}` : text;
}

/**
 * A measured quantity, such as an energy in E or a rate.
 * @param value  any number; what is not finite is written as an en dash
 * @param options.signed  write a plus sign too
 * @param options.decimals  the most decimals, for sizes below ten (default 2)
 */
export function quantity(
  value: number | null | undefined,
  options: { signed?: boolean; decimals?: number } = {},
): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  const size = Math.abs(value);
  const rounded = size >= 999.5 ? Number(size.toPrecision(3)) : size;
  const decimals = decimalsFor(size, options.decimals ?? 2);
  const text = rounded >= 1000 ? counting.format(rounded) : rounded.toFixed(decimals);
  return dress(text, value, options.signed ?? false);
}

/** A quantity whose sign is the message: ROI, a payment, a difference. */
export function signed(value: number | null | undefined, decimals = 2): string {
  return quantity(value, { signed: true, decimals });
}

/** A whole number, exact: a generation, an age, a sample size. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  return dress(counting.format(Math.abs(value)), value, false);
}

/** A share in 0..1 as a percentage without its sign: 0.333 → `33.3`, 0.04 → `4.0`. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return NO_VALUE;
  return quantity(share * 100, { decimals: 1 });
}

/** A parameter's value as a person would type it: no padding zeros, no rounding beyond the sixth digit. */
export function plain(value: number): string {
  const text = String(Number(value.toPrecision(6)));
  return text.startsWith('-') ? MINUS + text.slice(1) : text;
}

/** Large figures in words of a thousand: 1_690_000 → `1.69 M`. */
export function compact(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  const size = Math.abs(value);
  for (const [from, unit] of COMPACT_UNITS) {
    if (size >= from) return `${dress((size / from).toPrecision(3), value, false)}\u202f${unit}`;
  }
  return quantity(value);
}

const COMPACT_UNITS = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** `1 task`, `2 tasks`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** An interval in brackets: `[+0.12, +0.40]`. */
export function bracket(
  low: number,
  high: number,
  write: (value: number) => string = (value) => signed(value),
): string {
  return `[${write(low)}, ${write(high)}]`;
}

/** A moment as the person's own clock and calendar write it. */
export function moment(msSince1970: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(msSince1970);
}

/** A JSON value as one line of text; strings bare. */
export function oneLine(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return plain(value);
  return JSON.stringify(value) ?? NO_VALUE;
}

/** A cell's name for people: `string.reverse/short` → `string.reverse, short`. */
export function cellTitle(cell: string): string {
  return plainName(cell).replace('/', ', ');
}
