/**
 * What went wrong: what happened, what it means for the run, what to do, and one button. A failed command, a failing lab
 * and a refusing store all speak here; the newest first, one at a time.
 */
import type { ErrorReport } from '../../core/errors.ts';
import { usePage, usePageState } from '../state/context.ts';
import { Icon } from './Icon.tsx';

/** @param inDialog  this one stands in a dialog; the page's own keeps silent behind it */
export function Problems({ inDialog = false }: { inDialog?: boolean }) {
  const page = usePage();
  const isCovered = usePageState((state) => state.dialog !== null) && !inDialog;
  const problem = usePageState((state) => state.problem);
  const status = usePageState((state) => state.status);
  const dismissedCode = usePageState((state) => state.dismissedCode);
  const ofLab = status?.error ?? status?.storageProblem ?? null;
  const shown = problem ?? (ofLab && ofLab.code !== dismissedCode ? ofLab : null);
  if (!shown || isCovered) return null;
  const hasFailed = status?.phase === 'failed';
  return (
    <div className="problem" role="alert" data-code={shown.code}>
      <Icon name="warning" />
      <ProblemText report={shown} />
      <button type="button" onClick={() => (hasFailed ? void page.reopen() : page.dismissProblem())}>
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
