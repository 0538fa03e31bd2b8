/**
 * What a grader is: a way to judge an answer that a person names for tasks of his own, with settings. All are strict on
 * content and forgiving on dress, as the lab's own families are.
 */
import type { z } from 'zod';
import { ENDLESS_THOUGHT, MOST_READ } from '../answer/reading.ts';
import { spoken } from '../answer/spoken.ts';
import { unread } from '../grading.ts';
import type { Grade, JsonValue } from '../task.ts';

/** What a grader makes of a target, or why it cannot use it, in words that go on from "its target". */
type TakenTarget = { value: JsonValue } | { fault: string };

export interface Grader<Settings = unknown> {
  /** Name in files. */
  readonly name: string;
  /** One sentence: what solves a task. */
  readonly about: string;
  /** Its settings, strict; every member has a default or is asked for. */
  readonly settings: z.ZodType<Settings>;
  /** The target as this grader uses it. A text out of a table stands for what it says: "12" for a number. */
  take(target: JsonValue, settings: Settings): TakenTarget;
  /** Never throws, whatever the answer. */
  grade(answer: string, target: JsonValue, settings: Settings): Grade;
  /** The terse answer that passes; null where none is known. */
  write(target: JsonValue, settings: Settings): string | null;
}

/** A grader's name with its settings, as files and books have it. */
export type Graded = { name: string } & { [setting: string]: JsonValue };

/** What an answer says outside of its thoughts, or the grade of one that says nothing that is read. */
export function saidIn(answer: string, target: JsonValue): { said: string } | { unread: Grade } {
  const said = spoken(answer);
  if (said === null) return { unread: unread(ENDLESS_THOUGHT, target) };
  return said.length > MOST_READ ? { unread: unread('short answer', target) } : { said };
}

/** A target that is a text that says something. */
export function takeText(target: JsonValue): TakenTarget {
  const text = typeof target === 'number' || typeof target === 'boolean' ? String(target) : target;
  if (typeof text !== 'string') return { fault: 'is no text' };
  return text.trim() === '' ? { fault: 'is empty' } : { value: text };
}
