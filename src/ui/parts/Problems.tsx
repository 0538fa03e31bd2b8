/**
 * What went wrong: what happened, what it means for the run, what to do, and one button. A failed command, a failing lab
 * and a refusing store all speak here; the newest first, one at a time.
 */
import type { ErrorReport } from '../../core/errors.ts';
import { useBench, useLab } from '../state/context.ts';
import { Icon } from './Icon.tsx';

/** @param inDialog  this one stands in a dialog; the page's own keeps silent behind it */
export function Problems({ inDialog = false }: { inDialog?: boolean }) {
  const bench = useBench();
  const isCovered = useLab((state) => state.dialog !== null) && !inDialog;
  const problem = useLab((state) => state.problem);
  const status = useLab((state) => state.status);
  const dismissedCode = useLab((state) => state.dismissedCode);
  const ofLab = status?.error ?? status?.storageProblem ?? null;
  const shown = problem ?? (ofLab && ofLab.code !== dismissedCode ? ofLab : null);
  if (!shown || isCovered) return null;
  const hasFailed = status?.phase === 'failed';
  return (
    <div className="problem" role="alert" data-code={shown.code}>
      <Icon name="warning" />
      <ProblemText report={shown} />
      <button type="button" onClick={() => (hasFailed ? void bench.reopen() : bench.dismissProblem())}>
        {hasFailed ? 'Try again' : 'Understood'}
      </button>
    </div>
  );
}

function ProblemText({ report }: { report: ErrorReport }) {
  return (
    <p>
      <strong>{report.sentence}</strong> {report.nextStep}
    </p>
  );
}
