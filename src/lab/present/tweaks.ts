/** Changes of parameters that wait for the next generation: each is checked when it is made, together with the others. */
import { LabError } from '../../core/errors.ts';
import { canonicalJson } from '../../base/hash.ts';
import { configSchema, type Config } from '../../ecology/config/config.ts';
import { parameterAt, parameters, valueAt, withValue } from '../../ecology/config/parameters.ts';

export type Pending = Readonly<Record<string, unknown>>;

/**
 * The pending changes with one more. A value equal to the one in force withdraws the change.
 * Throws LabError `parameter-unknown`, `parameter-fixed` or `parameter-impossible`, and then nothing has changed.
 */
export function withTweak(config: Config, pending: Pending, path: string, value: unknown): Pending {
  const { meta } = parameterAt(path);
  if (!meta.live) {
    throw new LabError('parameter-fixed', `${meta.title} is fixed when a run begins.`, 'Begin a new run to change it.');
  }
  const { [path]: _, ...others } = pending;
  const next = same(valueAt(config, path), value) ? others : { ...others, [path]: value };
  Object.entries(next).reduce((changed, [each, to]) => withValue(changed, each, to), config);
  return next;
}

/** What still waits after a generation took some changes; one that was changed again meanwhile waits on. */
export function withoutTaken(pending: Pending, taken: Pending): Pending {
  return Object.fromEntries(
    Object.entries(pending).filter(([path, value]) => !(path in taken && same(taken[path], value))),
  );
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** A whole config out of what somebody wrote. Throws LabError `parameter-impossible` with the first reason. */
export function checkedConfig(input: unknown): Config {
  const parsed = configSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const where = path.slice(0, 2).join('.');
  const title =
    parameters().find((parameter) => parameter.path === where)?.meta.title ?? (where || 'The configuration');
  throw new LabError('parameter-impossible', `${title} cannot be so: ${message}.`, 'Correct it; no run was begun.');
}
