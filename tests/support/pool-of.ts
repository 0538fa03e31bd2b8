/** The pool of a prompt whose family is not at hand: it is told by the words that the prompt begins with. */
import { familyOf } from '../../src/tasks/families.ts';
import { contentKeyOf, poolKeyOf, poolOf } from '../../src/tasks/pools.ts';
import type { Pool } from '../../src/tasks/task.ts';
import { solve } from './solver.ts';

const BEGINNINGS: readonly [RegExp, string][] = [
  [/^Compute \d+ [+*-] \d+\./, 'math'],
  [/^Compute /, 'math.multi_step'],
  [/^What number comes next/, 'math.sequence'],
  [/^Count /, 'word.count'],
  [/^Convert the variable/, 'code.format'],
  [/^Sort these numbers/, 'list.sort'],
  [/^Repair this JSON/, 'json.repair'],
  [/^Evaluate: /, 'logic.bool'],
  [/^Sort the letters/, 'string.sort'],
  [/^Reverse the string/, 'string.reverse'],
];

/** Throws an Error for a prompt of none of the ten families that the micro host was taught. */
export function poolOfPrompt(prompt: string, salt?: string): Pool {
  const found = BEGINNINGS.find(([beginning]) => beginning.test(prompt));
  if (!found) throw new Error(`no family begins like this: ${prompt}`);
  return poolOf(contentKeyOf(familyOf(found[1]), { prompt, target: solve(prompt) }), poolKeyOf(salt));
}
