/** One file out, one file in. A file is read whole and checked whole before anything of it counts. */
import { useState } from 'react';
import { usePage, usePageState } from '../state/context.ts';
import { importFile } from '../state/import-file.ts';
import { download } from '../parts/download.ts';
import { compact, count } from '../words/format.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { FileButton } from '../parts/FileButton.tsx';

export function Export() {
  const page = usePage();
  const generation = usePageState((state) => state.live?.generation);
  const hostName = usePageState((state) => state.run?.hostName);
  const [state, setState] = useState<{ busy: boolean; done: string | null }>({ busy: false, done: null });
  const save = async () => {
    setState({ busy: true, done: null });
    const isSaved = await page.attempt(async () => {
      const { fileName, bytes } = await page.lab.exportRun();
      download(fileName, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }));
      setState({ busy: false, done: `${fileName}, ${compact(bytes.byteLength)}B, is in your downloads.` });
    });
    if (!isSaved) setState({ busy: false, done: null });
  };
  return (
    <Dialog
      title="Export"
      lead="One file with the whole run: its journal, its state and the weights of everybody it needs. Another browser can go on from it, exactly."
    >
      <p role="status">
        {state.done ??
          (generation === undefined
            ? ''
            : `The run lives on ${hostName} and stands at generation ${count(generation)}.`)}
      </p>
      <footer className="dialog-foot">
        <button type="button" className="primary" disabled={state.busy} onClick={() => void save()}>
          {state.busy ? 'Packing…' : 'Download run'}
        </button>
      </footer>
    </Dialog>
  );
}

export function Import() {
  const page = usePage();
  const busyWith = usePageState((state) => state.importing);
  const [isOver, setOver] = useState(false);
  return (
    <Dialog
      title="Import"
      lead="A run that was exported from this lab, a .evolora file, or a run made on the command line. It is checked before anything of it is kept; the run that is open stays among your runs."
    >
      <div
        className="drop-zone"
        data-over={isOver || undefined}
        onDragOver={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onDrop={() => setOver(false)}
      >
        <p role="status">{busyWith ? `Checking ${busyWith.name}…` : 'Drop a file here, or'}</p>
        <FileButton
          label="File to import"
          accept=".evolora,application/octet-stream,application/zip"
          className="primary"
          disabled={busyWith !== null}
          onFile={(file) => void importFile(page, file)}
        >
          Choose a file
        </FileButton>
      </div>
    </Dialog>
  );
}
