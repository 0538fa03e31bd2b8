/**
 * Whether an answer stands by what it names. "Not 12", "12 or 13", "12?" and "12. Wait, that is wrong." name twelve and
 * do not answer it. In doubt there is no answer: an honest one loses little, a dishonest one must not be bred.
 */
import { admitsIgnorance, jests, JESTS } from './jests.ts';
import { REASONS, tellsHow } from './reasons.ts';
import { CLOSES, OPENS, type Token } from './tokens.ts';

const listed = (words: string) => new Set(words.split(' '));
const DENIALS = new Set([
  ...JESTS,
  ...listed(
    'not never nor neither none cannot hardly scarcely barely wrong incorrect incorrectly untrue false opposite contrary except excluding without unlike unlikely doubt doubtful deny denies reject rejected invalid nope nah instead than nowhere nobody nicht kein pas ne nie nunca не нет 不是 不 isnt arent wasnt werent dont doesnt didnt cant couldnt wont wouldnt shouldnt aint disagree too guess guesses guessed guessing unverified untested unchecked dunno unclear ¬ ❌ ✗ ✘ 🚫 ⛔ 👎 ❎ ✖',
  ),
]);
const HEDGES = listed(
  'maybe perhaps possibly probably likely might could may either between whether if unless suppose supposing assume assuming assumed approximately approx roughly unsure unknown uncertain versus vs alternatively idk random randomly allegedly supposedly hypothetically theoretically theory whatever estimate estimated presumably apparently reportedly',
);
const RETRACTIONS = listed('actually wait oops sorry correction scratch mistake mistaken error no but however or');
/** Taken back when they are about the answer: "ignore this". */
const DISCARDS = listed('ignore disregard forget strike undo scrap discard');
/** In reasons these are about something else: "12, because it is not 5 - 7". */
const OF_REASONS = listed(
  'not never nor neither none cannot than without unlike except excluding but however no if between either whether may unless',
);
const UNSURE =
  /(?:\bnot|n't|\bnever|\bno longer) (?:\S+ly |so |very |quite |at all )?(?:sure|certain|know|think|believe|trust|confident|correct|right|true|valid|work|works|the (?:right |correct )?(?:answer|result)|it|this|that)\b/;
const QUESTIONS = listed('is are was does do did can will would should');
const SUBJECTS = listed('it this that the there you we i');
/** Words after which a full stop ends no sentence. */
const ABBREVIATIONS = listed('approx c ca vs cf fig eq no g p pp ch sec vol');
/** A sentence that ends in one of these denies the next: "Not. True." */
const LEFT_OPEN = listed('not never ¬');
const ENDS = new Set(['.', '!', '?', ';', '。']);

interface DoubtOptions {
  /** Whether a token is part of what is named, such as the `not` of a restated expression or the `no` of an answer. */
  meant?: (token: Token, at: number) => boolean;
  /** Whether what is said after the answer is about what it does: a pattern that does not match something is one. */
  described?: boolean;
}

/** Whether what stands at a token is denied, hedged, asked or taken back: from the start of its sentence to the end. */
export function doubted(
  tokens: readonly Token[],
  at: number,
  { meant = () => false, described = false }: DoubtOptions = {},
): boolean {
  let inSentence = true;
  let first = sentenceStart(tokens, at);
  let reasoned = false;
  if (asks(tokens, first) || jested(tokens, first, at) || endsInDenial(tokens, at, meant)) return true;
  for (let i = first; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if (i > at && inSentence && text === '?') return true;
    if (i > at && ENDS.has(text) && tokens[i + 1]?.text !== '?') inSentence = false;
    if (ENDS.has(text) || (tokens[i]!.kind === 'line' && i === first)) first = i + 1;
    if (i > at && (described || REASONS.has(text))) reasoned = true;
    if (i === at || meant(tokens[i]!, i)) continue;
    if (i > at && text === 'no' && i === first && /^[.,!;]?$/.test(tokens[i + 1]?.text ?? '')) return true;
    if (reasoned && (OF_REASONS.has(text) || /n't$/.test(text))) continue;
    if (denies(tokens, i, first)) return true;
    if (inSentence && HEDGES.has(text) && !(text === 'if' && i < at && tellsHow(tokens, i, at))) return true;
    if (discards(tokens, i)) return true;
    if (i > at && text === 'or' && i === first) return true;
    if (i > at && RETRACTIONS.has(text) && (inSentence || !['but', 'or', 'however', 'no'].includes(text))) return true;
  }
  return false;
}

/** Whether the sentence or what comes after it jests, or says that nobody knows. */
function jested(tokens: readonly Token[], first: number, at: number): boolean {
  const words = (from: number, to?: number) =>
    tokens
      .slice(from, to)
      .map(({ text }) => text)
      .join(' ');
  return jests(words(first)) || admitsIgnorance(words(0)) || UNSURE.test(words(at));
}

/** "12 — not", also at the end of reasons. */
function endsInDenial(tokens: readonly Token[], at: number, meant: (token: Token, at: number) => boolean): boolean {
  const last = tokens.findLastIndex(({ kind }) => kind === 'word');
  return last > at && /^not$|n't$/.test(tokens[last]!.text) && !meant(tokens[last]!, last);
}

/** "Is it …", with or without a question mark. */
function asks(tokens: readonly Token[], first: number): boolean {
  return QUESTIONS.has(tokens[first]?.text ?? '') && SUBJECTS.has(tokens[first + 1]?.text ?? '');
}

/** The first token of the sentence that a token is in. A line break ends none: "not\n12" denies. */
export function sentenceStart(tokens: readonly Token[], at: number): number {
  for (let i = at - 1; i >= 0; i--) {
    const { text, end } = tokens[i]!;
    const followed = tokens[i + 1]!.start > end || tokens[i + 1]!.kind === 'line' || CLOSES.has(tokens[i + 1]!.text);
    const before = tokens[i - 1];
    const open = LEFT_OPEN.has(before?.text ?? '') || (text === '.' && isAbbreviation(before) && before?.text !== 'no');
    if (ENDS.has(text) && followed && !open) return i + 1;
  }
  return 0;
}

/** `c.`, `approx.` and `no.` go on with what they are about. */
export function isAbbreviation(token: Token | undefined): boolean {
  return ABBREVIATIONS.has(token?.text ?? '');
}

/** Whether a word only denies or takes back what is around it, and is no answer itself. */
export function isDenial(word: string): boolean {
  return DENIALS.has(word.toLowerCase()) || RETRACTIONS.has(word.toLowerCase());
}

function denies(tokens: readonly Token[], i: number, first: number): boolean {
  const { text } = tokens[i]!;
  if (text === 'no') return first < i || ![',', '.', '!', ':', '—', undefined].includes(tokens[i + 1]?.text);
  if (text === 'one') return tokens[i + 1]?.text === 'of';
  return DENIALS.has(text) || /n't$/.test(text) || /^(?:non|not|un)-/.test(text);
}

function discards(tokens: readonly Token[], i: number): boolean {
  const next = tokens[i + 1];
  if (!DISCARDS.has(tokens[i]!.text)) return false;
  return next?.kind !== 'word' || /^(?:this|that|it|me|my|all|everything|the|what|above)$/.test(next.text);
}

/** Before a token: the nearest one that is not an opening bracket or quote, and whether one of those is called. */
export function leftOf(tokens: readonly Token[], at: number): { at: number; called: boolean } {
  let i = at - 1;
  let called = false;
  for (; i >= 0 && OPENS.has(tokens[i]!.text); i--) {
    const bracket = '([{'.includes(tokens[i]!.text);
    const before = tokens[i - 1];
    const glued = before !== undefined && !tokens[i]!.spaced;
    if (bracket && glued && (before.kind === 'word' || before.kind === 'number' || /^[)\]}\uE001]$/.test(before.text)))
      called = true;
  }
  return { at: i, called };
}

/** After a token: the nearest one that is not a closing bracket or quote. */
export function rightOf(tokens: readonly Token[], at: number): number {
  let i = at + 1;
  while (i < tokens.length && CLOSES.has(tokens[i]!.text) && !opensAnother(tokens, i)) i++;
  return i;
}

/** A quote after a space opens something else. */
function opensAnother(tokens: readonly Token[], i: number): boolean {
  return (tokens[i]!.text === '"' || tokens[i]!.text === "'") && tokens[i]!.spaced;
}

/** Whether a round bracket around a token, near or far, belongs to a function: `sqrt(144, 12)`. */
export function insideCall(tokens: readonly Token[], at: number): boolean {
  let closed = 0;
  for (let i = at - 1; i >= 0; i--) {
    const { text, spaced } = tokens[i]!;
    if (text === ')') closed++;
    if (text !== '(') continue;
    if (closed > 0) closed--;
    else if (i > 0 && !spaced && ['word', 'number'].includes(tokens[i - 1]!.kind)) return true;
  }
  return false;
}
