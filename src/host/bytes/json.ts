/**
 * JSON as it is found in the field: with a byte order mark, in UTF-16 when PowerShell wrote it, and with Python's
 * `Infinity`, `-Infinity` and `NaN`, which json.dumps writes and the standard does not know.
 */

/** Parses JSON bytes. Throws SyntaxError or TypeError where they are none. */
export function parseLooseJson(bytes: Uint8Array): unknown {
  const text = decodedText(bytes);
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const standard = withoutPythonNumbers(text);
    if (standard === text) throw thrown;
    const stand = new Map<string, number>(STAND_INS.map(({ text, value }) => [text, value]));
    return JSON.parse(standard, (_, value: unknown) =>
      typeof value === 'string' ? (stand.get(value) ?? value) : value,
    );
  }
}

/** A string that no file holds stands for each of Python's numbers while the rest is parsed. */
const STAND_INS = [
  { text: '\u0000Infinity', value: Infinity },
  { text: '\u0000-Infinity', value: -Infinity },
  { text: '\u0000NaN', value: NaN },
] as const;

function withoutPythonNumbers(text: string): string {
  return text.replace(/"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\bInfinity\b|\bNaN\b/g, (found) =>
    found.startsWith('"') ? found : `"\\u0000${found}"`,
  );
}

/** Text by its byte order mark, else UTF-8; the mark is left out. Throws TypeError where the bytes are none. */
export function decodedText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
