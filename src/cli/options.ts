/** What the commands' options have in common: how they are read, and what is said when they cannot be. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { LabError } from '../core/errors.ts';
import { HUB_PREFIX } from '../hub/name.ts';
import { NODE_DEVICES } from '../host/node.ts';
import type { Budget } from './live-on.ts';
import type { ChosenHost } from './open-host.ts';
import { USAGE } from './usage.ts';

const STRING = { type: 'string' } as const;
/** The options that choose a host. */
export const HOST = {
  host: STRING,
  model: STRING,
  precision: STRING,
  hub: STRING,
  dtype: STRING,
  device: STRING,
} as const;

/** The host that the options name. LabError `usage` where they do not go together, or its precision is none. */
export function hostOf({ precision, ...options }: Partial<Record<keyof typeof HOST, string>>): ChosenHost {
  const { host, model, hub, dtype } = options;
  const device = NODE_DEVICES.find((each) => each === options.device);
  if (options.device !== undefined && !device) throw usageError(`--device is ${NODE_DEVICES.join(', ')}.`);
  if (precision !== undefined && precision !== 'exact' && precision !== 'fast')
    throw usageError('--precision is exact or fast.');
  const isOfHub = host?.startsWith(HUB_PREFIX) ?? false;
  if (!isOfHub && (hub ?? dtype) !== undefined) throw usageError('--hub and --dtype are for --host hub:ORG/NAME.');
  if (model !== undefined && dtype !== undefined) throw usageError('Use --model or --dtype, not both.');
  return { host, model, precision, hub, dtype, device };
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

/** How long a run lives. LabError `usage` where neither is said, or one is no number. */
export function readBudget({ generations, flops }: { generations?: string; flops?: string }): Budget {
  if (generations === undefined && flops === undefined) throw usageError('Say --generations, --flops or both.');
  const most = flops === undefined ? undefined : Number(flops);
  if (most !== undefined && !(most > 0 && most < Infinity)) throw usageError('--flops needs a number above 0.');
  return {
    generations: generations === undefined ? undefined : wholeNumber('--generations', generations, 1),
    flops: most,
  };
}
