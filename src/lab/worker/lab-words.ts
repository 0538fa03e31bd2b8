/** The small checks of what the lab is asked, and what it says against it. */
import { LabError } from '../../core/errors.ts';

export function modelInUse(name: string): LabError {
  return new LabError(
    'model-in-use',
    `“${name}” is the model of the run that is open.`,
    'Open a run of another model first, then delete it.',
  );
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

/** Throws LabError `parameter-impossible` for a rank that no adapter has. */
export function checkRank(rank: number): void {
  if (Number.isInteger(rank) && rank >= 1 && rank <= 512) return;
  throw new LabError('parameter-impossible', 'A rank is a whole number, from 1 to 512.', 'Choose another rank.');
}

/** The longest prompt that somebody may ask, in characters; the host's context may allow less. */
const LONGEST_PROMPT = 1000;

/** How many may be asked at once, beside the bare host. */
const MOST_ANSWERERS = 4;

/** Throws LabError `prompt-empty`, `prompt-too-long` or `nobody-to-ask`. */
export function checkQuestion(prompt: string, answerers: readonly unknown[]): void {
  if (answerers.length < 1 || answerers.length > MOST_ANSWERERS)
    throw new LabError(
      'nobody-to-ask',
      `One to ${MOST_ANSWERERS} can be asked at once, not ${answerers.length}.`,
      'Choose who is to answer.',
    );
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
