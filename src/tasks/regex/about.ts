/**
 * What the regex families declare, apart from their generators and graders: the page lists them and must not load the engine
 * of patterns for that. A family that is declared here and does not exist does not compile (families.ts).
 */
import type { FamilyAbout } from '../task.ts';

export const REGEX_FAMILIES = {
  recognition: {
    name: 'regex.recognition',
    title: 'Match or not',
    describe: 'Whether a pattern matches a whole string.',
    needs: 'larger',
  },
  synthesis: {
    name: 'regex.synthesis',
    title: 'Write a pattern',
    describe: 'A pattern for described strings, with some that must match and some that must not.',
    needs: 'larger',
  },
  debugging: {
    name: 'regex.debugging',
    title: 'Mend a pattern',
    describe: 'A pattern with a mistake, to be written correctly.',
    needs: 'larger',
  },
  mutationEffect: {
    name: 'regex.mutation_effect',
    title: 'Effect of a change',
    describe: 'Which strings change sides when a pattern is changed.',
    needs: 'larger',
  },
  refactoring: {
    name: 'regex.refactoring',
    title: 'Shorten a pattern',
    describe: 'A shorter pattern that matches the same strings.',
    needs: 'larger',
  },
  explanation: {
    name: 'regex.explanation',
    title: 'Explain a pattern',
    describe: 'Which strings a pattern matches, in words.',
    needs: 'larger',
  },
} as const satisfies Readonly<Record<string, FamilyAbout>>;
