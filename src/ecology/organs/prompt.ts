/**
 * How an organelle is shown answers before it gives its own. A host may know nothing but single questions, so there is
 * one plain form: the task and its answer on a line each, a blank line, and in the end the task itself. An earlier answer
 * to the same task stands there like any example.
 */
import type { Host } from '../../host/index.ts';
import type { Example } from '../world/world.ts';

/** Task and answers as one text. An answer's own line breaks become spaces, so that the form can be read again. */
export function withExamples(prompt: string, examples: readonly Example[]): string {
  return [...examples.map((each) => `${each.prompt}\n${each.answer.replace(/\s+/g, ' ').trim()}`), prompt].join('\n\n');
}

/**
 * The tokens of the task with as many of the examples as leave room for an answer in the host's context; the first ones
 * are dropped first.
 */
export function encodeWith(
  host: Host,
  prompt: string,
  examples: readonly Example[],
  maxNewTokens: number,
): { tokens: number[]; shown: number } {
  for (let shown = examples.length; shown > 0; shown--) {
    const tokens = host.encodePrompt(withExamples(prompt, examples.slice(-shown)));
    if (tokens.length + maxNewTokens <= host.contextTokens) return { tokens, shown };
  }
  return { tokens: host.encodePrompt(prompt), shown: 0 };
}
