/** A run from a file or a folder, which is checked whole before anything of it counts. */
import { useState } from 'react';
import { usePage, usePageState } from '../state/context.ts';
import { chosenRun } from '../state/given/dropped-run.ts';
import { importFolder, importRun } from '../state/import-file.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { FileButton, FolderButton } from '../parts/FileButton.tsx';

export function Import() {
  const page = usePage();
  const busyWith = usePageState((state) => state.importing);
  const activity = usePageState((state) => state.status?.activity);
  const [isOver, setOver] = useState(false);
  return (
    <Dialog
      title="Import"
      lead="A run that was exported from this lab, a .evolora file, or the folder of a run made on the command line. It is checked before anything of it is kept; the run that is open stays among your runs."
    >
      <div
        className="drop-zone"
        data-over={isOver || undefined}
        onDragOver={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onDrop={() => setOver(false)}
      >
        {busyWith ? (
          <p className="bringing">
            <span role="status">{`${activity?.text ?? 'Checking the run'}: ${busyWith.name}`}</span>
            <progress aria-label="Read" max={1} value={activity?.progress ?? undefined} />
            <button type="button" onClick={() => void page.lab.stopImport()}>
              Stop
            </button>
          </p>
        ) : (
          <p role="status">Drop a file or a run’s folder here, or</p>
        )}
        <FileButton
          label="File to import"
          accept=".evolora,application/octet-stream,application/zip"
          className="primary"
          disabled={busyWith !== null}
          onFile={(file) => void importRun(page, file)}
        >
          Choose a file
        </FileButton>
        <FolderButton
          label="Folder to import"
          disabled={busyWith !== null}
          onFiles={(files) => void importFolder(page, chosenRun(files))}
        >
          Choose a folder
        </FolderButton>
      </div>
    </Dialog>
  );
}
