/**
 * Words beside an answer. Only those that are known to say what the answer is may touch it: a word that nobody thought of,
 * such as `call 12` or `12 lol`, makes it none.
 */
import { CLOSES, type Token } from './tokens.ts';

const listed = (words: string) => new Set(words.split(' '));
/** Lead to an answer by themselves. */
const LEADING = listed(
  'is are was equals equal equalling give gives gave giving get gets got getting yield yields yielding yielded make makes made making become becomes became becoming return returns returned returning produce produces produced producing have has obtain obtains obtained find finds found reach reaches reached count counts counted conclude output outputs outputted leaves leaving left form forms spells contains total totals totalling totaling sum answer result value number integer difference product solution response conclusion verdict ans so thus hence therefore then now just simply exactly precisely only clearly definitely obviously certainly indeed always again finally also still really truly surely yes ok okay sure well right great use using write into named called dollars usd eur gbp est es ist é è jest är это means meaning',
);
/** Lead to an answer after certain words only. */
const LEADING_AFTER: Readonly<Record<string, ReadonlySet<string>>> = {
  of: listed('total answer value result count sum number product difference length output consists score'),
  to: listed(
    'equal equals equated adds add sum sums amounts comes come leads reduces simplifies simplify evaluates evaluate works rounds out total totals get got answer due down evaluated according us converts converted changes changed renamed transforms transformed translates becomes equivalent boils it name identifier',
  ),
  up: listed(''),
  in: listed('result results resulting resulted'),
  with: listed('left up end ends ended continue continues continued come comes'),
  at: listed('arrive arrives arrived arriving'),
  by: listed('followed'),
  calculated: listed('i we have'),
  computed: listed('i we have'),
  as: listed(
    'computed calculated written given expressed known evaluates evaluated simplified rewritten converted read reads named spelled same answer result',
  ),
  be: listed('must will would should shall to'),
  it: listed('make makes call name rename made'),
  us: listed('gives give giving leaves leaving gets'),
  you: listed('gives give giving leaves leaving gets'),
  me: listed('gives give giving leaves leaving gets'),
  letters: listed('the sorted'),
  string: listed('reversed sorted the new resulting'),
  word: listed('reversed'),
  name: listed('variable new snake_case the'),
  list: listed('sorted ordered final the'),
  array: listed('sorted ordered final the json'),
  json: listed('valid repaired corrected fixed correct the'),
  order: listed('ascending increasing sorted alphabetical'),
};
const CONTRACTED = /^(?:it|that|here|there|answer|result|which|he|she|this)'s$/;
const COUNTED_UP = listed('add adds added adding sum sums summed');

/**
 * Whether a word directly before an answer leads to it.
 * @param i  where the word is
 */
export function leadsTo(tokens: readonly Token[], i: number): boolean {
  const { text } = tokens[i]!;
  const before = tokens[i - 1]?.text ?? '';
  if (text === 'is' && before === 'what') return false;
  if (text === 'to' && before === 'up') return COUNTED_UP.has(tokens[i - 2]?.text ?? '');
  if (text === 'be' && before === 'to')
    return /^(?:out|found|computed|calculated|determined)$/.test(tokens[i - 2]?.text ?? '');
  const after = Object.hasOwn(LEADING_AFTER, text) ? LEADING_AFTER[text] : undefined;
  return after ? after.has(before) : LEADING.has(text) || CONTRACTED.test(text);
}

/** Go on from an answer without changing it. */
const GOING_ON = listed(
  'because since as total altogether overall all together exactly precisely only indeed obviously clearly definitely certainly thus therefore hence then again which that thanks thank please cheers done ok okay sir by from after when using via with here correct final answer result rather instead if comes',
);
/** After `in`. */
const PLACES = listed(
  'total all the this it ascending increasing sorted order numerical alphabetical snake_case snake lowercase decimal',
);
/** After `12 is`. */
const PREDICATES = listed(
  'the my our your a an correct right it what sorted valid repaired fixed indeed definitely also equal therefore true',
);
const NAMES_ANSWER = listed(
  'answer result sum total product difference solution value number count output response term list array json object name string word form version reverse conversion correct final right sorted repaired fixed valid',
);
const UNITS = listed(
  'cm mm km kg mg lb lbs oz ml min sec hrs inch foot feet word item unit point dollar euro cent apple dog meter metre mile degree people children usd eur gbp',
);

/** Whether a word directly behind an answer leaves it one. */
export function goesOn(tokens: readonly Token[], i: number): boolean {
  const { text } = tokens[i]!;
  const next = tokens[i + 1]?.text ?? '';
  if (text === 'in') return PLACES.has(next) && !/^(?:reverse|descending)$/.test(tokens[i + 2]?.text ?? '');
  if (text === 'is' || text === 'are') return PREDICATES.has(next) && namesAnswer(tokens, i + 1);
  if (text === 'so') return next !== 'far';
  return GOING_ON.has(text);
}

const ADJECTIVES = listed('alphabetic alphabetical different separate distinct individual whole english red');
const VERBS = listed(
  'ones tops appears looks feels sounds fails breaks remains stays stands works wins loses exists occurs goes starts begins ends sucks rocks means does says needs wants lacks misses makes jokes lies guesses minus plus times towards versus',
);
const CHANGES = listed('short less more fewer over under off missing minus plus times per squared or');

/** Whether a word behind a number counts something with it: `12 cm`, `12 apples`. */
export function countedBy(tokens: readonly Token[], i: number): boolean {
  const { text } = tokens[i]!;
  if (ADJECTIVES.has(text) && tokens[i + 1]?.kind === 'word') return countedBy(tokens, i + 1);
  const counts = UNITS.has(text) || (/^\p{L}{3,}(?<!s)s$/u.test(text) && !VERBS.has(text));
  const next = tokens[i + 1]?.text ?? '';
  return counts && !CHANGES.has(next) && !(next === 'too' && tokens[i + 2]?.kind === 'word');
}

/** `12 is an even number` says something of twelve; `12 is the sum of both` says that it is the answer. */
function namesAnswer(tokens: readonly Token[], predicate: number): boolean {
  if (!/^(?:the|my|our|your|a|an)$/.test(tokens[predicate]!.text)) return true;
  const article = tokens[predicate]!.text;
  return tokens
    .slice(predicate + 1, predicate + 4)
    .some(({ text }) => NAMES_ANSWER.has(text) && (text !== 'number' || (article !== 'a' && article !== 'an')));
}

/** What may begin a remark behind an answer, in brackets or after a comma, a colon or a dash. */
const REMARKS = listed(
  'because since as for which that where so thus hence therefore given by obtained found using after when with from i ie in the a an not it this these there here we you exactly precisely indeed obviously clearly definitely certainly of thanks thank sir done easy simple simply final correct right yes ok sure and one each every all both rather instead see source note meaning hope please let total altogether approx sorted ascending ignoring ignored excluding counting add adding added subtracting multiplying dividing reversed reversing sorting reading converted converting minus negative plus if just step per to how also half',
);

/** Whether a remark that begins with the word at `i` may stand behind an answer. */
export function remarks(tokens: readonly Token[], i: number): boolean {
  const { text, kind } = tokens[i]!;
  return (
    kind === 'word' &&
    (REMARKS.has(text) || /(?:ing|ed|'s|'re)$/.test(text) || NAMES_ANSWER.has(text) || goesOn(tokens, i))
  );
}

/** Whether what stands behind an answer, after closing signs, is no more than words that may stand there. */
export function remarkBehind(tokens: readonly Token[], next: number): boolean {
  let i = next;
  while (tokens[i] && (/^[,;:—–(-]$/.test(tokens[i]!.text) || CLOSES.has(tokens[i]!.text))) i++;
  return i === next || tokens[i]?.kind !== 'word' || remarks(tokens, i);
}
