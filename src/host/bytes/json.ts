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

/**
 * The first key that an object in a valid JSON text has twice, at whatever depth. JSON.parse takes the last one without
 * a word, other readers the first, so what a file with doubled keys says depends on who reads it.
 */
export function doubledKey(text: string): string | undefined {
  const tokens = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}[\],:]/g;
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const keys = open.at(-1);
      const key = JSON.parse(last) as string;
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    last = token;
  }
  return undefined;
}
