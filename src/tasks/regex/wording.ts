/** A shape as a sentence: all that a reader needs to write its pattern. */
import { isChoice, type Field, type Kind, type Part, type Shape } from './shape.ts';

const NOUNS_OF: Readonly<Record<Kind, string>> = {
  digit: 'digits',
  lower: 'lowercase letters',
  upper: 'uppercase letters',
  letter: 'letters of either case',
  wordlike: 'letters, digits or underscores',
};

/** The signs by name. */
export const SIGNS: Readonly<Record<string, string>> = {
  '-': 'hyphen',
  ':': 'colon',
  _: 'underscore',
  '/': 'slash',
  '.': 'dot',
  '+': 'plus sign',
};

/** Such as `3 digits, then a hyphen, then the word ember, then optionally a hyphen and 1 or more uppercase letters`. */
export function wordingOf({ parts, joint, tail }: Shape): string {
  const sign = `${joint.text === '_' ? 'an' : 'a'} ${SIGNS[joint.text]}`;
  const end = tail ? `, then optionally ${sign} and ${partWording(tail)}` : '';
  return parts.map(partWording).join(`, then ${sign}, then `) + end;
}

function partWording(part: Part): string {
  if (!isChoice(part)) return `${quantity(part)} ${NOUNS_OF[part.kind]}`;
  const [last, ...others] = [...part.words].reverse();
  return others.length === 0 ? `the word ${last}` : `the word ${others.reverse().join(', ')} or ${last}`;
}

function quantity({ low, high }: Field): string {
  if (high === null) return `${low} or more`;
  return low === high ? String(low) : `${low} to ${high}`;
}
