/** What an explanation of a shape must say and must not say, each thing with the words that people have for it. */
import { isChoice, type Field, type Kind, type Part, type Shape } from './shape.ts';
import { SIGNS } from './wording.ts';

export interface Keyword {
  /** For a person: `digits`. */
  name: string;
  /** Finds it in lower-case text; global. */
  pattern: RegExp;
}

const KINDS: Readonly<Record<'digit' | 'lower' | 'upper' | 'letter', { name: string; words: string }>> = {
  digit: { name: 'digits', words: 'digits?|numerals?|numeric|numbers' },
  lower: { name: 'lowercase letters', words: 'lower[- ]?case|small letters?' },
  upper: { name: 'uppercase letters', words: 'upper[- ]?case|capitals?|capital letters?' },
  letter: { name: 'letters', words: 'letters?|alphabetic|alphabetical' },
};
const SIGN_WORDS: Readonly<Record<string, string>> = {
  '-': 'hyphens?|dash|dashes|minus',
  ':': 'colons?',
  _: 'underscores?',
  '/': 'slash|slashes',
  '.': 'dots?|periods?|full stops?|decimal points?',
  '+': 'plus|plus signs?|pluses',
};
const OPTIONAL = 'optional|optionally|may|might|possibly|zero or one|0 or 1|with or without';
const OR_MORE = '(?:one|1) or more|at least (?:one|1)|any number';
const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** A shape's keywords. Every field counts its kind and its bounds; equal things count once. */
export function keywordsOf(shape: Shape): { required: Keyword[]; forbidden: Keyword[] } {
  const { parts, joint, tail } = shape;
  const all = tail ? [...parts, tail] : parts;
  const fields = all.filter((part): part is Field => !isChoice(part));
  const required = [
    ...fields.flatMap(fieldKeywords),
    ...all.flatMap((part) => (isChoice(part) ? part.words.map((text) => keyword(`the word ${text}`, text)) : [])),
    signKeyword(joint.text),
    ...(tail ? [keyword('the optional end', OPTIONAL)] : []),
  ];
  const unique = new Map(required.map((each) => [each.name, each]));
  return {
    required: [...unique.values()],
    forbidden: [...foreignKinds(all), ...foreignSigns(joint.text, fields, tail)],
  };
}

function fieldKeywords({ kind, low, high }: Field): Keyword[] {
  const { name, words } = kindOf(kind);
  const bounds = high === null ? [keyword('one or more', OR_MORE)] : [...new Set([low, high])].map(numberKeyword);
  return [keyword(name, words), ...bounds];
}

/** Kinds that no part has, and counts that no field of a kind has: "two digits" where there are three. */
function foreignKinds(all: readonly Part[]): Keyword[] {
  const fields = all.filter((part): part is Field => !isChoice(part));
  const kinds = new Set(fields.map(({ kind }) => kind));
  const hasWords = all.some(isChoice);
  const hasCase = (own: Kind) => kinds.has(own) || kinds.has('letter');
  const absent = {
    digit: !kinds.has('digit'),
    lower: !hasCase('lower') && !hasWords,
    upper: !hasCase('upper'),
    letter: !hasCase('lower') && !hasCase('upper') && !hasWords,
  };
  const named = (Object.keys(absent) as (keyof typeof KINDS)[]).filter((kind) => absent[kind]);
  const foreign = named.map((kind) =>
    keyword(KINDS[kind].name, kind === 'digit' ? 'digits?|numeric' : KINDS[kind].words),
  );
  return [...foreign, ...[...kinds].flatMap((kind) => foreignCounts(kind, fields))];
}

function foreignCounts(kind: Kind, fields: readonly Field[]): Keyword[] {
  const { name, words } = kindOf(kind);
  const own = fields.filter((field) => field.kind === kind);
  const isOwn = (n: number) => own.some(({ low, high }) => low <= n && n <= (high ?? Infinity));
  const foreign = NUMBERS.map((_, n) => n).filter((n) => n > 0 && !isOwn(n));
  return foreign.map((n) => keyword(`${n} ${name}`, `(?:${n}|${NUMBERS[n]}) (?:${words})`));
}

function foreignSigns(own: string, fields: readonly Field[], tail: Part | null): Keyword[] {
  const others = Object.keys(SIGNS).filter((sign) => sign !== own);
  const open = fields.some(({ high }) => high === null);
  return [
    ...others.map((sign) => keyword(`a ${SIGNS[sign]}`, `${SIGNS[sign]}s?`)),
    ...(open ? [] : [keyword('or more', 'or more')]),
    ...(tail ? [] : [keyword('something optional', 'optional|optionally|zero or one')]),
  ];
}

/** A sign by name, or itself in quotes. */
function signKeyword(sign: string): Keyword {
  const quoted = `["'\`“‘(]${sign.replace(/[.+/]/, '\\$&')}["'\`”’)]`;
  return { name: `the ${SIGNS[sign]}`, pattern: new RegExp(`\\b(?:${SIGN_WORDS[sign]})\\b|${quoted}`, 'g') };
}

function numberKeyword(n: number): Keyword {
  return keyword(`the number ${n}`, `${n}|${NUMBERS[n] ?? n}`);
}

function keyword(name: string, words: string): Keyword {
  return { name, pattern: new RegExp(`\\b(?:${words})\\b`, 'g') };
}

/** The kinds that shapes are drawn with; a mutated shape is never explained. */
function kindOf(kind: Kind): { name: string; words: string } {
  if (kind === 'wordlike') throw new RangeError('only drawn shapes are explained');
  return KINDS[kind];
}
