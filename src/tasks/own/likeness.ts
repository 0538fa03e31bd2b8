/**
 * Which tasks are the same one: told by prompts without capitals, signs and spaces, and by prompts of the same words in
 * another order that want the same answer. What is alike is in one pool, unless a file says otherwise, and then it is told.
 */
import { canonicalJson } from '../../base/hash.ts';
import { compareTexts } from '../../base/order.ts';
import type { Exercise } from '../task.ts';

/** A prompt's words and numbers, in its order. */
function plainWords(prompt: string): string[] {
  return (
    prompt
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/** Equal for prompts that differ in capitals, signs and spaces only. */
export function textKey({ prompt }: Pick<Exercise, 'prompt'>): string {
  const words = plainWords(prompt);
  return words.length > 0 ? words.join(' ') : prompt.trim();
}

/** Equal for prompts of the same words in any order that want the same answer: what a task's pool is a hash of. */
export function contentKey({ prompt, target }: Exercise): string {
  const words = plainWords(prompt).sort(compareTexts);
  return `${words.length > 0 ? words.join(' ') : prompt.trim()}\n${canonicalJson(target)}`;
}
