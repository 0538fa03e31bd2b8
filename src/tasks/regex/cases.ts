/**
 * Strings that tell a shape from its neighbours: at both ends of every range, with every choice, with and without the
 * optional end; and one step outside each of these. Which side a string is on is said by the engine, not by its maker.
 */
import type { Random } from '../../base/random.ts';
import { NOUNS } from '../basic/words.ts';
import { matchWhole } from './safe-regex.ts';
import { isChoice, sourceOf, type Field, type Kind, type Part, type Shape } from './shape.ts';

export type Cases = { accept: string[]; reject: string[] };

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const ALPHABETS: Readonly<Record<Kind, string>> = {
  digit: DIGITS,
  lower: LOWER,
  upper: UPPER,
  letter: LOWER + UPPER,
  wordlike: DIGITS + LOWER + UPPER,
};
/** How many characters more than the least an open repetition is drawn with. */
const OPEN_REACH = 4;
const RANDOM_DRAWS = 5;

/** Whether a pattern of ours matches each string. Throws a RangeError if the engine refuses it: ours never is. */
export function matchesOf(source: string, texts: readonly string[]): boolean[] {
  const matching = matchWhole(source, texts);
  if ('refused' in matching) throw new RangeError(`the pattern ${source} ${matching.refused}`);
  return matching.matches;
}

/** Different strings on both sides of a shape, shuffled; never the empty one. */
export function casesOf(shape: Shape, random: Random): Cases {
  const texts = random.shuffle([...new Set([...inside(shape, random), ...outside(shape, random)])].filter(Boolean));
  const matches = matchesOf(sourceOf(shape), texts);
  return { accept: texts.filter((_, i) => matches[i]), reject: texts.filter((_, i) => !matches[i]) };
}

function inside(shape: Shape, random: Random): string[] {
  const { parts, joint, tail } = shape;
  const whole = tail ? [...parts, tail] : parts;
  const write = (of: readonly Part[], text: (part: Part) => string) => of.map(text).join(joint.text);
  const ends = [parts, whole].flatMap((of) => [write(of, lowest), write(of, highest)]);
  const drawn = Array.from({ length: RANDOM_DRAWS }, (_, i) =>
    write(i % 2 ? whole : parts, (part) => drawPart(part, random)),
  );
  const chosen = parts.flatMap((part, i) =>
    isChoice(part)
      ? part.words.map((word) => parts.map((other, j) => (i === j ? word : drawPart(other, random))).join(joint.text))
      : [],
  );
  return [...ends, ...drawn, ...chosen];
}

function outside({ parts, joint, tail }: Shape, random: Random): string[] {
  const all = tail ? [...parts, tail] : parts;
  const draw = () => all.map((part) => drawPart(part, random));
  const changed = all.flatMap((part, i) =>
    wrongParts(part, random).map((wrong) =>
      draw()
        .map((text, j) => (i === j ? wrong : text))
        .join(joint.text),
    ),
  );
  const other = random.choice(['-', ':', '_', '/', '.', '+'].filter((sign) => sign !== joint.text));
  const badlyJoined = ['', other, joint.text + joint.text].map((sign) => draw().join(sign));
  return [...changed, ...badlyJoined, draw().slice(1).join(joint.text), draw().join(joint.text) + joint.text];
}

/** Texts that are one step outside of a part. */
function wrongParts(part: Part, random: Random): string[] {
  if (isChoice(part)) {
    const word = random.choice(part.words);
    return [random.choice(NOUNS.filter((noun) => !part.words.includes(noun))), word.slice(0, -1), word.toUpperCase()];
  }
  const { kind, low, high } = part;
  const lengths = high === null ? [low - 1] : [low - 1, high + 1];
  const tooShortOrLong = lengths.map((length) => characters(kind, length, random));
  const foreign = [DIGITS, LOWER, UPPER].filter((alphabet) => !ALPHABETS[kind].includes(alphabet));
  const intruded = foreign.map((alphabet) => {
    const text = [...drawPart(part, random)];
    text[random.integer(0, text.length - 1)] = random.choice([...alphabet]);
    return text.join('');
  });
  return [...tooShortOrLong, ...intruded];
}

function drawPart(part: Part, random: Random): string {
  if (isChoice(part)) return random.choice(part.words);
  return characters(part.kind, random.integer(Math.max(part.low, 1), longest(part)), random);
}

const longest = ({ low, high }: Field) => high ?? low + OPEN_REACH;

function characters(kind: Kind, length: number, random: Random): string {
  return Array.from({ length }, () => random.choice([...ALPHABETS[kind]])).join('');
}

function lowest(part: Part): string {
  return isChoice(part) ? part.words[0]! : ALPHABETS[part.kind][0]!.repeat(part.low);
}

function highest(part: Part): string {
  return isChoice(part) ? part.words.at(-1)! : ALPHABETS[part.kind].at(-1)!.repeat(longest(part));
}
