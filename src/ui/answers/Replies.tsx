/** Answers to a question side by side: as they are written, and whole, with what they cost and where they leave the bare host's. */
import { plainName } from '../../record/fold/niches.ts';
import type { Asked, AskedAnswer } from '../../lab/contract.ts';
import { OrganelleLink } from '../parts/Lineage.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { usePageState } from '../state/context.ts';
import { plural, quantity } from '../words/format.ts';
import { differingPieces } from './token-marks.ts';

/** What has been written so far. */
export function Growing() {
  const texts = usePageState((state) => state.answering);
  return (
    <div className="ask-answers">
      {[...texts.slice(1), ...texts.slice(0, 1)].map((text, i) => (
        <article className="answer" key={i}>
          <p className="reply">{text || '…'}</p>
        </article>
      ))}
    </div>
  );
}

export function Replies({ asked: { bare, replies } }: { asked: Asked }) {
  return (
    <>
      <p className="ask-why">{replies.map(({ why }) => why).join(' ')}</p>
      <div className="ask-answers">
        {replies.map((reply, i) => (
          <Answer key={i} reply={reply} other={bare} />
        ))}
        <Answer reply={bare} other={null} />
      </div>
    </>
  );
}

/** @param other  the bare host's answer, against which tokens are marked; null for that answer itself */
function Answer({ reply, other }: { reply: AskedAnswer; other: AskedAnswer | null }) {
  const { by, text, pieces, promptTokens, newTokens, costEnergy } = reply;
  return (
    <article className="answer">
      <header>
        {by ? (
          <OrganelleLink id={by.organelle} />
        ) : (
          <span className="muted">bare host{!other && ', for comparison'}</span>
        )}
        {by?.cell && <span className="muted">{plainName(by.cell)}</span>}
      </header>
      <p className="reply">
        {text === '' ? (
          <span className="muted">(no answer)</span>
        ) : other ? (
          <Marked own={pieces} other={other.pieces} />
        ) : (
          text
        )}
      </p>
      <p
        className="ask-cost muted"
        tabIndex={0}
        {...tip(
          `What an episode with ${plural(promptTokens, 'prompt token')} would cost in this world. Nobody pays it.`,
        )}
      >
        {plural(newTokens, 'token')} · {quantity(costEnergy)} E
      </p>
    </article>
  );
}

/** Tokens that the bare host's answer does not have are underlined. */
function Marked({ own, other }: { own: readonly string[]; other: readonly string[] }) {
  const differs = differingPieces(own, other);
  return own.map((piece, i) => (differs[i] ? <mark key={i}>{piece}</mark> : piece));
}
