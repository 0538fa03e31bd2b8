/** The open run measured on a file of tasks: who solves how much, paired with the bare host, at what cost. */
import type { Interval } from '../../core/statistics.ts';
import type { FileMeasurement } from '../../lab/contract.ts';
import { bracket, count, percent, plural, signed } from '../words/format.ts';

const points = (value: number) => signed(value * 100, 1);
const share = ({ mean, low, high }: Interval) => `${percent(mean)} ${bracket(low, high, percent)}`;

export function FileScores({ measurement }: { measurement: FileMeasurement }) {
  const { file, run, generation, tasks, met, scores } = measurement;
  const families = scores[0]!.families.length > 1 ? scores[0]!.families.map(({ family }) => family) : [];
  return (
    <section className="task-report" aria-label={`${run} measured on ${file ?? 'its test tasks'}`}>
      <h3>
        {run}, generation {count(generation)}, on{' '}
        {file === null ? `${count(tasks)} of its test tasks` : `${plural(tasks, 'task')} of ${file}`}
      </h3>
      <div className="table-scroll" role="group" aria-label="Scores" tabIndex={0}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">who answers</th>
              <th scope="col">solved, %</th>
              <th scope="col">minus the bare host, points</th>
              <th scope="col">p</th>
              <th scope="col">tokens read, written</th>
              <th scope="col">TFLOPs</th>
              <th scope="col">E a task</th>
              <th scope="col">E a solved task</th>
              {families.map((family) => (
                <th key={family} scope="col">
                  {family}, %
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {scores.map((score) => (
              <tr key={score.name}>
                <th scope="row">{score.name}</th>
                <td>{share(score.solved)}</td>
                <td>
                  {score.difference
                    ? `${points(score.difference.mean)} ${bracket(score.difference.low, score.difference.high, points)}`
                    : '–'}
                </td>
                <td>{score.p === null ? '–' : score.p.toFixed(3)}</td>
                <td>
                  {count(score.promptTokens)}, {count(score.newTokens)}
                </td>
                <td>{(score.flops / 1e12).toFixed(3)}</td>
                <td>{score.energyPerTask.toFixed(3)}</td>
                <td>{Number.isFinite(score.energyPerSolved) ? score.energyPerSolved.toFixed(3) : '–'}</td>
                {families.map((family, i) => (
                  <td key={family}>{share(score.families[i]!.solved)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted">
        {met === 0
          ? 'The run has met none of these prompts, in attempts or in learning.'
          : `The run has met ${count(met)} of these ${count(tasks)} prompts, in attempts or in learning, capitals, signs and spaces aside: what it solves of them it may have learnt by heart.`}{' '}
        Shares (Wilson) and paired differences with 95 % intervals, over tasks; p of McNemar’s exact test against the
        bare host, for each row by itself. The run is as it was.
      </p>
    </section>
  );
}
