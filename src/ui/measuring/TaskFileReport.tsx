/** What is in a file of tasks: rows that are none, doubles, families and pools, and what the bare host makes of it. */
import type { ReactNode } from 'react';
import type { TaskReport } from '../../lab/contract.ts';
import { bracket, count, percent, plural } from '../words/format.ts';

/** Lines that are named one by one. */
const MOST_LINES = 12;

export function TaskFileReport({ report }: { report: TaskReport }) {
  const { tasks, oddCount, oddities, repeated, alike, unread, tooLong, graders, bare } = report;
  const across = alike.filter(({ isAcrossPools }) => isAcrossPools);
  return (
    <section className="task-report" aria-label="What is in the file">
      <p>
        {plural(tasks, 'task')} in{' '}
        {plural(new Set(report.cells.map(({ family }) => family)).size, 'family', 'families')}, graded by{' '}
        {graders.map(({ name, tasks: graded }) => `${name} (${count(graded)})`).join(', ') || 'nothing'}.
        {bare && (
          <>
            {' '}
            The bare host, {bare.host}, solves {percent(bare.solved.mean)} %{' '}
            {bracket(bare.solved.low, bare.solved.high, percent)} of {plural(bare.tasks, 'task')}.
          </>
        )}
      </p>
      {oddCount > 0 && (
        <div className="task-oddities" role="alert">
          <p>
            {plural(oddCount, 'row is no task', 'rows are no tasks')}
            {oddCount > oddities.length ? `; the first ${count(oddities.length)}:` : ':'}
          </p>
          <ul>
            {oddities.map(({ line, why }) => (
              <li key={line}>
                line {count(line)}: {why}
              </li>
            ))}
          </ul>
        </div>
      )}
      <ul className="task-notes">
        {repeated.length > 0 && <Note lines={repeated}>stand in the file already, word for word, and count once</Note>}
        {tooLong.length > 0 && <Note lines={tooLong}>have a prompt that the model’s context has no room for</Note>}
        {alike.length > 0 && (
          <li>
            {plural(alike.length, 'group')} of tasks that are alike (capitals, signs and order of words aside):{' '}
            {linesOf(alike[0]!.lines)}
            {alike.length > 1 && ', …'}
          </li>
        )}
        {across.length > 0 && (
          <li>
            {plural(across.length, 'of these lies', 'of these lie')} in several pools: what teaches would also measure.
          </li>
        )}
        {unread.length > 0 && <li>Not read: {unread.map(({ name }) => `“${name}”`).join(', ')}.</li>}
      </ul>
      <Cells report={report} />
      <Examples report={report} />
    </section>
  );
}

function Note({ lines, children }: { lines: readonly number[]; children: ReactNode }) {
  return (
    <li>
      Lines {linesOf(lines)} {children}.
    </li>
  );
}

function linesOf(lines: readonly number[]): string {
  const named = lines.slice(0, MOST_LINES).map(String).join(', ');
  return lines.length > MOST_LINES ? `${named} and ${count(lines.length - MOST_LINES)} more` : named;
}

function Cells({ report: { cells, bare } }: { report: TaskReport }) {
  const solvedIn = new Map(bare?.families.map(({ family, solved }) => [family, solved]));
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">family</th>
          <th scope="col">depth</th>
          <th scope="col">teach</th>
          <th scope="col">decide</th>
          <th scope="col">measure</th>
          <th scope="col">bare host, %</th>
        </tr>
      </thead>
      <tbody>
        {cells.map(({ family, depth, train, select, test, isCell }) => {
          const solved = solvedIn.get(family);
          return (
            <tr key={`${family}/${depth}`}>
              <th scope="row">{family}</th>
              <td>
                {depth}
                {!isCell && ' (not lived in: a pool is empty)'}
              </td>
              <td>{count(train)}</td>
              <td>{count(select)}</td>
              <td>{count(test)}</td>
              <td>{solved ? `${percent(solved.mean)} ${bracket(solved.low, solved.high, percent)}` : '–'}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Examples({ report: { examples } }: { report: TaskReport }) {
  if (examples.length === 0) return null;
  return (
    <table className="plain-table task-examples">
      <caption>What the bare host answers, and how that is graded</caption>
      <thead>
        <tr>
          <th scope="col">line</th>
          <th scope="col">prompt</th>
          <th scope="col">target</th>
          <th scope="col">answer</th>
          <th scope="col">grade</th>
          <th scope="col">why</th>
        </tr>
      </thead>
      <tbody>
        {examples.map(({ line, prompt, target, answer, grade, solved, why }) => (
          <tr key={line}>
            <td>{line}</td>
            <td>{prompt.length > 160 ? `${prompt.slice(0, 159)}…` : prompt}</td>
            <td>{target}</td>
            <td>{answer.length > 120 ? `${answer.slice(0, 119)}…` : answer}</td>
            <td className={solved ? 'gain' : ''}>{grade.toFixed(2)}</td>
            <td>{why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
