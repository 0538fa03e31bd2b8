/** Adapters that somebody dropped or chose, and what can be done with them: a run founded on them, or the open one measured beside them. */
import { useState } from 'react';
import type { FileMeasurement } from '../../lab/contract.ts';
import { FileScores } from '../measuring/FileScores.tsx';
import { TaskWork } from '../measuring/TaskWork.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { usePage, usePageState } from '../state/context.ts';
import { namesOfGiven } from '../state/given/adapters.ts';
import type { DialogName } from '../state/state.ts';
import { count } from '../words/format.ts';
import { BESIDE } from '../words/adapter-words.ts';
import { AdaptersGiven } from '../parts/AdaptersGiven.tsx';

const LEAD =
  'PEFT directories, in folders or zips, single .safetensors and .onnx_adapter files, any number of them, made for the model of the run. They are checked when they are used, and nothing of them leaves this machine.';
/** Names that are shown. */
const MOST_NAMES = 24;

export function Adapters() {
  const page = usePage();
  const given = usePageState((state) => state.adapters);
  const run = usePageState((state) => state.run?.name ?? '');
  const [isMeasuring, setMeasuring] = useState(false);
  const [scores, setScores] = useState<FileMeasurement | null>(null);
  const isIdle = given.length > 0 && !isMeasuring;
  const measure = async () => {
    setMeasuring(true);
    setScores(null);
    await page.attemptFile(async () => setScores(await page.lab.measureTasks({ adapters: given })));
    setMeasuring(false);
  };
  const takeTo = (dialog: DialogName) => {
    page.openDialog(dialog);
    page.store.setState({ adapters: given });
  };
  return (
    <Dialog title="Adapters of your own" className="wide" lead={LEAD}>
      <AdaptersGiven help={BESIDE} none="Drop some here, or choose" some="Given:" disabled={isMeasuring} />
      {given.length > 0 && <Names names={namesOfGiven(given)} />}
      {scores && <FileScores measurement={scores} />}
      {isMeasuring && <TaskWork doing={`Measuring ${run} and what was given on test tasks`} />}
      <footer className="dialog-foot">
        <button type="button" disabled={!isIdle} onClick={() => void measure()}>
          Measure beside the open run
        </button>
        <button type="button" disabled={!isIdle} onClick={() => takeTo('tasks')}>
          On a file of tasks…
        </button>
        <button type="button" className="primary" disabled={!isIdle} onClick={() => takeTo('new-run')}>
          Found a run on them…
        </button>
      </footer>
    </Dialog>
  );
}

function Names({ names }: { names: readonly string[] }) {
  const more = names.length - MOST_NAMES;
  return (
    <p className="muted given-names">
      {names.slice(0, MOST_NAMES).join(', ')}
      {more > 0 && ` and ${count(more)} more`}
    </p>
  );
}
