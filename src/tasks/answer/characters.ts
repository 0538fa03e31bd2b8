/**
 * Characters by what they mean: full-width and mathematical ones are the plain ones, each sort of minus and of space is
 * one character, invisible ones are gone. What changes a value, such as a power or a vulgar fraction, stays a sign that
 * no reader takes for part of a plain answer.
 */

/** Stands for mathematics that is not read: what is next to it is part of an expression. */
export const UNREAD = '⊗';
/** A space that may stand inside a number. */
export const THIN = '\u2009';
/** Around what an answer puts in a box. */
export const BOX = { open: '\uE000', close: '\uE001' } as const;
/** Stands for a JSON value that was read. */
export const VALUE = '\uE002';

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: '\u00a0',
  thinsp: THIN,
  minus: '−',
  times: '×',
  divide: '÷',
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  ne: '≠',
  le: '≤',
  ge: '≥',
  plusmn: '±',
  middot: '·',
  not: '¬',
  frac12: '½',
  ndash: '–',
  mdash: '—',
  asymp: '≈',
};
const SUPERSCRIPT = /[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+/g;

/** The plain form of a text. Full-width and plain digits in one number make it unreadable. */
export function plainCharacters(text: string): string {
  return text
    .replace(/&(\w{1,8});/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/&#(?:x([\da-f]{1,4})|(\d{1,4}));/gi, (_whole, hex?: string, decimal?: string) =>
      String.fromCharCode(hex ? parseInt(hex, 16) : Number(decimal)),
    )
    .replace(/[\uE000-\uF8FF]/g, '')
    .replace(/\p{Cf}|\p{Variation_Selector}/gu, '')
    .replace(/=\u0338/g, '≠')
    .replace(/(?:[^\s][\u0335-\u0338])+/gu, ' ')
    .replace(/(?![0-9])\p{Nd}(?=[0-9])|[0-9](?=(?![0-9])\p{Nd})/gu, `$&${UNREAD}`)
    .replace(/(?![0-9０-９])\p{Nd}/gu, plainDigit)
    .replace(/－/g, '−')
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u{1d400}-\u{1d7ff}]/gu, (sign) => sign.normalize('NFKC'))
    .replace(/[¼½¾⅐-⅞]/g, UNREAD)
    .replace(/⁻(?=\d)/g, '−')
    .replace(SUPERSCRIPT, (power, at: number, whole: string) =>
      /\d/.test(power.normalize('NFKC')[0]!) && isFootnote(whole, at) ? '' : '^',
    )
    .replace(/[₀-₉]+/g, UNREAD)
    .replace(/\r\n?/g, '\n')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, THIN)
    .replace(/[−﹣➖˗]/g, '−')
    .replace(/[‐‑]/g, '-')
    .replace(/[‒–]/g, '–')
    .replace(/[—―⸺]/g, '—')
    .replace(/[‽⁇⁈⁉؟⸮]/g, '?')
    .replace(/[’‘ʼ]/g, "'");
}

/** A digit of another script: each script has its ten in a row, from a code that ends in 0 or in 6. */
function plainDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  if (code > 0xffff) return digit;
  const last = code % 16;
  return String(/\p{Nd}/u.test(String.fromCharCode(code - last)) ? last : last - 6);
}

/** A raised number after a word or the end of a sentence, whatever markup is between, refers to a note. */
function isFootnote(whole: string, at: number): boolean {
  let i = at - 1;
  while (i > at - 12 && /[*_`"'$]/.test(whole[i] ?? '')) i--;
  return /^[\p{L}\s.,;:!?]?$/u.test(whole[i] ?? '');
}
