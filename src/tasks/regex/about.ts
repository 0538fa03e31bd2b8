/**
 * The six regex families by name, without their graders: the page lists them and must not load the engine for that. The
 * micro host was never taught patterns; these are for larger hosts.
 */
import type { FamilyAbout } from '../task.ts';

export const recognitionAbout: FamilyAbout = {
  name: 'regex.recognition',
  title: 'Match or not',
  describe: 'Whether a pattern matches a whole string.',
};
export const synthesisAbout: FamilyAbout = {
  name: 'regex.synthesis',
  title: 'Write a pattern',
  describe: 'A pattern for described strings, with some that must match and some that must not.',
};
export const debuggingAbout: FamilyAbout = {
  name: 'regex.debugging',
  title: 'Mend a pattern',
  describe: 'A pattern with a mistake, to be written correctly.',
};
export const mutationEffectAbout: FamilyAbout = {
  name: 'regex.mutation_effect',
  title: 'Effect of a change',
  describe: 'Which strings change sides when a pattern is changed.',
};
export const refactoringAbout: FamilyAbout = {
  name: 'regex.refactoring',
  title: 'Shorten a pattern',
  describe: 'A shorter pattern that matches the same strings.',
};
export const explanationAbout: FamilyAbout = {
  name: 'regex.explanation',
  title: 'Explain a pattern',
  describe: 'Which strings a pattern matches, in words.',
};

export const regexAbout: readonly FamilyAbout[] = [
  recognitionAbout,
  synthesisAbout,
  debuggingAbout,
  mutationEffectAbout,
  refactoringAbout,
  explanationAbout,
];
