/** What an answer names only to set itself apart from it: "12, not 13" says 12, and so does "not 13 but 12". */

/** A number, something quoted, a name that is no plain word, or JSON, with markup around it. */
const VALUE =
  '[*_`"$]{0,3}(?:[-−]?\\d(?:[\\d.,]{0,30}\\d)?(?![\\p{L}\\d])|(?<=["`])[^"`\\n]{1,80}(?=["`])|\\p{L}+[_\\p{Lu}][\\p{L}_]*|[[{][^[\\]{}\\n]{1,400}[\\]}])[*_`"$]{0,3}';
const AFTER = new RegExp(
  `(?<=[\\p{L}\\p{N}\\])}"*_\`$]) {0,2}(?:[,;(—–-] ?)?(?:and |but )?(?:(?:certainly|definitely|clearly|obviously) )?(?:not|never|rather than|instead of|as opposed to) (?:the |equal to )?${VALUE}\\)?(?=[\\s.,;!)]|$)`,
  'gu',
);
const BEFORE = new RegExp(
  `(?:\\b(?:(?:is|are|'s) )?[Nn]ot|\\b(?:is|are)n't) ${VALUE}(?:[,;—] ?| )(?:but|it is|it's|that is)(?: rather)? (?=[*_\`"$]{0,3}[-−\\p{N}\\p{L}[{])`,
  'gu',
);

/** A text without what it sets itself apart from. */
export function withoutContrast(text: string): string {
  return text.replace(BEFORE, 'is ').replace(AFTER, ' ');
}
