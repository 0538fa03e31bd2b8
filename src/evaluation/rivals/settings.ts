/**
 * The rivals of a colony by name, and what is set of each. They all begin with the same adapter on the same cells, and learn
 * by the lab's own rules; these settings are what can be tuned of them. What is left out of `rate` and `trials` is taken from
 * the world's own parameters of learning.
 */
import { z } from 'zod';
import { LabError } from '../../core/errors.ts';
import type { Config } from '../../ecology/config/config.ts';
import type { RivalName } from '../contest/manifest.ts';

/** What tells one rival from another. */
interface RivalKind {
  /** one adapter that learns all cells in mixed batches, or one for each cell */
  pupils: 'one' | 'each';
  rule: 'backprop' | 'supervised';
}

/** In the order of tables. */
export const RIVALS = {
  generalist: { pupils: 'one', rule: 'backprop' },
  islands: { pupils: 'each', rule: 'backprop' },
} as const satisfies Partial<Record<RivalName, RivalKind>>;

const rivalSchema = z.strictObject({
  /** times the learning rule's own rate */
  rate: z.number().gt(0).max(10),
  /** answers of one update in each cell that it is about; a mixed update has so many of every cell */
  trials: z.int().min(2).max(256),
  /** answers to the same task; their mean is then what each is held against. 1: one answer a task, held against its cell's */
  group: z.int().min(1).max(64).default(1),
  /** what a token of an answer takes from its reward, which is 1 where it is solved and 0 where it is not */
  tokenPrice: z.number().min(0).max(1).default(0.01),
  /** size s of the random weights that it starts from: s ÷ √inputs in A, s ÷ √rank in B */
  founderStep: z.number().min(0).max(2).default(0.1),
});

export type RivalSettings = z.output<typeof rivalSchema>;
/** As a person writes them: what is left out takes its default, or what the world says. */
export type RivalSettingsInput = Partial<RivalSettings>;

/**
 * Settings with what is left out filled in.
 * @throws LabError `learning-settings` names what is out of range
 */
export function readRivalSettings(given: RivalSettingsInput, { learning }: Pick<Config, 'learning'>): RivalSettings {
  const { rate, trials } = learning;
  const result = rivalSchema.safeParse({ rate, trials, ...given });
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw refusal(`${issue.path.join('.') || 'settings'}: ${issue.message}`, 'Choose a value within its range.');
  }
  const settings = result.data;
  if (settings.trials % settings.group !== 0)
    throw refusal(
      `group: ${settings.trials} answers cannot be shared out to groups of ${settings.group}`,
      'Choose a group that divides the trials.',
    );
  return settings;
}

function refusal(what: string, nextStep: string): LabError {
  return new LabError('learning-settings', `A rival cannot take this setting: ${what}.`, nextStep);
}
