/** What a grader of one's own may use. */

/**
 * Steps of one call: functions entered, turns of loops and 64 bytes moved, in QuickJS's own code. They are counted, not timed, so a call ends at the
 * same place on every machine.
 */
export const STEPS = 30_000_000;
/** Characters of its file. */
export const MOST_CODE = 64 * 1024;
