/**
 * A contest's manifest: which contenders meet in which worlds, for how much computation, on which seeds, and what was
 * claimed before any of them ran. In YAML, read like every experiment file: a mistake is named with its key and its line.
 */
import { z } from 'zod';
import { LONGEST_NAME } from '../experiment.ts';

export const MANIFEST_VERSION = 1;

/** Who can be a rival of a world; what each is stands in the rivals' own files. */
export const RIVAL_NAMES = ['generalist', 'generalist-bank', 'islands', 'islands-bank', 'supervised'] as const;
export type RivalName = (typeof RIVAL_NAMES)[number];

/** Names become parts of directories. */
const name = z
  .string()
  .min(1)
  .max(LONGEST_NAME)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    'must be of letters, digits, dots and dashes, and begin with a letter or digit',
  );

/** A seed as a person writes it, a whole number or a text; told apart as text. */
const seed = z.union([z.int(), name], 'must be a whole number or a name').transform(String);

/** It becomes the worlds’ own `cells.salt`. */
const salt = z
  .string()
  .regex(/^[\p{L}\p{N} ._-]{1,64}$/u, 'must be of 1 to 64 letters, digits, spaces, dots, dashes and underscores');

const tera = z.number().positive().max(1e6);

/** Parameters of a world as a person writes them: those that differ from what they stand on. */
const overrides = z.record(z.string(), z.unknown());

/** A world of the lab: the experiment's, or that of a preset of its own, with the experiment's and its own parameters. */
const worldArmSchema = z.strictObject({ base: z.string().min(1).optional(), world: overrides.nullable() });
/** One that only trains, see src/evaluation/rivals. */
const rivalArmSchema = z.strictObject({ rival: z.enum(RIVAL_NAMES), settings: overrides.default({}) });
/** Another reading of another arm's runs: it spends nothing of its own. */
const voiceArmSchema = z.strictObject({ voiceOf: name, voice: z.string().min(1) });

/** What an arm is, by the key that it has. */
const armSchema = byKey(
  { world: worldArmSchema, rival: rivalArmSchema, voiceOf: voiceArmSchema },
  'must say what takes part: a world, a rival, or voiceOf another arm',
);
/** When all arms are read: at these moments, or again and again; and when the budget is spent. TFLOPs. */
const readSchema = byKey(
  { at: z.strictObject({ at: z.array(tera).min(1) }), every: z.strictObject({ every: tera }) },
  'must say when: at a list of TFLOPs, or every so many',
);

/** What was claimed before any run began: `arm` less each of `against` lies above `above`, at 95 %. */
const primarySchema = z.strictObject({
  name: z.string().min(1).max(LONGEST_NAME),
  arm: name,
  against: z.array(name).min(1),
  above: z.number().min(-1).max(1),
  /** The mark at which, TFLOPs; the experiment's own score unless told. */
  at: tera.optional(),
});
export type Primary = z.output<typeof primarySchema>;

const experimentSchema = z.strictObject({
  about: z.string().default(''),
  /** Name of the preset whose world all arms share. */
  world: z.string().min(1),
  config: overrides.default({}),
  /** Budget of every run, TFLOPs. */
  tflops: tera,
  read: readSchema,
  /** Test tasks of a cell, at every reading; small pools give fewer. */
  tasks: z.int().min(1).max(2000),
  /** What an arm is judged by: the last reading, or the mean of those after half of the budget. */
  score: z.enum(['last', 'second-half']).default('last'),
  arms: z.record(z.string(), armSchema),
  primaries: z.array(primarySchema).default([]),
});

export const manifestSchema = z.strictObject({
  version: z.literal(MANIFEST_VERSION),
  kind: z.literal('contest'),
  name,
  about: z.string().default(''),
  /** Test tasks, and when customs change, are drawn from it. */
  salt,
  seeds: z.array(seed).min(1),
  experiments: z.record(z.string(), experimentSchema),
  /** How the arms' settings were found: told beside the tables, used for nothing. */
  tuning: z.strictObject({ about: z.string().default(''), tflops: tera, seeds: z.array(seed).min(1), salt }).optional(),
});
/** As it is written, checked key by key; `Contest` is what it comes to. */
export type Manifest = z.output<typeof manifestSchema>;

/**
 * A group that is of the form which belongs to the first of these keys that it has, so that a mistake in it is told as one of
 * that form and not as one of all.
 */
function byKey<Forms extends Readonly<Record<string, z.ZodType>>>(forms: Forms, otherwise: string) {
  return z.unknown().transform((value, context): z.output<Forms[keyof Forms]> => {
    const key = Object.keys(forms).find((one) => typeof value === 'object' && value !== null && one in value);
    const result = key === undefined ? null : forms[key]!.safeParse(value);
    if (result?.success) return result.data as z.output<Forms[keyof Forms]>;
    const issues = result?.error.issues ?? [{ code: 'custom' as const, message: otherwise, path: [] }];
    for (const issue of issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
}
