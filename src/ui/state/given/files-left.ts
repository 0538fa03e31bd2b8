/** Files that are not taken, since another one came first: none is left in silence. */
import { LabError, reportOf } from '../../../core/errors.ts';
import type { LabPage } from '../lab-page.ts';

/** @param isMore  there is a problem already, which this comes behind */
export function tellLeft(page: LabPage, left: readonly string[], first: string, isMore: boolean): void {
  const told = reportOf(filesLeft(left, first));
  page.store.setState(({ problem }) => ({
    problem: isMore && problem ? { ...problem, nextStep: `${problem.nextStep} ${told.sentence}` } : told,
  }));
}

function filesLeft(left: readonly string[], first: string): LabError {
  const [name, ...others] = left;
  const beside = others.length === 1 ? ` and “${others[0]!}”` : ` and ${others.length} others`;
  return new LabError(
    'file-left',
    `“${name!}”${others.length > 0 ? beside : ''} stayed untouched: files are taken one at a time, and “${first}” came first.`,
    'Give one more when the first is done.',
  );
}
