/**
 * A learning experiment: which rules are tried on which families, how long, and how it is measured. Its own small file
 * format, for there is no world in it: one adapter on one family.
 */
import { z } from 'zod';
import { LabError } from '../core/errors.ts';
import { requireVersion } from '../evaluation/experiment.ts';
import { invalidExperiment, mistakeInForm, theFile } from '../evaluation/experiment-mistakes.ts';
import { readYaml, type FileContent } from '../evaluation/experiment-yaml.ts';
import { readSettings, RULE_NAMES, type RuleName } from '../organelles/plasticity/settings.ts';
import { formsOf } from '../tasks/customs.ts';
import { DEPTHS, familyOf } from '../tasks/families.ts';

const VERSION = 1;

const trainingSchema = z.strictObject({
  updates: z.number().int().min(1).max(10_000),
  rank: z.number().int().min(1).max(64),
  depths: z.array(z.enum(DEPTHS)).min(1),
  settings: z.record(z.string(), z.unknown()).default({}),
});

const schema = z.strictObject({
  version: z.literal(VERSION),
  kind: z.literal('learning'),
  name: z.string().min(1).max(80),
  about: z.string().default(''),
  seeds: z.array(z.number().int()).min(1),
  /** Tasks of the test pool, before and after; small pools give fewer. */
  testTasks: z.number().int().min(10).max(2000),
  /** Reward = solved − tokenPrice × new tokens. */
  tokenPrice: z.number().min(0).max(1),
  maxNewTokens: z.number().int().min(1).max(256),
  families: z.array(z.string()).min(1),
  /** The form of answer that a family wants, where it is one of its customs. */
  customs: z.record(z.string(), z.string()).default({}),
  /** Adapters begin as founders of this size, as newcomers of a world do; as the rule likes to begin where it is left out. */
  founderStep: z.number().min(0).max(2).optional(),
  rules: z.partialRecord(z.enum(RULE_NAMES), trainingSchema),
  /** Settings that a family needs otherwise, by rule and family. */
  overrides: z.partialRecord(z.enum(RULE_NAMES), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
});

export type LearningExperiment = z.output<typeof schema>;
type RuleTraining = z.output<typeof trainingSchema>;

/** Reads a learning experiment. LabError `experiment-invalid` names the first mistake, its key and its line; `experiment-newer`. */
export function parseLearningExperiment(content: FileContent, file?: string): LearningExperiment {
  const written = readYaml(content, file);
  requireLearning(written.value, file);
  const result = schema.safeParse(written.value);
  if (!result.success) throw mistakeInForm(result.error.issues[0]!, written);
  for (const family of result.data.families) familyOf(family);
  for (const [family, custom] of Object.entries(result.data.customs)) requireCustom(family, custom, file);
  for (const rule of Object.keys(result.data.rules) as RuleName[])
    for (const family of result.data.families) readSettings(rule, trainingOf(result.data, rule, family).settings);
  return result.data;
}

function requireLearning(value: unknown, file: string | undefined): void {
  requireVersion(value, file, VERSION);
  const { version, kind } = Object(value) as { version?: unknown; kind?: unknown };
  if (version === VERSION && kind === undefined)
    throw new LabError(
      'experiment-invalid',
      `${theFile(file)} has no “kind: learning”, so it is an experiment for a world and none about learning.`,
      'Live it with the command “run”, or give “learn” a file such as experiments/learning.yaml.',
    );
}

function requireCustom(family: string, custom: string, file: string | undefined): void {
  const forms = formsOf(family);
  if (!forms.includes(custom))
    throw invalidExperiment(`customs.${family}: there is no “${custom}”, only ${forms.join(', ')}`, file);
}

/** How a rule learns a family, overrides applied. LabError `experiment-invalid` when the file does not have the rule. */
export function trainingOf(experiment: LearningExperiment, rule: RuleName, family: string): RuleTraining {
  const training = experiment.rules[rule];
  if (!training) throw invalidExperiment(`rules: there is no rule ${rule}`);
  return { ...training, settings: { ...training.settings, ...experiment.overrides[rule]?.[family] } };
}
