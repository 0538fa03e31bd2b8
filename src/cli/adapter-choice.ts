/** Which adapters of a run, and what PEFT is to load below them, as they are typed. */
import type { AdapterChoice } from '../exchange/adapters/chosen.ts';
import type { BaseModel } from '../exchange/adapters/model-card.ts';
import { usageError } from './options.ts';

export function choiceOf(which: string): AdapterChoice {
  if (which === 'portfolio' || which === 'living' || which === 'all') return which;
  return which.split(',').map((one) => one.trim());
}

/** Undefined where none is named. Throws LabError `usage` for a revision of nothing. */
export function baseOf(values: { 'base-model'?: string; revision?: string }): BaseModel | undefined {
  const { 'base-model': repository, revision } = values;
  if (repository === undefined && revision !== undefined) throw usageError('--revision is of a --base-model.');
  return repository === undefined ? undefined : { repository, revision };
}

/** Of `contest`: whether the adapters of rivals are wanted, and what PEFT is to load below them. */
export const RIVAL_ADAPTERS = {
  adapters: { type: 'boolean' },
  'base-model': { type: 'string' },
  revision: { type: 'string' },
} as const;

/** Throws LabError `usage`. */
export function rivalAdaptersOf(values: { adapters?: boolean; 'base-model'?: string; revision?: string }) {
  const { adapters = false } = values;
  const base = baseOf(values);
  if (base && !adapters) throw usageError('--base-model is of --adapters.');
  return { adapters, base };
}
