/** A run's file that was chosen or dropped, wherever that was: the import dialog tells how it goes. */
import type { LabPage } from './lab-page.ts';

/** One file at a time: while one is checked, no other is taken. */
export async function importFile(page: LabPage, file: File): Promise<void> {
  const { store } = page;
  if (store.getState().importing !== null) return;
  store.setState({ importing: file.name, dialog: 'import' });
  const isImported = await page.attemptFile(() => page.lab.importRun(file));
  store.setState(({ dialog }) => ({
    importing: null,
    dialog: isImported && dialog === 'import' ? null : dialog,
  }));
}
