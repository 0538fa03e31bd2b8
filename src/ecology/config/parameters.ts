/** The parameters one by one: finding them by path, reading them, and changing one in a config that stays whole. */
import { z } from 'zod';
import { LabError } from '../../core/errors.ts';
import { configSchema, parameterGroups, type Config, type ParameterMeta } from './config.ts';

export interface Parameter {
  /** `group.name` */
  path: string;
  group: string;
  name: string;
  meta: ParameterMeta;
  schema: z.ZodType;
}

/** Every parameter, in the order of the panel. */
export function parameters(): Parameter[] {
  return Object.entries(parameterGroups).flatMap(([group, schema]) => {
    const { shape } = (schema as unknown as z.ZodPrefault<z.ZodObject>).unwrap();
    return Object.entries(shape).map(([name, leaf]) => ({
      path: `${group}.${name}`,
      group,
      name,
      meta: (leaf as z.ZodType).meta() as unknown as ParameterMeta,
      schema: leaf as z.ZodType,
    }));
  });
}

/** The parameter of that path. LabError `parameter-unknown` when there is none. */
export function parameterAt(path: string): Parameter {
  const found = parameters().find((parameter) => parameter.path === path);
  if (found) return found;
  throw new LabError('parameter-unknown', `There is no parameter called ${path}.`, 'Choose one from the panel.');
}

/** The value at a path of a config. */
export function valueAt(config: Config, path: string): unknown {
  const { group, name } = parameterAt(path);
  return (config as unknown as Record<string, Record<string, unknown>>)[group]![name];
}

/**
 * A config with one value changed, whole and checked. LabError `parameter-impossible` when the value, alone or beside the
 * others, cannot be.
 */
export function withValue(config: Config, path: string, value: unknown): Config {
  const { group, name, meta } = parameterAt(path);
  const record = config as unknown as Record<string, Record<string, unknown>>;
  const result = configSchema.safeParse({ ...record, [group]: { ...record[group], [name]: value } });
  if (result.success) return result.data;
  throw new LabError(
    'parameter-impossible',
    `${meta.title} cannot be ${JSON.stringify(value)}: ${result.error.issues.map(({ message }) => message).join('; ')}.`,
    'The run goes on with the value it had; choose another one.',
  );
}

/** The config with several values changed one after the other; throws as `withValue` does. */
export function withValues(config: Config, values: Readonly<Record<string, unknown>>): Config {
  return Object.entries(values).reduce((changed, [path, value]) => withValue(changed, path, value), config);
}

/** The least and the greatest value of a parameter that is a number. RangeError for one that is not. */
export function boundsOf(path: string): { low: number; high: number } {
  const { schema } = parameterAt(path);
  const inner = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  if (!(inner instanceof z.ZodNumber)) throw new RangeError(`${path} is not a number`);
  return { low: inner.minValue ?? -Infinity, high: inner.maxValue ?? Infinity };
}
