/** What a reader of an answer gives back. */

/** A value, or what was missing, in words that go on from "found no". */
export type Reading<Value> = { value: Value } | { missing: string };

/** Answers with more letters than this, thoughts left out, are not read: none that a task asks for has so many. */
export const MOST_READ = 50_000;
export const ENDLESS_THOUGHT = 'end of the thought';
