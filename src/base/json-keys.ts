/** Keys of JSON that are read in more than one way: doubled ones, and the one that is no plain key to JavaScript. */

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

/** Whether an object of a valid JSON text, at whatever depth, has the key `__proto__`, which sets no key where it is copied. */
export function hasProto(value: unknown): boolean {
  let level: unknown[] = [value];
  while (level.length > 0) {
    const groups = level.filter((one): one is object => typeof one === 'object' && one !== null);
    if (groups.some((group) => Object.hasOwn(group, '__proto__'))) return true;
    level = groups.flatMap((group) => Object.values(group) as unknown[]);
  }
  return false;
}
