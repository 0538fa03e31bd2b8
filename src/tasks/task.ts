/**
 * What a task, a grade and a family are. A family is a generator and a grader that agree on one wording; everything
 * else in the lab sees tasks only through these types.
 */
import type { Random } from '../base/random.ts';
import type { Depth } from '../core/depth.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** A prompt belongs to exactly one pool: episodes draw from train, decisions from select, measurement from test. */
export type Pool = 'train' | 'select' | 'test';

/** A niche: a family at a depth. Its name in files and events is `family/depth`. */
export interface Cell {
  family: string;
  depth: Depth;
  /** The form of answer that is wanted there now, by its name; the family's usual one unless told. */
  custom?: string | undefined;
  /** What salts the pools there, so that worlds of another salt draw other ones; none unless told. */
  salt?: string | undefined;
}

/** One problem. Equal prompts have equal ids, whatever the cell they were drawn for. */
export interface Task extends Omit<Cell, 'custom' | 'salt'> {
  prompt: string;
  target: JsonValue;
  /** First 12 hex digits of the prompt's SHA-256. */
  id: string;
  pool: Pool;
}

/** The verdict on one answer. `grade` is 1 exactly when `solved`; a near miss has at most 0.5. */
export interface Grade {
  grade: number;
  solved: boolean;
  /** Plain words for a person: `read 19, expected 12`. */
  why: string;
}

/** What lists and panels say of a family. */
export interface FamilyAbout {
  /** Name in files and events, such as `math.sequence`. */
  readonly name: string;
  /** Name on the page. */
  readonly title: string;
  /** One sentence about what is asked. */
  readonly describe: string;
  /** The smallest host of which an answer can be expected: the micro host was taught it, or was not. */
  readonly needs: 'micro' | 'larger';
}

/**
 * Another form of answer that a family may want for the very same prompt, such as descending where it usually wants
 * ascending. Nothing in the prompt tells which one is wanted.
 */
interface Custom {
  readonly name: string;
  /** The answer in this form, of the one in the usual form and the prompt. */
  readonly of: (target: JsonValue, prompt: string) => JsonValue;
}

/** What a family makes: a prompt, and the answer in its usual form. */
export interface Exercise {
  prompt: string;
  target: JsonValue;
}

/** An exercise that somebody wrote down, and the pool that it was put in, if it was. */
export interface ListedExercise extends Exercise {
  pool?: Pool;
}

export interface Family extends FamilyAbout {
  /** A fresh problem; of the micro host's families, by the distributions of its `tasks.py`. */
  generate(random: Random, depth: Depth): Exercise;
  /** All its problems at a depth, where they are a list that somebody wrote; the others are generated without end. */
  listed?(depth: Depth): readonly ListedExercise[];
  /**
   * What identifies a problem's content; the prompt where it is left out. Problems that are the same one in another order
   * have the same identity, and so the same pool.
   */
  identity?(problem: Exercise): string;
  /** Never throws, whatever the answer. */
  grade(answer: string, target: JsonValue): Grade;
  /** The forms of answer that a world may want beside the usual one; every one differs from all others on nearly every task. */
  readonly customs?: readonly Custom[];
  /** The terse answer that passes, where it is not the target itself. */
  write?(target: JsonValue): string;
}

/** One value per depth. */
export function byDepth<T>(depth: Depth, short: T, medium: T, long: T): T {
  return { short, medium, long }[depth];
}
