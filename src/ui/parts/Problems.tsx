/**
 * What went wrong: what happened, what it means for the run, what to do, and its buttons. A failed command, a failing lab
 * and a refusing store all speak here; the newest first, one at a time.
 */
import type { LabErrorCode } from '../../core/error-codes.ts';
import type { ErrorReport } from '../../core/errors.ts';
import { usePage, usePageState } from '../state/context.ts';
import type { Problem } from '../state/state.ts';
import { Icon } from './Icon.tsx';

/** @param inDialog  this one stands in a dialog; the page's own keeps silent behind it */
export function Problems({ inDialog = false }: { inDialog?: boolean }) {
  const isCovered = usePageState((state) => state.dialog !== null) && !inDialog;
  const problem = usePageState((state) => state.problem);
  const status = usePageState((state) => state.status);
  const dismissedCode = usePageState((state) => state.dismissedCode);
  const ofLab = status?.error ?? status?.storageProblem ?? null;
  const shown: Problem | null = problem ?? (ofLab && ofLab.code !== dismissedCode ? ofLab : null);
  if (!shown || isCovered) return null;
  return (
    <div className="problem" role="alert" data-code={shown.code}>
      <Icon name="warning" />
      <ProblemText report={shown} />
      <ProblemButtons problem={shown} hasFailed={status?.phase === 'failed'} />
    </div>
  );
}

/** Their next step is to bring a model. */
const WANTS_MODEL: readonly string[] = ['run-other-host', 'model-unknown'] satisfies LabErrorCode[];

function ProblemButtons({ problem: { code, offer }, hasFailed }: { problem: Problem; hasFailed: boolean }) {
  const page = usePage();
  const isAmongModels = usePageState((state) => state.dialog === 'models');
  if (hasFailed)
    return (
      <button type="button" onClick={() => void page.reopen()}>
        Try again
      </button>
    );
  return (
    <>
      {offer && (
        <button type="button" className="primary" onClick={offer.accept}>
          {offer.title}
        </button>
      )}
      {WANTS_MODEL.includes(code) && !isAmongModels && (
        <button type="button" onClick={() => page.openDialog('models')}>
          Bring a model…
        </button>
      )}
      <button type="button" onClick={() => page.dismissProblem()}>
        {offer ? 'Not now' : 'Understood'}
      </button>
    </>
  );
}

function ProblemText({ report }: { report: ErrorReport }) {
  return (
    <p>
      <strong>{report.sentence}</strong> {report.nextStep}
    </p>
  );
}
