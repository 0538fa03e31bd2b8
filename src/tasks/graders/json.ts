/** JSON: equal to the target, or as a schema wants it. The validator walks the schema and compiles nothing. */
import { Validator, type Schema } from '@cfworker/json-schema';
import { z } from 'zod';
import { jsonIn } from '../answer/json.ts';
import { unread, verdict } from '../grading.ts';
import { gradeJson } from '../json-grading.ts';
import { spacedJson } from '../spaced-json.ts';
import type { Grade, JsonValue } from '../task.ts';
import type { Grader } from './grader.ts';
import { metered } from './metered.ts';

/** Its own patterns are run by an engine that can be made to run for ever, and so is what it takes for an address. */
const UNSAFE = ['pattern', 'patternProperties'];
const UNSAFE_FORMATS = ['regex', 'url'];

/** Times that members of a schema are read for one answer: some twenty thousand of its groups. */
const STEPS = 1_000_000;

const schema = z
  .record(z.string(), z.json())
  .nullable()
  .default(null)
  .superRefine((value, context) => {
    const fault = value && faultIn(value);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  });
const settings = z.strictObject({ schema });
type Settings = z.output<typeof settings>;

export const jsonGrader: Grader<Settings> = {
  name: 'json',
  about:
    'The answer gives an array or object that equals the target; with a schema, one that is as the schema wants it.',
  settings,
  take(target) {
    const value = typeof target === 'string' ? parsed(target) : target;
    return value !== null && typeof value === 'object' ? { value } : { fault: 'is neither a JSON array nor an object' };
  },
  grade(answer, target, settings) {
    return settings.schema === null
      ? gradeJson(answer, target, 'JSON')
      : gradeBySchema(answer, target, settings.schema);
  },
  write: (target) => spacedJson(target),
};

function gradeBySchema(answer: string, target: JsonValue, wanted: Schema): Grade {
  const read = jsonIn(answer, 'JSON');
  if ('missing' in read) return unread(read.missing, target);
  try {
    const { valid, errors } = validatorOf(wanted).validate(read.value);
    const why = valid ? 'is as the schema wants it' : `at ${errors.at(-1)!.instanceLocation}: ${errors.at(-1)!.error}`;
    return { ...verdict(read.value, target, valid), why };
  } catch (thrown) {
    return { grade: 0, solved: false, why: `the schema cannot be used: ${messageOf(thrown)}` };
  }
}

function validatorOf(schema: Schema): Validator {
  return new Validator(metered(schema, STEPS), '2020-12', true);
}

/** Why a schema is not used, as the end of a sentence; null when it is. */
function faultIn(value: JsonValue): string | null {
  const unsafe = unsafeIn(value);
  if (unsafe !== null)
    return `has “${unsafe}”, which is not run here, since an expression of its kind can run for ever; grade by “regex” instead`;
  try {
    validatorOf(value as Schema).validate({});
    return null;
  } catch (thrown) {
    return `is no schema that can be used: ${messageOf(thrown)}`;
  }
}

/** The same words wherever it is run: how deeply functions may call each other is the machine's own. */
function messageOf(thrown: unknown): string {
  return thrown instanceof RangeError ? 'it takes too many steps' : (thrown as Error).message.split('\n')[0]!;
}

/** A keyword that runs an expression. A property that happens to be called so is none. */
function unsafeIn(value: JsonValue, isNames = false): string | null {
  if (value === null || typeof value !== 'object') return null;
  if (Array.isArray(value)) return value.map((item) => unsafeIn(item)).find((found) => found !== null) ?? null;
  for (const [key, inner] of Object.entries(value)) {
    if (!isNames && UNSAFE.includes(key)) return key;
    if (!isNames && key === 'format' && typeof inner === 'string' && UNSAFE_FORMATS.includes(inner))
      return `format: ${inner}`;
    if (!isNames && (key === 'const' || key === 'enum' || key === 'default' || key === 'examples')) continue;
    const holdsNames = !isNames && ['properties', '$defs', 'definitions', 'dependentSchemas'].includes(key);
    const found = unsafeIn(inner, holdsNames);
    if (found !== null) return found;
  }
  return null;
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
