/** Reads a million rows in each form, one after the other, and says what came of it: for a process with little memory. */
import { readTasks } from '../../../src/tasks/own/read.ts';

const row = '{"prompt":"a","target":1}';
const files: Record<string, () => string> = {
  'rows.jsonl': () => `${row}\n`.repeat(1e6),
  'not-one.jsonl': () => 'x\n'.repeat(1e6),
  'list.json': () => `[${`${row},\n`.repeat(1e6)}${row}]`,
  'torn.json': () => `[${`${row},\n`.repeat(1e6)}`,
  'table.csv': () => `prompt,target\n${'a,1\n'.repeat(1e6)}`,
  'list.yaml': () => '- {prompt: a, target: 1}\n'.repeat(1e6),
  'one-row.yaml': () => `- [${'1,'.repeat(15e6)}]`,
};

function said(file: string, text: string): string {
  try {
    return `${readTasks(new TextEncoder().encode(text), { file }).book.tasks.length} tasks`;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

console.log(
  JSON.stringify(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, said(file, text())]))),
);
