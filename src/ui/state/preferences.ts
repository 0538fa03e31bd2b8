/**
 * What the page remembers about a person, not about a run: theme, panel sizes, speed, notes already read. It lives in
 * localStorage, which a browser may refuse; then the page simply starts fresh, so nothing here is ever needed.
 */
const PREFIX = 'evolora.';

/** A remembered value, or `fallback` when there is none, it is unreadable, or `accept` does not know it. */
export function readPreference<T>(key: string, fallback: T, accept: (value: unknown) => value is T): T {
  try {
    const text = localStorage.getItem(PREFIX + key);
    if (text === null) return fallback;
    const value: unknown = JSON.parse(text);
    return accept(value) ? value : fallback;
  } catch (thrown) {
    // Refused storage and text that is no JSON both mean: nothing is remembered.
    if (thrown instanceof SyntaxError || thrown instanceof DOMException || thrown instanceof ReferenceError)
      return fallback;
    throw thrown;
  }
}

/** Remembers a value as JSON; says whether the browser let it. */
export function keepPreference(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch (thrown) {
    if (thrown instanceof DOMException || thrown instanceof ReferenceError) return false;
    throw thrown;
  }
}

/** Remembers it no more, where the browser lets it. */
export function forgetPreference(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch (thrown) {
    if (!(thrown instanceof DOMException || thrown instanceof ReferenceError)) throw thrown;
  }
}

export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** Accepts exactly the given strings. */
export const isOneOf =
  <T extends string>(...options: readonly T[]) =>
  (value: unknown): value is T =>
    typeof value === 'string' && (options as readonly string[]).includes(value);

/** Accepts panel layouts: shares by panel name. */
export const isLayout = (value: unknown): value is Record<string, number> =>
  typeof value === 'object' && value !== null && Object.values(value).every((share) => typeof share === 'number');

/** Whether the world went on when the page was left; on the very first visit it begins by itself. */
export const wasPlaying = (): boolean => readPreference('playing', true, isBoolean);
