/** The same few train tasks before an organelle's first update in a cell and after its newest, word by word. */
import type { ProbeView } from '../../record/fold/view.ts';
import { count, oneLine } from '../words/format.ts';
import { Icon } from '../parts/Icon.tsx';
import { tip } from '../parts/Tooltip.tsx';

export function BeforeAfter({ probes }: { probes: readonly ProbeView[] }) {
  const solved = (of: (probe: ProbeView) => boolean) => count(probes.filter(of).length);
  return (
    <>
      <p className="probes-sum">
        Solved before {solved(({ solvedBefore }) => solvedBefore)} of {count(probes.length)}, after{' '}
        {solved(({ solvedAfter }) => solvedAfter)}. <span className="muted">{probes[0]!.cell}</span>
      </p>
      {probes.map((probe) => (
        <article key={probe.prompt} className="probe">
          <p className="prompt">{probe.prompt}</p>
          <dl>
            <Reply when="before" generation={probe.fromGeneration} text={probe.before} isSolved={probe.solvedBefore} />
            <Reply when="after" generation={probe.toGeneration} text={probe.after} isSolved={probe.solvedAfter} />
          </dl>
          {!(probe.solvedBefore && probe.solvedAfter) && <p className="probe-target">wanted {oneLine(probe.target)}</p>}
        </article>
      ))}
    </>
  );
}

interface ReplyProps {
  when: 'before' | 'after';
  generation: number;
  text: string;
  isSolved: boolean;
}

const WHEN_HELP = {
  before: 'Answered with the weights that it had before its first update in this cell',
  after: 'Answered with the weights that its newest update in this cell left',
};

function Reply({ when, generation, text, isSolved }: ReplyProps) {
  return (
    <div>
      <dt {...tip(`${WHEN_HELP[when]}, in generation ${count(generation)}.`)} tabIndex={0}>
        {when} <span className="muted">gen {count(generation)}</span>
      </dt>
      <dd>
        <span className={isSolved ? 'grade gain' : 'grade loss'}>
          <Icon name={isSolved ? 'check' : 'cross'} size={12} />
          {isSolved ? 'solved' : 'unsolved'}
        </span>
        <span className="probe-text">{text === '' ? <span className="muted">(no answer)</span> : text}</span>
      </dd>
    </div>
  );
}
