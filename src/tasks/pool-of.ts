/** Which pool a problem is in: a keyed hash of its content. */
import { hashText } from '../base/hash.ts';
import type { Exercise, Family, Pool } from './task.ts';

export const POOLS: readonly Pool[] = ['train', 'select', 'test'];
const QUARTERS: readonly Pool[] = ['train', 'train', 'select', 'test'];
const POOL_KEY = 'evolora-pools-1';

/** What decides about a problem's pool: its content as its family sees it, else its prompt. */
export function contentKeyOf(family: Pick<Family, 'identity'>, problem: Exercise): string {
  return family.identity?.(problem) ?? problem.prompt;
}

/** The pool of an identity: train half, select and test a quarter each, by the first two bits of a keyed SHA-256. */
export function poolOf(identity: string, poolKey: string = POOL_KEY): Pool {
  return QUARTERS[Number.parseInt(hashText(`${poolKey}\n${identity}`)[0]!, 16) >> 2]!;
}

/** The key of a world's pools. @param salt  the world's `cells.salt`; none and '' are the same */
export function poolKeyOf(salt = ''): string {
  return salt === '' ? POOL_KEY : `${POOL_KEY} ${salt}`;
}

/** A prompt's short, stable name: the first 12 hex digits of its SHA-256. */
export function taskId(prompt: string): string {
  return hashText(prompt).slice(0, 12);
}
