/** What the commands' options have in common: how they are read, and what is said when they cannot be. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { LabError } from '../core/errors.ts';
import type { ChosenHost } from './open-host.ts';
import { USAGE } from './usage.ts';

/** The options that choose a host. */
export const HOST = { host: { type: 'string' }, model: { type: 'string' }, precision: { type: 'string' } } as const;

/** The host that the options name. LabError `usage` where its precision is none. */
export function hostOf(options: { host?: string; model?: string; precision?: string }): ChosenHost {
  const { host, model, precision } = options;
  if (precision === undefined || precision === 'exact' || precision === 'fast') return { host, model, precision };
  throw usageError('--precision is exact or fast.');
}

/** An option's text as a whole number of at least `least`, or LabError `usage`. */
export function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw usageError(`${option} needs a whole number from ${least} on.`);
  return value;
}

/** Options and positionals as node:util reads them; what it refuses is LabError `usage`. */
export function readOptions<Options extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Options) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (thrown) {
    throw usageError((thrown as Error).message.split('. ')[0] + '.');
  }
}

/** What was typed wrong, with the whole usage as the next step. */
export function usageError(sentence: string): LabError {
  return new LabError('usage', sentence, USAGE);
}
