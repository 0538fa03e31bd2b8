/**
 * From a row to a task, or to why it is none. What is left out is taken as is usual: a family called “tasks”, the first
 * depth, a grader that suits the target. Whatever is chosen for a row stands in the book, so that no later lab chooses
 * otherwise.
 */
import { z } from 'zod';
import { isDepth } from '../../core/depth.ts';
import type { Graded, Grader } from '../graders/grader.ts';
import { graderOf } from '../graders/graders.ts';
import type { JsonValue, Pool } from '../task.ts';
import { OddRow } from './faults.ts';
import { forerunnersRow } from './forerunner.ts';
import { MOST_NAME, MOST_PROMPT, MOST_TARGET } from './limits.ts';
import { promptOfMessages } from './messages.ts';
import type { OwnTask } from './own-task.ts';
import type { RawRow } from './rows.ts';
import { faultInValue, isKept } from './values.ts';

/** Names that a row may have; others are told, and not read. */
export const FIELDS = [
  'prompt',
  'messages',
  'target',
  'completion',
  'family',
  'depth',
  'id',
  'task_id',
  'grader',
  'pool',
];

const POOLS: Readonly<Record<string, Pool>> = {
  train: 'train',
  training: 'train',
  select: 'select',
  selection: 'select',
  valid: 'select',
  validation: 'select',
  dev: 'select',
  test: 'test',
  holdout: 'test',
};

/** @param own  the file's own grader, where it has one. Throws OddRow. */
export function taskOfRow({ fields: written, isTable }: RawRow, own: Grader | null): OwnTask {
  const fields = forerunnersRow(written) ?? written;
  const given = (name: string): unknown => (isEmpty(fields[name], isTable) ? undefined : fields[name]);
  const talk = given('messages') === undefined ? null : promptOfMessages(fields.messages, isTable);
  const prompt = given('prompt') === undefined ? talk?.prompt : textField(fields.prompt, 'prompt');
  if (prompt === undefined) throw new OddRow(`it has no prompt${instead(fields)}`);
  if (prompt.trim() === '') throw new OddRow('its prompt is empty');
  if (prompt.length > MOST_PROMPT)
    throw new OddRow(`its prompt has ${prompt.length} characters; at most ${MOST_PROMPT} are read`);
  const found = given('target') ?? given('completion') ?? talk?.target;
  if (found === undefined || found === null) throw new OddRow(`it has no target${instead(fields)}`);
  const id = given('id') ?? given('task_id');
  return {
    ...(id === undefined ? {} : { id: textField(id, 'id').slice(0, 200) }),
    family: familyName(given('family')),
    depth: depthOf(given('depth')),
    ...poolOf(given('pool')),
    prompt,
    ...graded(found, given('grader'), { isTable, own }),
  };
}

/** An empty cell of a table is none. */
function isEmpty(value: unknown, isTable: boolean): boolean {
  return value === undefined || (isTable && value === '') || (value === null && !isTable);
}

function textField(value: unknown, name: string): string {
  if (typeof value === 'number' && name === 'id') return String(value);
  if (typeof value !== 'string') throw new OddRow(`its ${name} is no text`);
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value))
    throw new OddRow(`its ${name} holds half of a character`);
  return value;
}

function instead(fields: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(fields).filter((name) => name !== '' && fields[name] !== '' && fields[name] !== null);
  return names.length === 0 ? '' : `; it has ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`;
}

/** Letters, digits, dots, dashes and underscores, in lower case. */
function familyName(value: unknown): string {
  if (value === undefined) return 'tasks';
  const name = textField(value, 'family')
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/\s+/g, '_')
    .replace(/[/\\:]+/g, '.')
    .replace(/[^\p{L}\p{N}._-]/gu, '');
  if (!/[\p{L}\p{N}]/u.test(name)) throw new OddRow('its family has no letter or digit');
  if (name.length > MOST_NAME) throw new OddRow(`its family has a name of more than ${MOST_NAME} characters`);
  return name;
}

function depthOf(value: unknown): OwnTask['depth'] {
  if (value === undefined) return 'short';
  const word = wordOf(value);
  if (isDepth(word)) return word;
  throw new OddRow(`its depth is “${word.slice(0, 40)}”; there are short, medium and long`);
}

/** What is written, in lower case. */
function wordOf(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).trim().toLowerCase();
}

function poolOf(value: unknown): { pool?: Pool } {
  if (value === undefined) return {};
  const word = wordOf(value);
  if (!Object.hasOwn(POOLS, word))
    throw new OddRow(`its pool is “${word.slice(0, 40)}”; there are train, select and test`);
  return { pool: POOLS[word]! };
}

interface Reading {
  isTable: boolean;
  own: Grader | null;
}

function graded(written: unknown, wanted: unknown, reading: Reading): Pick<OwnTask, 'target' | 'grader'> {
  const fault = faultInValue(written);
  if (fault !== null) throw new OddRow(`its target ${fault}`);
  const parsed = z.json().safeParse(written);
  if (!parsed.success) throw new OddRow('its target is no value that JSON has');
  const target: JsonValue = parsed.data;
  if (JSON.stringify(target).length > MOST_TARGET)
    throw new OddRow(`its target has more than ${MOST_TARGET} characters`);
  const named = wanted === undefined ? null : graderField(wanted);
  const meant = named === null && reading.isTable && typeof target === 'string' ? valueOf(target) : target;
  const { name, ...chosen } = named ?? (reading.own ? { name: 'function' } : usualGrader(meant));
  const grader = name === 'function' ? reading.own : graderOf(name);
  if (name === 'function' && !grader) throw new OddRow('it is graded by a function, and no file of one was given');
  if (!grader) throw new OddRow(`there is no grader called “${name.slice(0, 40)}”`);
  const unkept = faultInValue(chosen);
  if (unkept !== null) throw new OddRow(`its grader ${unkept}`);
  const settings = grader.settings.safeParse(usualSettings(name, chosen, meant));
  if (!settings.success) {
    const [issue] = settings.error.issues;
    throw new OddRow(
      `the settings of its grader ${name} are wrong: ${issue!.path.join('.')} ${issue!.message}`.replace(/ {2}/g, ' '),
    );
  }
  const taken = grader.take(meant, settings.data);
  if ('fault' in taken) throw new OddRow(`its target ${taken.fault}, and it is graded by ${name}`);
  requireSolvable(grader, taken.value, settings.data);
  return { target: taken.value, grader: { name, ...(settings.data as { [setting: string]: JsonValue }) } };
}

/** Whether the target itself, said as tersely as can be, is a solution. */
function requireSolvable(grader: Grader, target: JsonValue, settings: unknown): void {
  const answer = grader.write(target, settings);
  if (answer === null) return;
  const { solved, why } = grader.grade(answer, target, settings);
  if (!solved)
    throw new OddRow(
      `its own target, given as an answer, would not be solved by the grader ${grader.name}: ${why.slice(0, 200)}`,
    );
}

/** A grader by name, or a group of a name and settings; in a table as JSON. */
function graderField(value: unknown): Graded {
  const read = typeof value === 'string' && value.trim().startsWith('{') ? valueOf(value) : value;
  if (typeof read === 'string') return { name: read.trim().toLowerCase() };
  const group = z.looseObject({ name: z.string() }).safeParse(read);
  if (!group.success) throw new OddRow('its grader is neither a name nor a group with a name and settings');
  return group.data as Graded;
}

/** What suits a target when nobody says how it is graded. */
function usualGrader(target: JsonValue): Graded {
  if (typeof target === 'number') return { name: 'number' };
  if (typeof target === 'boolean') return { name: 'choice' };
  if (Array.isArray(target))
    return { name: target.every((item) => item === null || typeof item !== 'object') ? 'list' : 'json' };
  if (typeof target === 'object') return { name: isCases(target) ? 'cases' : 'json' };
  if (/^(?:true|false|yes|no)$/i.test(target.trim())) return { name: 'choice' };
  return { name: /\n/.test(target.trim()) ? 'code' : 'exact' };
}

function isCases(target: JsonValue): boolean {
  const names = Object.keys(target as object);
  return names.includes('test_strings') || (names.includes('accept') && names.includes('reject'));
}

/** Truth has two choices that need not be written. */
function usualSettings(name: string, settings: Record<string, unknown>, target: JsonValue): Record<string, unknown> {
  if (name !== 'choice' || 'choices' in settings) return settings;
  const word = wordOf(target);
  if (word === 'true' || word === 'false') return { ...settings, choices: ['true', 'false'] };
  return word === 'yes' || word === 'no' ? { ...settings, choices: ['yes', 'no'] } : settings;
}

/** What a text in a table stands for: a number, a truth, a list or a group where it is written as JSON, else itself. */
function valueOf(text: string): JsonValue {
  if (!/^\s*(?:[[{]|-?\d|true\s*$|false\s*$)/.test(text)) return text;
  try {
    const value = JSON.parse(text) as JsonValue;
    return isKept(value) ? value : text;
  } catch {
    return text;
  }
}
