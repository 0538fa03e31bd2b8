/** The dialog that is open, if any, and the whole page as a place to drop a run's file on. */
import { useEffect } from 'react';
import { usePage, usePageState } from '../state/context.ts';
import { Help } from './Help.tsx';
import { NewRunDialog } from './NewRunDialog.tsx';
import { Palette } from './Palette.tsx';
import { Runs } from './Runs.tsx';
import { Export, Import } from './Transfer.tsx';

const DIALOGS = { 'new-run': NewRunDialog, runs: Runs, export: Export, import: Import, help: Help, palette: Palette };

export function Dialogs() {
  const dialog = usePageState((state) => state.dialog);
  useDropAnywhere();
  if (!dialog) return null;
  const Shown = DIALOGS[dialog];
  return <Shown key={dialog} />;
}

/** A file dropped beside the import dialog's zone is imported all the same; the browser would leave the page for it. */
function useDropAnywhere(): void {
  const page = usePage();
  useEffect(() => {
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (!hasFile(event)) return;
      event.preventDefault();
      if (page.store.getState().dialog !== 'import') page.openDialog('import');
    };
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      void page
        .attempt(async () => page.lab.importRun(new Uint8Array(await file.arrayBuffer())))
        .then((isImported) => {
          if (isImported) page.openDialog(null);
        });
    };
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('drop', drop);
    };
  }, [page]);
}
