/**
 * Asking the colony: a prompt of one's own, answered by the elite that a router chooses, with the bare host beside it. It
 * costs nothing and leaves no trace in the run.
 */
import { plainName } from '../../record/fold/niches.ts';
import { useState } from 'react';
import { reportOf, type ErrorReport } from '../../core/errors.ts';
import type { Asked, RouterName } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { Empty } from '../parts/Empty.tsx';
import { OrganelleLink } from '../parts/Lineage.tsx';
import { panelParameterAt } from '../words/catalogue.ts';
import { examplePrompts } from './example-prompts.ts';

/** The choices of the measurements' router, by the same names. */
const ROUTERS = panelParameterAt('measure.router')!.options.map(({ word, label }) => ({
  name: word as RouterName,
  title: label.toLowerCase(),
}));

export function Ask() {
  const { lab } = usePage();
  const phase = usePageState((state) => state.status?.phase);
  const [prompt, setPrompt] = useState('');
  const [router, setRouter] = useState<RouterName>('cell');
  const [isBusy, setBusy] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const canAsk = !isBusy && prompt.trim() !== '' && (phase === 'playing' || phase === 'paused');
  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setAsked(await lab.ask(prompt, router));
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
          <RouterChoice value={router} onChange={setRouter} />
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
        {asked ? <Answers asked={asked} /> : <Empty>The colony’s answer appears here, beside the bare host’s.</Empty>}
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

function RouterChoice({ value, onChange }: { value: RouterName; onChange: (router: RouterName) => void }) {
  return (
    <div className="segmented" role="radiogroup" aria-label="Who answers">
      {ROUTERS.map(({ name, title }) => (
        <label key={name}>
          <input type="radio" name="router" checked={value === name} onChange={() => onChange(name)} />
          <span>{title}</span>
        </label>
      ))}
    </div>
  );
}

function Answers({ asked: { answer, by, why, bare } }: { asked: Asked }) {
  return (
    <>
      <p className="ask-why">{why}</p>
      <div className="ask-answers">
        <article className="answer">
          <header>
            {by ? <OrganelleLink id={by.organelle} /> : <span className="muted">bare host</span>}
            {by && <span className="muted">{by.cell}</span>}
          </header>
          <Reply text={answer} />
        </article>
        <article className="answer">
          <header>
            <span className="muted">bare host, for comparison</span>
          </header>
          <Reply text={bare} />
        </article>
      </div>
    </>
  );
}

function Reply({ text }: { text: string }) {
  return <p className="reply">{text === '' ? <span className="muted">(no answer)</span> : text}</p>;
}
