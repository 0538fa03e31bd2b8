/** Words that take an answer back without denying it: jests, riddance, and the shrugs that say that nobody knows. */

const listed = (words: string) => words.split(' ');
/** Single words and pictures. */
export const JESTS: readonly string[] = listed(
  'kidding joke jokes joking jk lol lmao rofl haha hahaha hehe psych sike gotcha troll trolling bluff bluffing lie lies lying liar fake bogus nonsense gibberish sarcasm sarcastic /s pretend pretending imagine imagined imaginary fictional fiction wish fool fools fooled hopefully nvm nevermind made-up invented placeholder tbd tbc tba pending seems seem mistake mistaken misconception 🤷 🤔 🤥 🤡 🙃 😜 😝 🤪 🤨',
);
const PHRASES = [
  'as if[\\s.!]*(?:$|[,;])',
  'yeah ?,? ?right',
  '(?:in )?your dreams',
  'said no ?(?:one|body)',
  'my (?:foot|guess|hunch|ass)',
  'who (?:knows|cares)',
  '(?:no|without an?|have any) (?:idea|clue)',
  '(?:made|make|making) (?:this|that|it|these) up',
  'made up',
  'fingers crossed',
  'grain of salt',
  'april fools',
  'for (?:example|instance)',
  'e \\. g',
  '(?:any|every|all)(?:thing)? (?:but|except)',
  "let(?:'s| us| me) (?:say|assume|pretend|suppose|guess)",
  'the opposite of',
  'far from',
  'refuse to',
  'so far',
  'if only',
  'people (?:often|usually|always)',
  'common (?:mistake|error|trap)',
  'some ?(?:one|body|people) (?:would|might|may)? ?(?:say|says)',
  'something like',
  '/ s[ .]*$',
];
const JEST = new RegExp(`(?:^|[^\\p{L}])(?:${PHRASES.join('|')})`, 'u');

/** Whether words, in lower case with spaces between, jest about what they are beside. */
export function jests(words: string): boolean {
  return JEST.test(words);
}

/** Said anywhere before an answer, it makes the answer a guess. */
const IGNORANCE =
  /\b(?:have|has|got) (?:absolutely )?no (?:idea|clue)\b|\bi (?:don't|do not) know (?:[.,;!]|what|which|how|if|whether)/;

/** Whether words say that nobody knows. */
export function admitsIgnorance(words: string): boolean {
  return IGNORANCE.test(words);
}
