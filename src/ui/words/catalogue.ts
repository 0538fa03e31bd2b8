/**
 * The panel is generated: this file reads every parameter's name, range, unit and help out of the config's schema, so
 * that what the page shows, what a file may hold and what the engine accepts are one list.
 */
import { z } from 'zod';
import {
  configSchema,
  parameterGroups,
  type Config,
  type ConfigInput,
  type ParameterMeta,
} from '../../ecology/config/config.ts';
import { parameters, type Parameter } from '../../ecology/config/parameters.ts';
import { plain } from './format.ts';

export interface PanelParameter extends ParameterMeta {
  /** `group.name`, as in commands and files. */
  path: string;
  group: string;
  kind: 'number' | 'choice' | 'list' | 'text';
  /** What a choice offers, in the schema's order; the others offer nothing. */
  options: readonly ParameterOption[];
  /** Bounds and wholeness of numbers; the others have none. */
  low: number;
  high: number;
  whole: boolean;
  initial: unknown;
  schema: z.ZodType;
}

/** One word of a choice, and how it is said to a person. */
interface ParameterOption {
  word: string;
  label: string;
}

interface ParameterGroup {
  title: string;
  parameters: readonly PanelParameter[];
}

/** A default wraps the type it belongs to. */
function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema;
}

function groupTitle(group: string): string {
  const schema = (parameterGroups as Record<string, z.ZodType>)[group];
  return String(schema?.meta()?.title ?? group);
}

function kindOf(inner: z.ZodType): PanelParameter['kind'] {
  if (inner instanceof z.ZodNumber) return 'number';
  if (inner instanceof z.ZodString) return 'text';
  return inner instanceof z.ZodEnum ? 'choice' : 'list';
}

function describe({ path, group, meta, schema }: Parameter): PanelParameter {
  const inner = unwrap(schema);
  const isNumber = inner instanceof z.ZodNumber;
  const words = inner instanceof z.ZodEnum ? inner.options.map(String) : [];
  return {
    ...meta,
    path,
    group: groupTitle(group),
    kind: kindOf(inner),
    options: words.map((word) => ({ word, label: meta.labels?.[word] ?? word })),
    low: isNumber ? (inner.minValue ?? 0) : 0,
    high: isNumber ? (inner.maxValue ?? 1) : 0,
    whole: isNumber && inner.format !== null && inner.format !== undefined,
    initial: schema.parse(undefined),
    schema,
  };
}

export const PARAMETERS: readonly PanelParameter[] = parameters().map(describe);

/** All groups in the order of the schema. */
export const GROUPS: readonly ParameterGroup[] = [...new Set(PARAMETERS.map(({ group }) => group))].map((title) => ({
  title,
  parameters: PARAMETERS.filter(({ group }) => group === title),
}));
export const PRIMARY: readonly PanelParameter[] = PARAMETERS.filter((parameter) => parameter.primary);
const byPath = new Map(PARAMETERS.map((parameter) => [parameter.path, parameter]));

/** The parameter of that path, if the schema knows it. */
export const panelParameterAt = (path: string): PanelParameter | undefined => byPath.get(path);

/** The value at `group.name` of a config. */
export function valueIn(config: ConfigInput | Config, path: string): unknown {
  const [group, name] = path.split('.') as [string, string];
  return (config as Record<string, Record<string, unknown> | undefined>)[group]?.[name];
}

/** A copy of the config with one value replaced. */
export function configWith(config: Config, path: string, value: unknown): Config {
  const [group, name] = path.split('.') as [keyof Config, string];
  return { ...config, [group]: { ...config[group], [name]: value } };
}

export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Why a value cannot be: one sentence naming the parameter, or null when it can. Rules that tie parameters to one
 * another are asked too, with the other parameters as they are in `config`.
 */
export function whyImpossible(parameter: PanelParameter, value: unknown, config: Config): string | null {
  const alone = parameter.schema.safeParse(value);
  if (!alone.success) return sentenceOf(parameter, alone.error.issues[0]!);
  const whole = configSchema.safeParse(configWith(config, parameter.path, value));
  if (whole.success) return null;
  const issue = whole.error.issues[0]!;
  const named = byPath.get(issue.path.slice(0, 2).join('.')) ?? parameter;
  return sentenceOf(named, issue);
}

/** A value as the panel says it: a choice by its label, a number as it is typed, a list with commas, a text in quotes. */
export function say(parameter: PanelParameter, value: unknown): string {
  if (parameter.kind === 'number') return plain(Number(value));
  if (parameter.kind === 'list') return Array.isArray(value) ? value.join(', ') : String(value);
  if (parameter.kind === 'text') return value === '' ? 'empty' : `“${String(value)}”`;
  return parameter.options.find(({ word }) => word === value)?.label ?? String(value);
}

function sentenceOf(parameter: PanelParameter, issue: z.core.$ZodIssue): string {
  if (parameter.kind === 'number' && issue.code !== 'custom') {
    const unit = parameter.unit ? ` ${parameter.unit}` : '';
    const kind = parameter.whole ? 'a whole number' : 'a number';
    return `${parameter.title} must be ${kind} from ${parameter.low.toLocaleString('en-US')} to ${parameter.high.toLocaleString('en-US')}${unit}.`;
  }
  if (parameter.kind === 'choice' && issue.code !== 'custom')
    return `${parameter.title} must be one of ${parameter.options.map(({ word }) => word).join(', ')}.`;
  return `${parameter.title}: ${issue.message}.`.replace(/^(.*): must/, '$1 must');
}

/** The parameters whose name, group, path, help or offered words hold every word of the query. */
export function searchParameters(query: string): PanelParameter[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return PARAMETERS.filter((parameter) => {
    const labels = parameter.options.map(({ label }) => label).join(' ');
    const text = `${parameter.title} ${parameter.group} ${parameter.path} ${parameter.help} ${labels}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
