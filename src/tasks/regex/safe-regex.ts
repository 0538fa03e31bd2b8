/**
 * Running a pattern that nobody vouches for. The engine is RE2JS, a port of RE2: it follows all ways through a pattern
 * at once, so its time is the length of the text times the size of the pattern, whatever the pattern (Cox 2007,
 * swtch.com/~rsc/regexp/regexp1.html). Size is bounded here, so an answer can cost its own episode and nothing else.
 */
import { RE2JS, RE2JSSyntaxException } from 're2js';

/** The most letters of a pattern. */
const LONGEST_PATTERN = 200;
/** The most instructions of a compiled pattern. */
const LARGEST_PROGRAM = 1000;
/** The most that all counted repetitions of a pattern may add up to, so that a bomb is refused before it is compiled. */
const MOST_COUNTED = 200;
const MOST_TEXTS = 100;
/** The most letters of all texts together. */
const MOST_LETTERS = 50_000;

type Matching = { matches: boolean[] } | { refused: string };

/**
 * Whether a pattern matches each text as a whole, or why it was not tried, in words that go on from "the pattern".
 * Never throws, whatever the pattern. Anchors are allowed and change nothing.
 */
export function matchWhole(pattern: string, texts: readonly string[]): Matching {
  const refused = whyTooMuch(pattern, texts);
  if (refused !== null) return { refused };
  try {
    const program = RE2JS.compile(pattern);
    if (program.programSize() > LARGEST_PROGRAM) return { refused: 'repeats too much' };
    return { matches: texts.map((text) => program.matches(text)) };
  } catch (thrown) {
    // Whatever the engine stumbles over is the pattern's fault: it is somebody's answer, not ours.
    return { refused: thrown instanceof RE2JSSyntaxException ? inPlainWords(thrown) : 'cannot be run' };
  }
}

function whyTooMuch(pattern: string, texts: readonly string[]): string | null {
  if (pattern.length > LONGEST_PATTERN) return `is longer than ${LONGEST_PATTERN} characters`;
  const counts = [...pattern.matchAll(/\{(\d*)(?:,(\d*))?\}/g)].map(([, low, high]) => Number(high || low || 0));
  if (counts.reduce((sum, count) => sum + count, 0) > MOST_COUNTED) return 'repeats too much';
  if (texts.length > MOST_TEXTS) return `is tried on more than ${MOST_TEXTS} strings`;
  const letters = texts.reduce((sum, text) => sum + text.length, 0);
  return letters > MOST_LETTERS ? `is tried on more than ${MOST_LETTERS} characters` : null;
}

/** The engine's complaint without its jargon. The piece that it stumbled over tells look-around from the rest. */
function inPlainWords(fault: RE2JSSyntaxException): string {
  const piece = fault.getPattern() ?? '';
  if (/^\(\?<?[=!]/.test(piece)) return 'looks ahead or behind, which this lab does not allow';
  if (/^\\[1-9kg]/.test(piece)) return 'refers back to a group, which this lab does not allow';
  if (/repeat count|too deep|too large/.test(fault.getDescription())) return 'repeats too much';
  return `is not a regular expression: ${fault.getDescription()}`;
}
