/**
 * An experiment file: a name, what it is for, and the parameters that differ from the default world, or from another
 * preset that it names as its base; so an ablation says only what it turns off. In YAML, read by the command line and by
 * the page through the same schema as everything else; a mistake is named with its key, its line and what is allowed.
 */
import { z } from 'zod';
import { LabError } from '../core/errors.ts';
import { configSchema, type Config } from '../ecology/config/config.ts';
import { mistakeOf, theFile } from './experiment-mistakes.ts';
import { readYaml, type FileContent } from './experiment-yaml.ts';

const EXPERIMENT_VERSION = 1;
/** UTF-16 letters of an experiment's name at most. */
export const LONGEST_NAME = 80;

const experimentSchema = z.strictObject({
  version: z.literal(EXPERIMENT_VERSION),
  /** Also the name of a run's directory. */
  name: z
    .string()
    .min(1)
    .max(LONGEST_NAME)
    .regex(/^[^/\\\p{Cc}\p{Cs}]*$/u, 'must be without slashes and control characters')
    .regex(/[^.\s]/, 'must be more than dots and spaces'),
  about: z.string().default(''),
  /** Name of the preset whose parameters this one changes. */
  base: z.string().min(1).max(LONGEST_NAME).nullable().default(null),
  config: configSchema.prefault({}),
});
export type Experiment = z.output<typeof experimentSchema>;

/** The text of the preset of that name; null when there is none. */
export type PresetText = (name: string) => FileContent | null;

/** For experiments that stand alone. */
const NO_PRESETS: PresetText = () => null;

/**
 * Reads an experiment with everything it takes from its base.
 * @param file  its name, for sentences
 * @throws LabError `experiment-invalid` (the first mistake, its key and its line), `experiment-newer`, `base-unknown`,
 *   `base-cycle`
 */
export function parseExperiment(content: FileContent, presetText: PresetText = NO_PRESETS, file?: string): Experiment {
  return read({ content, file }, presetText, []).experiment;
}

/**
 * The parameters of a preset as they are written in it and in its bases, defaults left out; null when there is no preset
 * of that name. LabErrors as `parseExperiment`.
 */
export function presetParameters(name: string, presetText: PresetText): { config: unknown } | null {
  const content = presetText(name);
  return content === null ? null : { config: read({ content, file: `${name}.yaml` }, presetText, []).config };
}

/** Written parameters with others in their places; what is no group is left to the schema to refuse. */
export function withParameters(base: unknown, own: unknown): unknown {
  return changed(base, (withGroups({ config: own }) as Fields).config);
}

/** The parameters in which two configs differ, as `group.name`, in the order of the panel. */
export function differences(one: Config, other: Config): string[] {
  return Object.entries(one).flatMap(([group, parameters]) =>
    Object.keys(parameters)
      .filter((name) => JSON.stringify(valueOf(one, group, name)) !== JSON.stringify(valueOf(other, group, name)))
      .map((name) => `${group}.${name}`),
  );
}

function valueOf(config: Config, group: string, name: string): unknown {
  return (config as unknown as Record<string, Record<string, unknown>>)[group]![name];
}

/** An experiment, and its parameters as they are written in it and in its bases, defaults left out. */
interface Read {
  experiment: Experiment;
  config: unknown;
}

interface Source {
  content: FileContent;
  file?: string | undefined;
}

/** @param via  the experiments that led here, each the base of the one before it */
function read({ content, file }: Source, presetText: PresetText, via: readonly string[]): Read {
  const written = readYaml(content, file);
  requireVersion(written.value, file, EXPERIMENT_VERSION);
  const value = withGroups(written.value);
  const base = baseOf(value, file, presetText, via);
  const config = base ? changed(base.config, (value as Fields).config) : (value as Fields | null)?.config;
  const whole = config === undefined ? value : { ...(value as Fields), config };
  const result = experimentSchema.safeParse(whole);
  if (result.success) return { experiment: result.data, config };
  throw mistakeOf(result.error.issues[0]!, written);
}

type Fields = Record<string, unknown>;

/** A `config`, or a group in it, of which everything is commented out changes nothing. */
function withGroups(value: unknown): unknown {
  if (!isFields(value) || !('config' in value)) return value;
  const config = value.config ?? {};
  if (!isFields(config)) return value;
  const groups = Object.entries(config).map(([group, parameters]) => [group, parameters ?? {}] as const);
  return { ...value, config: Object.fromEntries(groups) };
}

/** Throws LabError `experiment-newer` for a file that says a higher version than the newest that is read. */
export function requireVersion(value: unknown, file: string | undefined, newest: number): void {
  const { version } = isFields(value) ? value : {};
  if (typeof version !== 'number' || !(version > newest)) return;
  throw new LabError(
    'experiment-newer',
    `${theFile(file)} is of version ${version}; this lab reads version ${newest}.`,
    'Use a newer lab.',
  );
}

function baseOf(value: unknown, file: string | undefined, presetText: PresetText, via: readonly string[]): Read | null {
  const { base, name } = isFields(value) ? value : {};
  if (typeof base !== 'string') return null;
  const path = [...via, String(name)];
  if (path.includes(base)) {
    throw new LabError(
      'base-cycle',
      `${theFile(file)} rests on itself: ${[...path, base].join(', based on ')}.`,
      'Name another base.',
    );
  }
  const content = presetText(base);
  if (content !== null) return read({ content, file: `${base}.yaml` }, presetText, path);
  throw new LabError(
    'base-unknown',
    `${theFile(file)} is based on “${base}”, and there is no preset of that name.`,
    'Name one of the presets that the page offers for a new run and “evolora presets” lists.',
  );
}

/** The base's parameters with the experiment's own in their places; what is no group is left to the schema to refuse. */
function changed(base: unknown, own: unknown): unknown {
  if (own === undefined) return base;
  if (base === undefined) return own;
  if (!isFields(base) || !isFields(own)) return own;
  const groups = Object.entries(own).map(([group, parameters]) => {
    const before = base[group];
    return [group, isFields(before) && isFields(parameters) ? { ...before, ...parameters } : parameters] as const;
  });
  return { ...base, ...Object.fromEntries(groups) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
