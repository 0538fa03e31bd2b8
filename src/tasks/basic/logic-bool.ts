/** Boolean expressions with the usual precedence: not before and, and before or. */
import { gradeChoice } from '../grading.ts';
import { inOrder, withOrdered } from '../order.ts';
import { byDepth, type Family } from '../task.ts';

/** Literals joined by `and`. */
const CONJUNCTION = /(?:not )?(?:true|false)(?: and (?:not )?(?:true|false))*/g;

export const logicBool: Family = {
  name: 'logic.bool',
  title: 'Logic',
  describe: 'Whether an expression of and, or and not is true.',
  needs: 'micro',
  generate(random, depth) {
    const literals = Array.from({ length: byDepth(depth, 2, 3, 4) }, () => {
      const negated = random.uniform() < 0.3;
      const value = random.choice([true, false]);
      return { text: `${negated ? 'not ' : ''}${value}`, value: value !== negated };
    });
    const ops = literals.slice(1).map(() => random.choice(['and', 'or'] as const));
    const text = literals.map((literal, i) => (i === 0 ? literal.text : `${ops[i - 1]} ${literal.text}`)).join(' ');
    const value = disjunction(
      literals.map((literal) => literal.value),
      ops,
    );
    return { prompt: `Evaluate: ${text}. Respond with true or false.`, target: String(value) };
  },
  identity: ({ prompt }) =>
    prompt.replace(/(?<=: ).*(?=\. )/, (text) => inOrder(withOrdered(text, CONJUNCTION, ' and '), ' or ')),
  grade: (answer, target) => gradeChoice(answer, target, ['true', 'false']),
};

/** The value of `v0 op0 v1 op1 v2 …`: an `or` begins a new conjunction, one true conjunction is enough. */
function disjunction(values: readonly boolean[], ops: readonly ('and' | 'or')[]): boolean {
  let [any, all] = [false, values[0]!];
  ops.forEach((op, i) => {
    if (op === 'or') [any, all] = [any || all, values[i + 1]!];
    else all = all && values[i + 1]!;
  });
  return any || all;
}
