/**
 * The rivals of a colony by name, and what is set of each. They all begin with the same adapter on the same cells, and learn
 * by the lab's own rules; these settings are what can be tuned of them. What is left out of `rate`, `leastRate` and `trials` is taken from
 * the world's own parameters of learning: an update has as many answers, whether they are of one cell or mixed.
 */
import { z } from 'zod';
import { LabError } from '../../core/errors.ts';
import type { Config } from '../../ecology/config/config.ts';
import type { RivalName } from '../contest/manifest.ts';

const learningSettings = {
  /** times the learning rule's own rate */
  rate: z.number().gt(0).max(10),
  /** answers of one update in each cell that it is about; a mixed update has so many of every cell */
  trials: z.int().min(2).max(256),
  /** size s of the random weights that it starts from, as of all newcomers: s ÷ √inputs in A, s ÷ √rank in B */
  founderStep: z.number().min(0).max(2).default(0.1),
};

const samplingSettings = {
  /** the least share of its rate that an update is made at, as answers come to agree; 1 keeps the rate */
  leastRate: z.number().min(0.01).max(1).default(1),
  /** answers to the same task; their mean is then what each is held against. 1: one answer a task, held against its cell's */
  group: z.int().min(1).max(64).default(1),
  /** what a token of an answer takes from its reward, which is 1 where it is solved and 0 where it is not */
  tokenPrice: z.number().min(0).max(1).default(0.01),
};

const bankSettings = {
  /** greedy attempts of whoever answers in a cell, a round */
  watch: z.int().min(1).max(64).default(4),
  /** train tasks of an audition */
  auditionTasks: z.int().min(1).max(64).default(6),
  /** former adapters that are kept for each cell; the oldest goes first */
  shelf: z.int().min(0).max(64).default(4),
};

const loanSettings = {
  /**
   * share of a lesson's answers in a cell that another answers which are that other's, so that the adapter can learn what it
   * has no right answers of its own to
   */
  borrowed: z.number().min(0).max(0.9).default(0.5),
};

const goldSettings = {
  /** what it is given as much of as the others: FLOPs of all that it does, tokens of its training passes, or time */
  match: z.enum(['flops', 'tokens', 'ms']).default('flops'),
  /** how much, in that unit: the length of its schedule; FLOPs of the whole run unless told */
  budget: z.number().positive(),
  /** share of the budget over which the rate rises */
  warmUp: z.number().min(0).max(0.9).default(0.05),
  /** what is left of the rate at the end of the budget; 1: it does not fall, as suits a world that changes */
  lastRate: z.number().gt(0).max(1).default(0.01),
};

/** What tells one rival from another. */
interface RivalKind {
  /** one adapter that learns all cells in mixed batches, or one for each cell */
  pupils: 'one' | 'each';
  rule: 'backprop' | 'supervised';
  /** whether who answers in a cell is watched, and others can take its place */
  bank: boolean;
  /** the settings that mean something to it */
  settings: z.ZodRawShape;
}

/** In the order of tables. */
export const RIVALS: Readonly<Record<RivalName, RivalKind>> = {
  generalist: {
    pupils: 'one',
    rule: 'backprop',
    bank: false,
    settings: { ...learningSettings, ...samplingSettings },
  },
  'generalist-bank': {
    pupils: 'one',
    rule: 'backprop',
    bank: true,
    settings: { ...learningSettings, ...samplingSettings, ...bankSettings, ...loanSettings },
  },
  islands: {
    pupils: 'each',
    rule: 'backprop',
    bank: false,
    settings: { ...learningSettings, ...samplingSettings },
  },
  'islands-bank': {
    pupils: 'each',
    rule: 'backprop',
    bank: true,
    settings: { ...learningSettings, ...samplingSettings, ...bankSettings },
  },
  supervised: {
    pupils: 'one',
    rule: 'supervised',
    bank: false,
    settings: { ...learningSettings, ...goldSettings },
  },
};

const allSettings = z.object({
  ...learningSettings,
  ...samplingSettings,
  ...bankSettings,
  ...loanSettings,
  ...goldSettings,
});

/** All of them; those that mean nothing to a rival are their defaults, and never read. */
export type RivalSettings = z.output<typeof allSettings>;
/** As a person writes them, unchecked: what is left out takes its default, or what the world says. */
export type RivalSettingsInput = Readonly<Record<string, unknown>>;

/**
 * Settings of a rival with what is left out filled in.
 * @param flops  of the whole run, where they are known
 * @throws LabError `learning-settings` names what it does not have, what is missing and what is out of range
 */
export function readRivalSettings(
  name: RivalName,
  given: RivalSettingsInput,
  { learning, cells }: Pick<Config, 'learning' | 'cells'>,
  flops?: number,
): RivalSettings {
  const { rate, leastRate } = learning;
  const isGold = RIVALS[name].rule === 'supervised';
  const share = RIVALS[name].pupils === 'each' ? 1 : 1 / cells.opening.length;
  const trials = Math.max(2, Math.round(share * learning.trials));
  const filled = {
    rate,
    trials,
    ...(!isGold && { leastRate }),
    ...(isGold && (given['match'] ?? 'flops') === 'flops' && { budget: flops }),
    ...given,
  };
  const result = z.strictObject(RIVALS[name].settings).safeParse(filled);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw refusal(name, `${issue.path.join('.') || 'settings'}: ${issue.message}`, 'Choose a value within its range.');
  }
  const settings = allSettings.parse({ budget: 1, ...result.data });
  if (settings.trials % settings.group !== 0)
    throw refusal(
      name,
      `group: ${settings.trials} answers cannot be shared out to groups of ${settings.group}`,
      'Choose a group that divides the trials.',
    );
  return settings;
}

function refusal(name: RivalName, what: string, nextStep: string): LabError {
  return new LabError('learning-settings', `The rival ${name} cannot take this setting: ${what}.`, nextStep);
}
