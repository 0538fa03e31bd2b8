/** Words that computing is told with: reasons after an answer and conditions before it. */
import type { Token } from './tokens.ts';

const listed = (words: string) => new Set(words.split(' '));
/** What an answer's reasons begin with. */
export const REASONS = listed('because since explanation reason reasons reasoning justification');
const OPERATIONS = listed(
  'add adds added adding subtract subtracts subtracted multiply multiplies multiplied divide divides divided sum sums summed count counts counted combine combines combined put puts take takes took reverse reverses reversed sort sorts sorted order orders ordered arrange arranged rearrange write written convert converts converted evaluate evaluates evaluated compute computes computed calculate calculates calculated simplify start starts started begin repair repaired fix fixed join joined apply applied replace replaced read',
);
const ACTORS = listed('you we i one');
const ENDS = /^[.!?;:,\n(—–-]$/;

/** Whether reasons begin at a token: with a word of theirs, or with somebody who computed. */
export function givesReason(tokens: readonly Token[], i: number): boolean {
  if (REASONS.has(tokens[i]!.text)) return true;
  if (tokens[i]!.text === 'is' && namesTotal(tokens, i + 1)) return true;
  const before = tokens[i - 1];
  if (before === undefined || !ENDS.test(before.text)) return false;
  if (namesTotal(tokens, i)) return true;
  return isOperation(tokens[i]) || (ACTORS.has(tokens[i]!.text) && isOperation(tokens[i + 1]));
}

/** Whether a condition at a token, `if you add 5 and 7`, only tells how to get what comes after it. */
export function tellsHow(tokens: readonly Token[], i: number, at: number): boolean {
  const clause = tokens.slice(i + 1, at);
  const end = clause.findIndex(({ text }) => text === ',' || text === 'then');
  if (end < 0) return false;
  if (ACTORS.has(clause[0]!.text)) return isOperation(clause[1]);
  return clause.slice(0, end).some(({ text }, j) => /^(?:is|are)$/.test(text) && isOperation(clause[j + 1]));
}

/** `the sum of`. */
function namesTotal(tokens: readonly Token[], i: number): boolean {
  const noun = tokens[i + 1]?.text ?? '';
  return (
    tokens[i]?.text === 'the' && /^(?:sum|total|product|difference|result)$/.test(noun) && tokens[i + 2]?.text === 'of'
  );
}

function isOperation(token: Token | undefined): boolean {
  return token !== undefined && OPERATIONS.has(token.text);
}
