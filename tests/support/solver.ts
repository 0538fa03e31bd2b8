/** Solves a task from its prompt alone, by other means than the generators: JavaScript's own evaluator and sorting. */
import type { JsonValue } from '../../src/tasks/task.ts';

export function solve(prompt: string): JsonValue {
  const rules: [RegExp, (text: string) => JsonValue][] = [
    [/^Compute ([\d+\-*() ]+)\. Respond with the number only\.$/, (text) => evaluate(text) as number],
    [/^What number comes next: ([\d, ]+)\? Respond with the number only\.$/, nextTerm],
    [/^Count the words in: '([a-z ]+)'\. Respond with an integer\.$/, (text) => text.split(' ').length],
    [
      /^Count the alphabetic words \(ignore digits\) in: '([a-z0-9 ]+)'\. Respond with an integer\.$/,
      (text) => text.match(/[a-z]+/g)!.length,
    ],
    [
      /^Convert the variable name `([A-Za-z]+)` to snake_case\. Respond with the new name only\.$/,
      (text) => text.replace(/(?!^)([A-Z])/g, '_$1').toLowerCase(),
    ],
    [
      /^Sort these numbers in ascending order: ([\d, ]+)\. Respond with a JSON array\.$/,
      (text) => [...new Int32Array(text.split(', ').map(Number)).sort()],
    ],
    [/^Repair this JSON: (.*) Respond with valid JSON only\.$/, repaired],
    [
      /^Evaluate: ([a-z ]+)\. Respond with true or false\.$/,
      (text) => String(evaluate(text.replaceAll('not', '!').replaceAll('and', '&&').replaceAll('or', '||'))),
    ],
    [
      /^Sort the letters of '([a-z]+)' alphabetically\. Respond with the letters only\.$/,
      (text) => [...text].sort().join(''),
    ],
    [/^Reverse the string '([a-z]+)'\. Respond with the string only\.$/, (text) => text.split('').reverse().join('')],
  ];
  const found = rules.flatMap(([pattern, answer]) => {
    const match = pattern.exec(prompt);
    return match ? [answer(match[1]!)] : [];
  });
  if (found.length !== 1) throw new Error(`${found.length} rules know this prompt: ${prompt}`);
  return found[0]!;
}

function evaluate(expression: string): unknown {
  return new Function(`return ${expression}`)() as unknown;
}

function nextTerm(text: string): number {
  const terms = text.split(', ').map(Number);
  return 2 * terms.at(-1)! - terms.at(-2)!;
}

/** Every `key: number` pair found by eye; exactly one of the three faults must be there. */
function repaired(text: string): JsonValue {
  const faults = [!text.endsWith('}'), /[{ ][a-z]/.test(text), /\d "/.test(text)];
  if (faults.filter(Boolean).length !== 1) throw new Error(`not exactly one fault in ${text}`);
  return Object.fromEntries([...text.matchAll(/"?([a-z]+)"?: (\d+)/g)].map(([, key, value]) => [key!, Number(value)]));
}
