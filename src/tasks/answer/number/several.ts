/** Answers with several numbers: equations that begin with the answer, and answers that contradict themselves. */
import { leftOf } from '../doubt.ts';
import { NUMBER_VALUES, QUOTIENT } from './words.ts';
import { isEquals, OPERATORS, tokensOf, type Token } from '../tokens.ts';

/** Where the `=` of `12 = 5 + 7` is; null when the answer is no such equation. */
export function equationStart(tokens: readonly Token[]): number | null {
  const equals = tokens.findIndex(isEquals);
  const right = tokens.slice(equals + 1).filter(({ kind, text }) => kind !== 'line' && text !== '.');
  const numbers = right.filter(({ kind }) => kind === 'number');
  const computes = numbers.length > 1 || numbers.some(({ size }) => size === null);
  const whole = right.every(({ kind, text, size }) =>
    kind === 'number' ? size !== null || QUOTIENT.test(text) : OPERATORS.has(text) || text === '(' || text === ')',
  );
  return equals >= 1 && tokens[equals - 1]!.kind === 'number' && computes && whole ? equals : null;
}

/** Whether a text says of a value that it is not the answer, or names it as what the answer is set apart from. */
export function setsApart(tokens: readonly Token[], others: readonly string[], value: number): boolean {
  const valueOf = (text: string) => {
    const plain = text.replace(/[*_`"$]/g, '');
    const [number] = tokensOf(plain.replace(/^[-−]/, ''));
    const size = number?.size ?? NUMBER_VALUES.get(plain);
    return size === undefined || size === null ? undefined : /^[-−]/.test(plain) ? -size : size;
  };
  if (others.some((other) => valueOf(other) === value)) return true;
  return tokens.some(
    ({ kind, size }, i) =>
      kind === 'number' && size === value && /^(?:not|¬|≠)$|n't$/.test(tokens[leftOf(tokens, i).at]?.text ?? ''),
  );
}

/** Whether "the answer is" or "Answer:" stands before different numbers. */
export function severalAnswers(tokens: readonly Token[]): boolean {
  const stated = tokens.flatMap(({ kind, size }, i) => {
    const lead = tokens[i - 1]?.text ?? '';
    return kind === 'number' && /^(?:is|:|=)$/.test(lead) && tokens[i - 2]?.text === 'answer' && endsPlainly(tokens, i)
      ? [size]
      : [];
  });
  return new Set(stated).size > 1;
}

function endsPlainly(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return next === undefined || next.kind === 'line' || /^[.,;!]$/.test(next.text);
}
