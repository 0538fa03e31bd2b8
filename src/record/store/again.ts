/**
 * Writes whose answer was lost: whether they are in the store already. Only such writes are asked about; to any other, what
 * is there already is the work of another tab.
 */
import { canonicalJson } from '../../base/hash.ts';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import type { World } from '../../ecology/world/world.ts';
import type { GenerationStep } from './store.ts';

interface Kept {
  readonly record: GenerationRecord | undefined;
  readonly world: World | undefined;
}

/** Whether a step is kept, given page and state of its generation in the store; the step's page may have grown since. */
export function isStepKept({ record, world }: GenerationStep, kept: Kept): boolean {
  if (!kept.record) return false;
  const beginning = record.events.slice(0, kept.record.events.length);
  return isSame([kept.record.events, kept.world], [beginning, world]);
}

export function isSame(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b);
}
