/**
 * The languages that the regex tasks are about: strings of a few parts joined by one sign, like `042-ember-XY`. A shape
 * is known three ways, as a pattern, as a sentence (wording.ts) and as strings (cases.ts), so that a prompt can show one
 * and be graded by another. Depth adds parts, kinds of repetition, choices and an optional end.
 */
import type { Random } from '../../base/random.ts';
import type { Depth } from '../../core/depth.ts';
import { withOrdered } from '../order.ts';
import { byDepth } from '../task.ts';
import { NOUNS } from '../basic/words.ts';

export type Kind = 'digit' | 'lower' | 'upper' | 'letter' | 'wordlike';

/** `low` to `high` characters of one kind; without end when `high` is null. */
export type Field = { kind: Kind; low: number; high: number | null };
/** One of some words; of one word, that word. */
type WordChoice = { words: string[] };
export type Part = Field | WordChoice;
/** The sign between two parts, and the pattern that stands for it. */
type Joint = { text: string; source: string };
/** A JSON value: parts in order, and one more, with a joint before it, that may be missing. */
export type Shape = { parts: Part[]; joint: Joint; tail: Part | null };

/** The pattern of one character. */
export const UNITS: Readonly<Record<Kind, string>> = {
  digit: '\\d',
  lower: '[a-z]',
  upper: '[A-Z]',
  letter: '[A-Za-z]',
  wordlike: '\\w',
};
const JOINTS: readonly Joint[] = ['-', ':', '_', '/', '.', '+'].map((text) => ({
  text,
  source: /[.+]/.test(text) ? `\\${text}` : text,
}));

export const isChoice = (part: Part): part is WordChoice => 'words' in part;

/** A fresh shape. At most one part is a choice of words; the others are fields. */
export function drawShape(random: Random, depth: Depth): Shape {
  const count = byDepth(depth, 2, 3, 4);
  const choiceAt = random.integer(0, count);
  const parts = Array.from({ length: count }, (_, i) =>
    i === choiceAt ? drawChoice(random, depth) : drawField(random, depth),
  );
  const tail = depth === 'long' && random.uniform() < 0.5 ? drawField(random, depth) : null;
  return { parts, joint: { ...random.choice(JOINTS.slice(0, byDepth(depth, 4, 6, 6))) }, tail };
}

function drawChoice(random: Random, depth: Depth): WordChoice {
  return { words: random.sample(NOUNS, byDepth(depth, 1, 2, 3)) };
}

function drawField(random: Random, depth: Depth): Field {
  const kinds: Kind[] = ['digit', 'lower', 'upper', 'letter'];
  const kind = random.choice(kinds.slice(0, byDepth(depth, 3, 4, 4)));
  const repeated = random.choice(['exactly', 'between', 'open'].slice(0, byDepth(depth, 1, 2, 3)));
  const low = random.integer(2, byDepth(depth, 4, 4, 5));
  if (repeated === 'exactly') return { kind, low, high: low };
  return repeated === 'open' ? { kind, low: 1, high: null } : { kind, low: low - 1, high: low + random.integer(0, 2) };
}

/** The plainest pattern of a shape. */
export function sourceOf({ parts, joint, tail }: Shape): string {
  const end = tail ? `(${joint.source}${partSource(tail)})?` : '';
  return parts.map(partSource).join(joint.source) + end;
}

/** A text in which the words that a pattern chooses from stand in one order: `(stone|river)` is `(river|stone)`. */
export function inOneOrder(text: string): string {
  return withOrdered(text, /(?<=\()[a-z]+(?:\|[a-z]+)+(?=\))/g, '|');
}

export function partSource(part: Part): string {
  if (isChoice(part)) return part.words.length === 1 ? part.words[0]! : `(${part.words.join('|')})`;
  return UNITS[part.kind] + quantifier(part);
}

function quantifier({ low, high }: Field): string {
  if (high === null) return low === 0 ? '*' : low === 1 ? '+' : `{${low},}`;
  if (low === high) return low === 1 ? '' : `{${low}}`;
  return `{${low},${high}}`;
}
