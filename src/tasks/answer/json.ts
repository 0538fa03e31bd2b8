/**
 * Reading JSON: the last complete array or object of an answer, whatever prose or fence is around it. Inputs said over
 * again and citations may stand before it. What stands inside a value that is broken off or garbled belongs to that
 * value and is never read on its own.
 */
import type { JsonValue } from '../task.ts';
import { VALUE } from './characters.ts';
import { goesOn, leadsTo, remarkBehind, remarks } from './beside.ts';
import { contrasted, isDenied } from './contrast.ts';
import { doubted, insideCall, leftOf, rightOf } from './doubt.ts';
import { mislabelled } from './foreign.ts';
import { jsonSpans, type Span } from './json-spans.ts';
import { STATES } from './number/words.ts';
import { hasPartners } from './partners.ts';
import { ENDLESS_THOUGHT, MOST_READ, type Reading } from './reading.ts';
import { spoken } from './spoken.ts';
import { LEADS, OPERATORS, tokensOf, type Token } from './tokens.ts';
import { undressed, undressedJson } from './undress.ts';

/** Stands for a citation. */
const CITED = 'ⓒ';

/** The JSON array or object that an answer gives; `kind` says what is missing when there is none. */
export function jsonIn(answer: string, kind: string): Reading<JsonValue> {
  const text = spoken(answer);
  if (text === null) return { missing: ENDLESS_THOUGHT };
  if (text.length > MOST_READ) return { missing: 'short answer' };
  const { text: plain, others } = contrasted(undressedJson(text));
  const spans = jsonSpans(plain);
  const last = spans.findLast((span) => !isCitation(span.value)) ?? spans.at(-1);
  if (!last || last.value === undefined) return { missing: kind };
  const written = plain.slice(last.start, last.end);
  if (isDenied(plain, written) || others.some((other) => sameJson(other, written)))
    return { missing: `${kind} that stands alone` };
  return standsAlone(masked(plain, spans, last), kind) ?? { value: last.value };
}

function sameJson(a: string, b: string): boolean {
  return a.replace(/[\s*_`$]/g, '') === b.replace(/[\s*_`$]/g, '');
}

/** `[1]` and `[2, 3]` in prose. */
function isCitation(value: JsonValue | undefined): boolean {
  return (
    Array.isArray(value) && (value.length === 1 || value.length === 2) && value.every((item) => Number.isInteger(item))
  );
}

/** The text's tokens with the value as one of them; other values are left out. */
function masked(text: string, spans: readonly Span[], chosen: Span): Token[] {
  const pieces: string[] = [];
  let from = 0;
  for (const span of spans) {
    const citation =
      isCitation(span.value) && span !== chosen && !/[\w\])}]$/.test(text.slice(0, span.start).slice(-1));
    pieces.push(text.slice(from, span.start), span === chosen ? VALUE : citation ? ` ${CITED} ` : ' ⓧ ');
    from = span.end;
    if (span !== chosen && !citation && span.start === chosen.end) pieces[pieces.length - 1] = '[';
    if (span !== chosen && isCitation(span.value) && span.start === chosen.end) pieces[pieces.length - 1] = '[';
  }
  return tokensOf(undressed([...pieces, text.slice(from)].join('').replaceAll(VALUE, 'ⓥ')));
}

function standsAlone(tokens: readonly Token[], kind: string): { missing: string } | null {
  const at = tokens.findIndex(({ text }) => text === 'ⓥ');
  if (at < 0) return { missing: kind };
  const left = leftOf(tokens, at);
  const alone =
    !left.called &&
    !insideJson(tokens, left.at, at) &&
    !insideCall(tokens, at) &&
    !mislabelled(tokens, at) &&
    hasPartners(tokens, at, (opened) => isAbandoned(tokens, opened, at)) &&
    beginsThere(tokens, left.at) &&
    endsThere(tokens, rightOf(tokens, at));
  return alone && !doubted(tokens, at) ? null : { missing: `${kind} that stands alone` };
}

/** Whether an input that was said over again broke off between a bracket and the value: an arrow, a word or a new line follows. */
function isAbandoned(tokens: readonly Token[], opened: number, at: number): boolean {
  const line = tokens.findLastIndex(({ kind }, i) => kind === 'line' && opened < i && i < at);
  const before = tokens[line < 0 ? at - 1 : line - 1]!;
  if (line >= 0) return !/^[,[{(]$/.test(before.text);
  if (before.kind === 'word') return STATES.has(before.text) || before.text === 'to';
  return LEADS.has(before.text) && !/^[:=]/.test(before.text);
}

function beginsThere(tokens: readonly Token[], left: number): boolean {
  const [before, first] = [tokens[left], tokens[left + 1]!];
  const computes = tokens[left - 1]?.kind === 'number';
  if (!before || before.kind === 'line' || LEADS.has(before.text)) return true;
  if (before.kind === 'number') return first.spaced;
  if (before.kind === 'word') return first.spaced && leadsTo(tokens, left);
  if (before.text === '!' || before.text === '¬') return before.text === '!' && first.spaced;
  if (before.text === '*' && computes) return false;
  if (/^[-–—*•·>|]$/.test(before.text)) return first.spaced || before.text === '*' || before.text === '>';
  return !OPERATORS.has(before.text) && !/^(?:\.\.|…)/.test(before.text);
}

function endsThere(tokens: readonly Token[], at: number): boolean {
  let i = at;
  while (tokens[i]?.text === CITED) i++;
  const [next, after] = [tokens[i], tokens[i + 1]];
  if (!next || next.kind === 'line') return true;
  if (next.kind === 'word') return next.spaced && goesOn(tokens, i);
  if (next.text === '.') return !(after?.kind === 'word' && !after.spaced);
  if (/^[-–—]$/.test(next.text)) return next.spaced && after?.kind === 'word' && remarks(tokens, i + 1);
  if (next.text === '(') return next.spaced && (after?.kind !== 'word' || remarks(tokens, i + 1));
  if (next.text === '[') return next.spaced;
  if (/^[,;:]$/.test(next.text)) return remarkBehind(tokens, i);
  return !OPERATORS.has(next.text) && !/^(?:\.\.|…)/.test(next.text);
}

/** Whether a bracket of JSON opens right before the value: it is part of something that is none. */
function insideJson(tokens: readonly Token[], left: number, at: number): boolean {
  return tokens.slice(left + 1, at).some(({ text }) => text === '[' || text === '{');
}
