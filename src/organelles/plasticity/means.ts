/** What a rule needs of the host besides decoding, opened when the rule is of the kind that trains. */
import type { Host } from '../../host/index.ts';
import { shortestAnswer } from '../../tasks/families.ts';
import type { Means } from './rule.ts';
import { needsOf, type RuleName } from './settings.ts';

/** Rules that do not train need nothing and open nothing. Throws what opening the training graph throws. */
export async function meansOf(host: Host, rule: RuleName): Promise<Means> {
  if (needsOf(rule) !== 'gradients') return {};
  const { trainer, answerTokens } = await host.learning.training();
  return {
    gradients: (rows, passRows) => trainer.sum(rows, passRows),
    goldTokens: (task) => answerTokens(shortestAnswer(task)),
    promptTokens: (task) => host.encodePrompt(task.prompt),
  };
}
