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
  lost: 'The graphics device was lost and the model built again on it; what was under way was done once more, and nothing of the run is lost.',
  gaveWay:
    'The graphics device was lost three times in a row or would not start again, so the run goes on with WebAssembly; nothing of it is lost. Choose WebGPU again when you open it next.',
} as const;

/** The note on a run that was lived under other rules than today's so far. */
export function olderRules(rules: number): string[] {
  const change = changeOfRules('This run', rules);
  return change === null ? [] : [`${change}; measurements are judged by today’s.`];
}

/** @param whose  the run, as a sentence begins with it */
export function needsHost(whose: string, host: string): LabError {
  return new LabError(
    'run-needs-host',
    `${whose} lives on the model “${host}”, which is at hand and not loaded.`,
    'Load that model to go on with it; the run that is open is saved and stays among your runs.',
  );
}

/**
 * @param whose  the run, as a sentence begins with it
 * @param loaded  name of the model that is loaded, if any is
 */
export function otherHost(whose: string, host: string, loaded?: string): LabError {
  const other = host === loaded ? `another version of the model “${host}”` : `the model “${host}”`;
  return new LabError(
    'run-other-host',
    `${whose} lives on ${other}, which is not at hand: it is not kept in this browser.`,
    'Drop the folder of that model on the page, then open the run again; it stays as it is.',
  );
}

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
