/** What stands behind a number: whether it leaves the number alone, or goes on to compute, to count or to call. */
import { countedBy, goesOn, remarkBehind, remarks } from '../beside.ts';
import { BOX } from '../characters.ts';
import { leftOf, rightOf } from '../doubt.ts';
import { AFTER, NUMBER_VALUES, NUMBER_WORDS, TAIL } from './words.ts';
import { CLOSES, isEquals, isPicture, MINUS, OPERATORS, type Token } from '../tokens.ts';

/** Whether what follows the number leaves it alone. */
export function endsThere(tokens: readonly Token[], at: number): boolean {
  const i = rightOf(tokens, at);
  const token = tokens[i];
  if (tailChanges(tokens, at)) return false;
  if (!token) return true;
  if (token.kind === 'line') return !nextLineComputes(tokens, i);
  if (token.kind === 'number') return false;
  if (token.kind === 'word')
    return (
      token.spaced && !AFTER.has(token.text) && token.text.length > 1 && (goesOn(tokens, i) || countedBy(tokens, i))
    );
  if (MINUS.has(token.text))
    return (
      token.spaced &&
      tokens[i + 1]?.kind === 'word' &&
      tokens[i + 1]!.spaced &&
      !NUMBER_WORDS.has(tokens[i + 1]!.text) &&
      remarks(tokens, i + 1)
    );
  if (token.text === '(') return token.spaced && isGloss(tokens, at, i + 1);
  if (token.text === ':') return (tokens[i + 1]?.spaced ?? false) && remarkBehind(tokens, i);
  if (token.text === ',' && CLOSES.has(tokens[i + 1]?.text ?? '') && tokens[i + 1]!.text !== '"') return false;
  if (token.text === ',' && /^(?:\.\.|…)/.test(tokens[i + 1]?.text ?? '')) return false;
  if (token.text === ',' || token.text === ';') return remarkBehind(tokens, i);
  if (token.text === '!') return !isFactorial(tokens, at, i);
  if (token.text === '"' || token.text === "'") return token.spaced;
  if (token.text === '.') return !['number', 'word'].includes(tokens[i + 1]?.kind ?? '') || tokens[i + 1]!.spaced;
  return /^[|。]$/.test(token.text) || isPicture(token);
}

/** `12 (twelve)`, `12 (a dozen)`, `12 (5 + 7 = 12)`; not `12 (thirteen)`, `12 (mod 5)`, `12 (lol)`. */
function isGloss(tokens: readonly Token[], at: number, gloss: number): boolean {
  const sign = /^(?:minus|negative)$/.test(tokens[gloss]?.text ?? '') ? 1 : 0;
  const token = tokens[gloss + sign];
  if (token?.kind !== 'word') return false;
  const value = NUMBER_VALUES.get(token.text);
  if (value !== undefined) return tokens[gloss + sign + 1]?.text !== ')' || value === tokens[at]!.size;
  return !AFTER.has(token.text) && remarks(tokens, gloss);
}

/** `(12)!`, `(12!)`, `12!!` and `12! ways`; but `The answer is 12!` exclaims. */
function isFactorial(tokens: readonly Token[], at: number, mark: number): boolean {
  const next = tokens[mark + 1];
  const isBracket = (token: Token | undefined) => token !== undefined && /^[()[\]{}\uE001]$/.test(token.text);
  const bracketed = !tokens[mark]!.spaced && tokens.slice(at + 1, mark).some((token) => /^[)\]}]$/.test(token.text));
  if (bracketed || (isBracket(next) && isBracket(tokens[at - 1])) || next?.text === BOX.close) return true;
  if (next?.text === '!') return leftOf(tokens, at).at < 0;
  if (next?.kind === 'word') return !next.capital;
  return next !== undefined && (OPERATORS.has(next.text) || isEquals(next));
}

function nextLineComputes(tokens: readonly Token[], i: number): boolean {
  let j = i;
  while (tokens[j]?.kind === 'line') j++;
  const [token, after] = [tokens[j], tokens[j + 1]];
  if (!token) return false;
  if (/^[%×÷^·/⊗=±]$/.test(token.text)) return true;
  return (
    (token.kind === 'word' && /^(?:or|percent|times|plus|minus|and|hundred|thousand|million|to|x)$/.test(token.text)) ||
    (/^[-+*−]$/.test(token.text) && after?.kind === 'word' && after.text.length === 1)
  );
}

/** In the rest of the sentence: another base, a modulus. */
function tailChanges(tokens: readonly Token[], at: number): boolean {
  for (let i = at + 1; i < tokens.length && !'.!?;'.includes(tokens[i]!.text); i++)
    if (TAIL.has(tokens[i]!.text)) return true;
  return false;
}
