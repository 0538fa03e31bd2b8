/**
 * What an answer names only to set itself apart from it: "12, not 13" says 12, and so does "not 13 but 12". Who sets an
 * answer apart from itself, "12, not 12", gives none.
 */

/** A number, something quoted, a name that is no plain word, or JSON, with markup around it. */
const ONE =
  '[*_`"$]{0,3}(?:[-−]?\\d(?:[\\d.,]{0,30}\\d)?(?![\\p{L}\\d])|(?<=["`])[^"`\\n]{1,80}(?=["`])|\\p{L}+[_\\p{Lu}][\\p{L}_]*|[[{][^[\\]{}\\n]{1,400}[\\]}])[*_`"$]{0,3}';
const SEVERAL = `${ONE}(?:(?:, (?:or |nor )?| or | nor )${ONE}){0,4}`;
const APART = '(?:not|never|rather than|instead of|as opposed to)';
const after = (value: string) =>
  new RegExp(
    `(?<=[\\p{L}\\p{N}\\])}"*_\`$\uE001])[ \u2009]{0,2}(?:[,;(—–-] ?)?(?:\\b(?:and|but) )?(?:(?:certainly|definitely|clearly|obviously) )?${APART} (?:the |equal to )?(${value})\\)?(?=[\\s.,;!)]|$)`,
    'gu',
  );
const before = (value: string) =>
  new RegExp(
    `(?:\\b(?:(?:is|are|'s) )?[Nn]ot|\\b(?:is|are)n't) (${value})(?:[,;—] ?| )(?:but|it is|it's|that is)(?: rather)? (?=[*_\`"$(\uE000 \u2009]{0,3}[-−\\p{N}\\p{L}[{])`,
    'gu',
  );
const AFTER = after(SEVERAL);
const BEFORE = before(ONE);

interface Contrasted {
  /** The text without what it sets itself apart from. */
  text: string;
  /** What that was, as it is written. */
  others: string[];
}

/** A text and what it sets itself apart from. */
export function contrasted(text: string): Contrasted {
  const others: string[] = [];
  const left = text
    .replace(BEFORE, (_, other: string) => (others.push(other), ' is '))
    .replace(
      AFTER,
      (_, other: string) => (
        others.push(...(/^[*_`$]*[[{]/.test(other) ? [other] : other.split(/, (?:or |nor )?| or | nor /))),
        ' '
      ),
    );
  return { text: left, others };
}

const MARKUP = '["\'*_`]{0,3}';

/** The same where an answer is one of two words: "true, not false", but not "true and not false", which computes. */
export function withoutOtherWord(text: string, words: readonly string[]): string {
  return words.reduce((left, word) => {
    const others = words.filter((other) => other !== word).join('|');
    const behind = new RegExp(
      `(\\b${word}${MARKUP})(?: ?[,;(—–] ?not (?:the )?| rather than | instead of | as opposed to )${MARKUP}(?:${others})\\b${MARKUP}\\)?`,
      'gi',
    );
    const ahead = new RegExp(
      `(?:\\b(?:it(?: is|'s) )?not|\\bit isn't) ${MARKUP}(?:${others})\\b${MARKUP}(?:[,;] ?(?:but |it is |it's )| but )(?=(?:rather )?${MARKUP}${word}\\b)`,
      'gi',
    );
    return left.replace(behind, '$1').replace(ahead, '');
  }, text);
}

/** Whether a text says of a word that it is not the answer. */
export function isDenied(text: string, word: string): boolean {
  const at = (index: number) =>
    /(?:\bnot|n't|\bnever|≠|!=|\brather than|\binstead of) ?["'*_`(\uE000\s]{0,4}$/i.test(
      text.slice(Math.max(0, index - 24), index),
    );
  for (let i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + 1)) if (at(i)) return true;
  return false;
}
