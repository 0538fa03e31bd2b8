/** One finished attempt: what was asked, what was answered, what was wanted, and what it earned. */
import { plainName } from '../../record/fold/niches.ts';
import { memo } from 'react';
import type { AnswerView } from '../../record/fold/view.ts';
import { signClass } from '../parts/colour.ts';
import { usePage } from '../state/context.ts';
import { count, oneLine, quantity, signed } from '../words/format.ts';
import { Icon } from '../parts/Icon.tsx';
import { OrganelleLink } from '../parts/Lineage.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { Thumbs } from './Thumbs.tsx';

/** Why it was attempted, as a sentence. */
const CHOICES = {
  controller: 'The cell was chosen by the controller',
  foraging: 'The cell was chosen by its own foraging',
  watch: 'It holds this niche, and was watched there',
  practice: 'It practised for the niche that it holds',
} satisfies Record<AnswerView['choice'], string>;

export const AnswerCard = memo(function AnswerCard({ answer }: { answer: AnswerView }) {
  const page = usePage();
  const roi = answer.revenue - answer.cost;
  return (
    <article className="answer" data-solved={answer.solved}>
      <header>
        <span
          className={answer.solved ? 'grade gain' : 'grade loss'}
          {...tip(`Grade ${quantity(answer.grade)} of 1. ${answer.why}`)}
          tabIndex={0}
        >
          <Icon name={answer.solved ? 'check' : 'cross'} size={12} />
          {answer.solved ? 'solved' : `grade ${quantity(answer.grade)}`}
        </span>
        <OrganelleLink id={answer.organelle} />
        <button type="button" className="link muted" onClick={() => page.selectCell(answer.cell)}>
          {plainName(answer.cell)}
        </button>
        <span className="spacer" />
        <span
          className="muted"
          {...tip(`Generation ${count(answer.generation)}, episode ${answer.index}. ${CHOICES[answer.choice]}.`)}
        >
          {count(answer.generation)}.{answer.index}
        </span>
      </header>
      <p className="prompt">{answer.prompt}</p>
      <p className="reply">
        {answer.answer === '' ? <span className="muted">(no answer)</span> : answer.answer}
        {!answer.solved && <span className="target">wanted {oneLine(answer.target)}</span>}
      </p>
      <footer className="muted">
        <span {...tip('Price × reward, in E.')}>revenue {quantity(answer.revenue)}</span>
        <span
          {...tip(
            `Energy of the computation: ${count(answer.promptTokens)} prompt tokens and ${count(answer.newTokens)} new ones, in E.`,
          )}
        >
          cost {quantity(answer.cost)}
        </span>
        <span className={signClass(roi)} {...tip('ROI = revenue − cost, in E.')}>
          ROI {signed(roi)}
        </span>
        <span className="spacer" />
        <Thumbs answer={answer} />
      </footer>
    </article>
  );
});
