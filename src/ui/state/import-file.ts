/**
 * Files that were chosen or dropped, wherever that was. One is taken at a time; what is left is told, by name, also when the
 * file that was taken turns out to be none.
 */
import type { GivenFile, GivenRun, RunChoice } from '../../lab/contract.ts';
import { droppedAdapters, type DroppedAdapters } from './given/dropped-adapters.ts';
import { droppedModel, type GivenFolder } from './given/dropped.ts';
import { droppedRun } from './given/dropped-run.ts';
import { isGraderFile, isTaskFile, isTaskList } from './task-files.ts';
import { tellLeft } from './given/files-left.ts';
import type { LabPage } from './lab-page.ts';
import { bringModel, offerModel } from './models.ts';

type Take = (file: File) => Promise<boolean>;

/**
 * Takes what was dropped: a run's directory or a model for itself, adapters all together, of other files the first. To be called
 * while the drop is being told.
 */
export async function takeDrop(page: LabPage, dropped: DataTransfer, take: Take): Promise<void> {
  const files = [...dropped.files];
  const [model, lookForRun, lookForAdapters] = [droppedModel(dropped), droppedRun(dropped), droppedAdapters(dropped)];
  // What cannot be read is told as the model or the file that it might be.
  const run = await lookForRun().catch(() => null);
  if (run) return importFolder(page, run);
  const adapters = await lookForAdapters?.().catch(() => null);
  if (adapters) return giveAdapters(page, adapters);
  return model ? bringModel(page, model) : takeFiles(page, files, take);
}

/** Adapters, for the dialog that is open where it has a use for them, or to be asked what for. */
function giveAdapters(page: LabPage, { given, others }: DroppedAdapters): void {
  page.store.setState(({ dialog }) => ({
    adapters: given,
    problem: null,
    dialog: dialog === 'new-run' || dialog === 'tasks' ? dialog : 'adapters',
  }));
  if (others.length > 0) tellLeft(page, others, given[0]!.path.split('/')[0]!, false);
}

/** A run's directory. */
export async function importFolder(page: LabPage, { name, read, others }: GivenFolder): Promise<void> {
  let files: readonly GivenFile[] = [];
  const isRead = await page.attemptFile(async () => {
    files = await read();
  });
  const isTaken = isRead && (await importRun(page, { name, files }));
  if (others.length > 0) tellLeft(page, others, name, !isTaken);
}

/** Takes the first of some files and tells of the others. @param take  says whether that went well */
export async function takeFiles(page: LabPage, files: Iterable<File>, take: Take): Promise<void> {
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

/**
 * What the page itself does with a file: New run opens with an experiment, Tasks with a file of tasks, and everything else is
 * imported as a run.
 */
export async function takeOnPage(page: LabPage, file: File): Promise<boolean> {
  if (page.store.getState().dialog !== null) return importRun(page, file);
  if (isTaskFile(file)) return takeTasks(page, file);
  if (!/\.ya?ml$/i.test(file.name)) return importRun(page, file);
  if (await isTaskList(file)) return takeTasks(page, file);
  return page.attemptFile(async () => {
    page.store.setState({ experiment: await page.lab.readExperiment(file), dialog: 'new-run' });
  });
}

/** A run; the import dialog tells how it goes, and offers to load its model where that is at hand. */
export async function importRun(page: LabPage, given: GivenRun, choice?: RunChoice): Promise<boolean> {
  const { store } = page;
  const before = store.getState().importing;
  if (before) {
    store.setState({ importing: { ...before, left: [...before.left, given.name] } });
    tellLeft(page, [given.name], before.name, false);
    return false;
  }
  store.setState({ importing: { name: given.name, left: [] }, dialog: 'import' });
  let isImported = false;
  const isDone = await page.attemptFile(async () => {
    isImported = await page.lab.importRun(given, choice);
  });
  if (!isDone) offerModel(page, () => void importRun(page, given, { loadHost: true }));
  const { left } = store.getState().importing!;
  store.setState(({ dialog }) => ({
    importing: null,
    dialog: isImported && dialog === 'import' ? null : dialog,
  }));
  if (!isImported && left.length > 0) tellLeft(page, left, given.name, true);
  return isImported;
}

/** A file of tasks, or a grader for the one that is looked at; the dialog reads them. */
export async function takeTasks(page: LabPage, file: File): Promise<boolean> {
  const { tasks: given } = page.store.getState();
  const tasks = isGraderFile(file) && given ? { ...given, grader: file } : { ...given, tasks: file };
  page.store.setState({ tasks, dialog: 'tasks', problem: null });
  return true;
}
