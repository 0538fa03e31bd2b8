/**
 * Files that were chosen or dropped, wherever that was. One is taken at a time; what is left is told, by name, also when the
 * file that was taken turns out to be none.
 */
import { LabError, reportOf } from '../../core/errors.ts';
import type { LabPage } from './lab-page.ts';

/** Takes the first of some files and tells of the others. @param take  says whether that went well */
export async function takeFiles(
  page: LabPage,
  files: Iterable<File>,
  take: (file: File) => Promise<boolean>,
): Promise<void> {
  const [first, ...others] = files;
  if (!first) return;
  const isTaken = await take(first);
  if (others.length > 0)
    tellLeft(
      page,
      others.map(({ name }) => name),
      first.name,
      !isTaken,
    );
}

/** What the page itself does with a file: New run opens with an experiment, everything else is imported as a run. */
export async function takeOnPage(page: LabPage, file: File): Promise<boolean> {
  if (page.store.getState().dialog !== null || !/\.ya?ml$/i.test(file.name)) return importFile(page, file);
  return page.attemptFile(async () => {
    page.store.setState({ experiment: await page.lab.readExperiment(file), dialog: 'new-run' });
  });
}

/** A run's file; the import dialog tells how it goes. */
export async function importFile(page: LabPage, file: File): Promise<boolean> {
  const { store } = page;
  const before = store.getState().importing;
  if (before) {
    store.setState({ importing: { ...before, left: [...before.left, file.name] } });
    tellLeft(page, [file.name], before.name, false);
    return false;
  }
  store.setState({ importing: { name: file.name, left: [] }, dialog: 'import' });
  const isImported = await page.attemptFile(() => page.lab.importRun(file));
  const { left } = store.getState().importing!;
  store.setState(({ dialog }) => ({
    importing: null,
    dialog: isImported && dialog === 'import' ? null : dialog,
  }));
  if (!isImported && left.length > 0) tellLeft(page, left, file.name, true);
  return isImported;
}

/** @param isMore  there is a problem already, which this comes behind */
function tellLeft(page: LabPage, left: readonly string[], first: string, isMore: boolean): void {
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
