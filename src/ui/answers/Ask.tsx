/**
 * Asking the colony: a prompt of one's own, answered at once by whoever is asked, organelles, elites or the choice of a router,
 * side by side and with the bare host beside them. It costs nothing and leaves no trace in the run.
 */
import { plainName } from '../../record/fold/niches.ts';
import { useState } from 'react';
import { reportOf, type ErrorReport } from '../../core/errors.ts';
import type { Answerer, Asked } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { Empty } from '../parts/Empty.tsx';
import { AnswererChoice } from './AnswererChoice.tsx';
import { Growing, Replies } from './Replies.tsx';
import { examplePrompts } from './example-prompts.ts';

const ROUTED: readonly Answerer[] = [{ router: 'cell' }];

export function Ask() {
  const { lab, store } = usePage();
  const phase = usePageState((state) => state.status?.phase);
  const [prompt, setPrompt] = useState('');
  const [answerers, setAnswerers] = useState(ROUTED);
  const [isBusy, setBusy] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const canAsk = !isBusy && answerers.length > 0 && prompt.trim() !== '' && (phase === 'playing' || phase === 'paused');
  const send = async () => {
    setBusy(true);
    setAsked(null);
    store.setState({ answering: [] });
    setProblem(null);
    try {
      setAsked(await lab.ask(prompt, answerers));
    } catch (thrown) {
      setProblem(reportOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <form
        className="ask-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (canAsk) void send();
        }}
      >
        <Examples onChoose={setPrompt} />
        <textarea aria-label="Prompt" value={prompt} onChange={(event) => setPrompt(event.target.value)} />
        <div className="ask-row">
          <AnswererChoice chosen={answerers} onChange={setAnswerers} />
          <button type="submit" className="primary" disabled={!canAsk}>
            {isBusy ? 'Asking…' : 'Ask'}
          </button>
        </div>
        {problem && (
          <p className="parameter-problem" role="alert">
            {problem.sentence} {problem.nextStep}
          </p>
        )}
      </form>
      <div className="panel-list" aria-live="polite" aria-busy={isBusy}>
        {asked ? (
          <Replies asked={asked} />
        ) : isBusy ? (
          <Growing />
        ) : (
          <Empty>The answers of those who are asked appear here as they are written, beside the bare host’s.</Empty>
        )}
      </div>
    </>
  );
}

function Examples({ onChoose }: { onChoose: (prompt: string) => void }) {
  const live = usePageState((state) => state.live);
  const examples = live ? examplePrompts(live) : [];
  if (examples.length === 0) return null;
  return (
    <div className="ask-row" role="group" aria-label="Example prompts">
      <span className="muted">Examples</span>
      {examples.map(({ cell, prompt }) => (
        <button key={cell} type="button" className="chip" onClick={() => onChoose(prompt)}>
          {plainName(cell)}
        </button>
      ))}
    </div>
  );
}
