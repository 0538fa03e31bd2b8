/** What a library or a runtime throws, short enough to stand in a sentence. */

const MOST_CAUSE_LETTERS = 300;

/** What JavaScript itself says where code trips over data that is built in another way than it takes for granted. */
const TRIPPED =
  /^(Cannot (read|set|destructure|convert|access|create|mix)\b|undefined\b|null\b|Invalid (array|typed array|string) length|Maximum call stack|Object\.\w+ called|.* (is not (a function|iterable|defined|an? object|a constructor)|is (undefined|null))\b)/;

/** The first line of what was thrown, without the runtime's own marks; never JavaScript's own words for its values. */
export function causeInWords(thrown: unknown): string {
  if (isTripped(thrown)) return 'it is not built as it should be';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const line = message.split('\n').find((one) => one.trim() !== '') ?? 'no reason was given';
  const plain = line.replace(/^\s*(Error: )?\[ONNXRuntimeError\] : \d+ : \w+ : /, '').trim();
  const short = plain.length > MOST_CAUSE_LETTERS ? `${plain.slice(0, MOST_CAUSE_LETTERS)}…` : plain;
  return short.replace(/[.\s]+$/, '');
}

function isTripped(thrown: unknown): boolean {
  const isOwn = thrown instanceof TypeError || thrown instanceof RangeError || thrown instanceof ReferenceError;
  return isOwn && TRIPPED.test(thrown.message);
}
