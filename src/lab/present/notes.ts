/** What the present run says by itself, and why a run cannot be opened on the model at hand. */
import { LabError } from '../../core/errors.ts';
import { changeOfRules } from '../../core/rules-version.ts';

/** Generations that may wait in memory before the lab pauses rather than risk more of them. */
export const MOST_UNSAVED = 200;

export const NOTES = {
  viewing: 'Another tab runs the lab; this one looks on.',
  free: 'The other tab is closed: this one can take over.',
  extinct: 'The world died out: nobody is left to pay or to earn. Begin a new run with gentler parameters.',
  unsaved: `${MOST_UNSAVED} generations are in memory only, so the lab paused. Free some storage or export the run, then play on.`,
  gaveWay: 'WebGPU is not asked for, because the graphics device was lost three times in a row.',
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
