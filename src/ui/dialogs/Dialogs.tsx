/** The dialog that is open, if any, and the whole page as a place to drop a file on. */
import { useEffect } from 'react';
import { usePage, usePageState } from '../state/context.ts';
import { takeDrop, takeOnPage } from '../state/import-file.ts';
import { ForkDialog } from '../forks/ForkDialog.tsx';
import { Adapters } from './Adapters.tsx';
import { Export } from './export/Export.tsx';
import { Help } from './Help.tsx';
import { Import } from './Import.tsx';
import { Models } from './Models.tsx';
import { NewRunDialog } from './NewRunDialog.tsx';
import { Palette } from './Palette.tsx';
import { Tasks } from './Tasks.tsx';
import { Runs } from './Runs.tsx';

const DIALOGS = {
  'new-run': NewRunDialog,
  tasks: Tasks,
  adapters: Adapters,
  runs: Runs,
  models: Models,
  export: Export,
  import: Import,
  fork: ForkDialog,
  help: Help,
  palette: Palette,
};

export function Dialogs() {
  const dialog = usePageState((state) => state.dialog);
  useDropAnywhere();
  if (!dialog) return null;
  const Shown = DIALOGS[dialog];
  return <Shown key={dialog} />;
}

/**
 * A file dropped anywhere is taken, unless the open dialog took it; the browser would leave the page for it. Nothing
 * may open while a file still hovers: what then slides under the pointer never hears of the drop.
 */
function useDropAnywhere(): void {
  const page = usePage();
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      void takeDrop(page, event.dataTransfer, (file) => takeOnPage(page, file));
    };
    document.addEventListener('dragenter', over); // what has just moved under a still pointer takes the file too
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragenter', over);
      document.removeEventListener('dragover', over);
      document.removeEventListener('drop', drop);
    };
  }, [page]);
}
