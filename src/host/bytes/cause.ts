/** What a library or a runtime throws, short enough to stand in a sentence. */

const MOST_CAUSE_LETTERS = 300;

/** The first line of what was thrown, without the runtime's own marks. */
export function causeInWords(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const line = message.split('\n').find((one) => one.trim() !== '') ?? 'no reason was given';
  const plain = line.replace(/^\s*(Error: )?\[ONNXRuntimeError\] : \d+ : \w+ : /, '').trim();
  const short = plain.length > MOST_CAUSE_LETTERS ? `${plain.slice(0, MOST_CAUSE_LETTERS)}…` : plain;
  return short.replace(/[.\s]+$/, '');
}
