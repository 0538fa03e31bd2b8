/** Mending one fault in a small JSON object: a brace, a key's quotes or a comma is missing. */
import { gradeWords } from '../grading.ts';
import { gradeJson } from '../json-grading.ts';
import { inOrder } from '../order.ts';
import { byDepth, type Family, type JsonValue } from '../task.ts';
import { NOUNS } from './words.ts';
import { spacedJson } from '../spaced-json.ts';

export const jsonRepair: Family = {
  name: 'json.repair',
  title: 'Repair JSON',
  describe: 'A small JSON object with one fault, to be written correctly.',
  needs: 'micro',
  generate(random, depth) {
    const keys = random.sample(NOUNS, byDepth(depth, 1, 2, 3));
    const target: { [key: string]: JsonValue } = {};
    for (const key of keys) target[key] = random.integer(0, 20);
    const good = spacedJson(target);
    const fault = random.choice(keys.length > 1 ? ['brace', 'quote', 'comma'] : ['brace', 'quote']);
    const bad = broken(good, fault, keys.at(-1)!);
    return { prompt: `Repair this JSON: ${bad} Respond with valid JSON only.`, target };
  },
  identity: ({ prompt }) => `Repair this JSON: {${inOrder(membersIn(prompt).join(', '), ', ')}}`,
  customs: [{ name: 'the keys', of: (target) => Object.keys(target as object).join(', ') }],
  grade: (answer, target) =>
    typeof target === 'string' ? gradeWords(answer, target) : gradeJson(answer, target, 'complete JSON'),
};

/** The members of a broken object as they would be right. */
function membersIn(prompt: string): string[] {
  return [...prompt.matchAll(/"?([a-z]+)"?: (\d+)/g)].map(([, key, value]) => `"${key}": ${value}`);
}

function broken(good: string, fault: string, lastKey: string): string {
  if (fault === 'brace') return good.slice(0, -1);
  if (fault === 'quote') return good.replace(`"${lastKey}"`, lastKey);
  return good.replace(', ', ' ');
}
