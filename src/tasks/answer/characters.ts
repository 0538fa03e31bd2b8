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
  ...{ nbsp: '\u00a0', thinsp: THIN, minus: '−', times: '×', divide: '÷', lt: '<', gt: '>', amp: '&', quot: '"' },
  ...{ ne: '≠', le: '≤', ge: '≥', plusmn: '±', middot: '·', not: '¬', frac12: '½', ndash: '–', mdash: '—', asymp: '≈' },
};
const SUPERSCRIPT = /[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+/g;

/** The plain form of a text. Full-width and plain digits in one number make it unreadable. */
export function plainCharacters(text: string): string {
  return text
    .replace(/&(\w{1,8});/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/[\uE000-\uF8FF]/g, '')
    .replace(/\p{Cf}|\p{Variation_Selector}/gu, '')
    .replace(/=\u0338/g, '≠')
    .replace(/(?:[^\s][\u0335-\u0338])+/gu, ' ')
    .replace(/[０-９](?=[0-9])|[0-9](?=[０-９])/g, `$&${UNREAD}`)
    .replace(/－/g, '−')
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\u{1d400}-\u{1d7ff}]/gu, (sign) => sign.normalize('NFKC'))
    .replace(/[¼½¾⅐-⅞]/g, UNREAD)
    .replace(/⁻(?=\d)/g, '−')
    .replace(SUPERSCRIPT, (_power, at: number, whole: string) => (isFootnote(whole, at) ? '' : '^'))
    .replace(/[₀-₉]+/g, UNREAD)
    .replace(/\r\n?/g, '\n')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, THIN)
    .replace(/[−﹣➖˗]/g, '−')
    .replace(/[‐‑]/g, '-')
    .replace(/[‒–]/g, '–')
    .replace(/[—―⸺]/g, '—')
    .replace(/[’‘ʼ]/g, "'");
}

/** A raised number after a word or the end of a sentence, whatever markup is between, refers to a note. */
function isFootnote(whole: string, at: number): boolean {
  let i = at - 1;
  while (i > at - 12 && /[*_`"'$]/.test(whole[i] ?? '')) i--;
  return /^[\p{L}\s.,;:!?]?$/u.test(whole[i] ?? '');
}
