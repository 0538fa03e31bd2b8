/** What is said of a file of tasks, as Markdown. */
import type { CellCounts, GradedExample, TaskReport } from '../../evaluation/tasks/report-tasks.ts';
import { interval, printTable, type Column } from './figures.ts';
import { tera } from '../flops.ts';

const CELLS: readonly Column<CellCounts>[] = [
  { title: 'family', of: ({ family }) => family },
  { title: 'depth', of: ({ depth }) => depth },
  { title: 'train', of: ({ train }) => String(train) },
  { title: 'select', of: ({ select }) => String(select) },
  { title: 'test', of: ({ test }) => String(test) },
  { title: 'a world can live there', of: ({ isCell }) => (isCell ? 'yes' : 'no, a pool is empty') },
];

const EXAMPLES: readonly Column<GradedExample>[] = [
  { title: 'line', of: ({ line }) => String(line) },
  { title: 'prompt', of: ({ prompt }) => inOneLine(prompt, 60) },
  { title: 'target', of: ({ target }) => inOneLine(target, 30) },
  { title: 'the bare host', of: ({ answer }) => inOneLine(answer, 40) },
  { title: 'grade', of: ({ grade, solved }) => (solved ? 'solved' : grade.toFixed(2)) },
  { title: 'why', of: ({ why }) => inOneLine(why, 60) },
];

export function printTaskReport(file: string, report: TaskReport): void {
  const { cells, graders, bare, examples } = report;
  const graded = graders.map(({ name, tasks }) => `${name} (${tasks})`).join(', ');
  console.log(`${file}: ${report.tasks} tasks, book ${report.hash}. Graded by ${graded || 'nothing'}.\n`);
  printTable(CELLS, cells);
  for (const sentence of remarks(report)) console.log(`\n${sentence}`);
  for (const { line, why } of report.oddities) console.log(`  line ${line}: ${why}`);
  if (!bare) return;
  const { host, tasks, solved, families, promptTokens, newTokens, flops } = bare;
  console.log(
    `\nThe bare host, ${host}, solves ${interval(solved)} of ${tasks} tasks (95 %), at ${promptTokens.toFixed(0)} prompt and ` +
      `${newTokens.toFixed(1)} new tokens each, ${tera(flops)} TFLOPs in all.\n`,
  );
  printTable(
    [
      { title: 'family', of: ({ family }) => family },
      { title: 'n', of: ({ tasks: n }) => String(n) },
      { title: 'solved by the bare host (95 %)', of: ({ solved: share }) => interval(share) },
    ],
    families,
  );
  console.log('');
  printTable(EXAMPLES, examples);
}

/** Everything about the file that a person may want to mend, a sentence each. */
function remarks(report: TaskReport): string[] {
  const { repeated, alike, unread, tooLong, oddCount, oddities } = report;
  const across = alike.filter(({ isAcrossPools }) => isAcrossPools);
  const permuted = alike.filter(({ isPermuted }) => isPermuted);
  const same = alike.filter(({ isPermuted }) => !isPermuted);
  const said: string[] = [];
  if (repeated.length > 0)
    said.push(`Word for word there already, and counted once: ${counted(repeated.length, 'row')}, ${lines(repeated)}.`);
  if (same.length > 0)
    said.push(
      `Prompts that differ in capitals, signs and spaces only: ${counted(same.length, 'group')}, ${groups(same)}.`,
    );
  if (permuted.length > 0)
    said.push(
      `Prompts of the same words in another order that want the same answer: ${counted(permuted.length, 'group')}, ${groups(permuted)}.`,
    );
  if (across.length > 0)
    said.push(
      `Of these ${across.length === 1 ? 'one lies' : `${across.length} lie`} in several pools, as the file says, so that what teaches is what measures: ${groups(across)}.`,
    );
  for (const { name, rows } of unread) said.push(`The field “${name}” of ${counted(rows, 'row')} is not read.`);
  if (tooLong.length > 0)
    said.push(`Longer than the model’s context: ${counted(tooLong.length, 'prompt')}, ${lines(tooLong)}.`);
  if (oddCount > 0)
    said.push(
      `No tasks: ${counted(oddCount, 'row')}; no world starts on the file until they are mended${oddCount > oddities.length ? `; the first ${oddities.length}` : ''}:`,
    );
  return said;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function lines(list: readonly number[]): string {
  return `${list.length === 1 ? 'line' : 'lines'} ${list.slice(0, 8).join(', ')}${list.length > 8 ? ', …' : ''}`;
}

function groups(alike: TaskReport['alike']): string {
  const some = alike.slice(0, 5).map((one) => lines(one.lines));
  return some.join('; ') + (alike.length > 5 ? '; …' : '');
}

function inOneLine(text: string, most: number): string {
  const flat = text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
  return flat.length > most ? `${flat.slice(0, most - 1)}…` : flat;
}
