/** What the lab says by itself, and the small checks of what it is asked. */
import { LabError } from '../../core/errors.ts';
import { changeOfRules } from '../../core/rules-version.ts';

/** Generations that may wait in memory before the lab pauses rather than risk more of them. */
export const MOST_UNSAVED = 200;

export const NOTES = {
  viewing: 'Another tab runs the lab; this one looks on.',
  free: 'The other tab is closed: this one can take over.',
  extinct: 'The world died out: nobody is left to pay or to earn. Begin a new run with gentler parameters.',
  unsaved: `${MOST_UNSAVED} generations are in memory only, so the lab paused. Free some storage or export the run, then play on.`,
} as const;

/** The note on a run that was lived under other rules than today's so far. */
export function olderRules(rules: number): string[] {
  const change = changeOfRules('This run', rules);
  return change === null ? [] : [`${change}; measurements are judged by today’s.`];
}

export function extinct(): LabError {
  return new LabError(
    'world-extinct',
    'Nobody lives in this world any more, so it cannot go on.',
    'Begin a new run, with a lower ticket or higher prices.',
  );
}

/** Throws LabError `parameter-impossible` for a speed that is none. */
export function checkSpeed(generationsPerSecond: number): void {
  if (generationsPerSecond > 0) return;
  throw new LabError(
    'parameter-impossible',
    'The speed must be above 0 generations per second.',
    'Choose another speed.',
  );
}

/** Throws LabError `parameter-impossible` for a number of test tasks that cannot be drawn. */
export function checkTasks(tasks: number): void {
  if (Number.isInteger(tasks) && tasks >= 1 && tasks <= 512) return;
  throw new LabError(
    'parameter-impossible',
    'A measurement draws a whole number of test tasks, from 1 to 512.',
    'Choose another number.',
  );
}

/** The longest prompt that somebody may ask, in characters; the host's context may allow less. */
const LONGEST_PROMPT = 1000;

/** Throws LabError `prompt-empty` or `prompt-too-long`. */
export function checkAskedPrompt(prompt: string): void {
  if (prompt.trim() === '') throw new LabError('prompt-empty', 'There is nothing to answer.', 'Write a prompt first.');
  if (prompt.length <= LONGEST_PROMPT) return;
  throw new LabError(
    'prompt-too-long',
    `A prompt may have ${LONGEST_PROMPT} characters at most; this one has ${prompt.length}.`,
    'Shorten it and ask again.',
  );
}

/** A file name out of a run's name: letters and digits of any script, the rest as hyphens. */
export function fileNameOf(name: string, generation: number): string {
  const plain = name
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${plain || 'run'}-${generation}.evolora`;
}
