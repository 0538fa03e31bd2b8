/** The worlds of a manifest: a preset's parameters with the experiment's and the arm's own laid over them, and checked. */
import type { z } from 'zod';
import { configSchema, type Config } from '../../ecology/config/config.ts';
import { valueAt } from '../../ecology/config/parameters.ts';
import { presetParameters, withParameters, type PresetText } from '../experiment.ts';
import { mistakeAt, mistakeOfParameters, type Written } from '../experiment-mistakes.ts';

type Place = readonly PropertyKey[];

/** What a world is made of, in the manifest. */
interface WorldLayers {
  /** the preset below everything, and where it is named */
  preset: { name: string; place: Place };
  /** parameters over it, each over those before, and where they stand */
  own: readonly { parameters: unknown; place: Place }[];
}

/**
 * The world of these layers, complete.
 * @throws LabError `experiment-invalid` with the line in the manifest; what reading the preset throws
 */
export function worldOf({ preset, own }: WorldLayers, written: Written, presetText: PresetText): Config {
  const base = presetParameters(preset.name, presetText);
  if (!base)
    throw mistakeAt(written, preset.place, `there is no preset called “${preset.name}”; “evolora presets” lists them`);
  const parameters = own.reduce<unknown>((below, layer) => withParameters(below, layer.parameters), base.config);
  const result = configSchema.safeParse(parameters ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw mistakeOfParameters(issue, written, placeOf(issue, own) ?? preset.place);
}

/** The uppermost layer that says anything of what is wrong. */
function placeOf(issue: z.core.$ZodIssue, own: WorldLayers['own']): Place | undefined {
  const path = (issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path).slice(0, 2);
  for (let length = path.length; length > 0; length--) {
    const says = ({ parameters }: { parameters: unknown }) => has(parameters, path.slice(0, length));
    const found = own.findLast(says);
    if (found) return found.place;
  }
  return own.at(-1)?.place;
}

function has(value: unknown, [key, ...rest]: readonly PropertyKey[]): boolean {
  if (key === undefined) return true;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? has((value as Record<PropertyKey, unknown>)[key], rest)
    : false;
}

/** What all arms of an experiment have alike, whatever else tells their worlds apart. */
const SHARED = [
  'cells.opening',
  'attempts.maxNewTokens',
  'heredity.rank',
  'organs.customsPeriod',
  'organs.customsCells',
] as const;

/** The first of the parameters that all arms share in which a world is not the experiment's; undefined when it is. */
export function unsharedIn(config: Config, shared: Config): string | undefined {
  return SHARED.find((path) => JSON.stringify(valueAt(config, path)) !== JSON.stringify(valueAt(shared, path)));
}
