/**
 * Tasks of one's own: a file that is dropped or chosen is looked at, line by line and with the bare host; then a world
 * begins to live on it, or the run that is open is measured on it.
 */
import { useEffect, useState } from 'react';
import { FIRST_OWN_PRESET, type FileMeasurement, type GivenTasks, type TaskReport } from '../../lab/contract.ts';
import { FileScores } from '../measuring/FileScores.tsx';
import { TaskFileReport } from '../measuring/TaskFileReport.tsx';
import { TaskWork } from '../measuring/TaskWork.tsx';
import { BESIDE } from '../words/adapter-words.ts';
import { AdaptersGiven } from '../parts/AdaptersGiven.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { FileButton } from '../parts/FileButton.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { usePage, usePageState } from '../state/context.ts';
import { freshSeed } from '../state/fresh-seed.ts';
import { takeTasks } from '../state/import-file.ts';
import type { LabPage } from '../state/lab-page.ts';

const LEAD =
  'JSON Lines, CSV or a list in YAML, each with a prompt and a target, and a grader of your own in JavaScript, if you have one. Nothing of it leaves this machine.';

export function Tasks() {
  const page = usePage();
  const given = usePageState((state) => state.tasks);
  return (
    <Dialog title="Tasks of your own" className="wide" lead={LEAD} onFile={(file) => takeTasks(page, file)}>
      <div className="form-row tasks-files">
        <FileButton
          label="File of tasks"
          accept=".jsonl,.ndjson,.json,.csv,.tsv,.yaml,.yml"
          className={given ? '' : 'primary'}
          onFile={(file) => void takeTasks(page, file)}
        >
          {given ? 'Another file…' : 'Choose a file of tasks…'}
        </FileButton>
        {given && (
          <FileButton label="Grader" accept=".js,.mjs,text/javascript" onFile={(file) => void takeTasks(page, file)}>
            {given.grader ? 'Another grader…' : 'Grader of your own…'}
          </FileButton>
        )}
        <span className="muted">
          {given ? namesOf(given) : 'or drop it here. Rows that are no tasks are told with their lines.'}
        </span>
      </div>
      {given && <Looked given={given} />}
    </Dialog>
  );
}

function namesOf({ tasks, grader }: GivenTasks): string {
  return grader ? `${tasks.name}, graded by ${grader.name}` : tasks.name;
}

function Looked({ given }: { given: GivenTasks }) {
  const page = usePage();
  const [found, setFound] = useState<{ of: GivenTasks; report: TaskReport | null } | null>(null);
  useEffect(() => {
    let isGone = false;
    let report: TaskReport | null = null;
    void page
      .attemptFile(async () => {
        report = await page.lab.checkTasks(given);
      })
      .then(() => !isGone && setFound({ of: given, report }));
    return () => {
      isGone = true;
      void page.lab.stopTasks();
    };
  }, [page, given]);
  if (found?.of !== given) return <TaskWork doing={`Looking at ${given.tasks.name}`} />;
  if (!found.report) return null;
  return (
    <>
      <TaskFileReport report={found.report} />
      <Use key={found.report.hash} file={given.tasks.name} report={found.report} />
    </>
  );
}

/** What can be done with a file in which every row is a task. */
function Use({ file, report }: { file: string; report: TaskReport }) {
  const page = usePage();
  const [doing, setDoing] = useState<'start' | 'measure' | null>(null);
  const [scores, setScores] = useState<FileMeasurement | null>(null);
  const run = usePageState((state) => state.run?.name ?? '');
  const adapters = usePageState((state) => state.adapters);
  const isWhole = report.oddCount === 0;
  const cells = report.cells.filter(({ isCell }) => isCell).length;
  const start = async () => {
    setDoing('start');
    const isStarted = await page.attempt(() => startOn(page, report.hash));
    setDoing(null);
    if (isStarted) page.openDialog(null);
  };
  const measure = async () => {
    setDoing('measure');
    setScores(null);
    await page.attempt(async () => setScores(await page.lab.measureTasks({ tasks: report.hash, adapters })));
    setDoing(null);
  };
  return (
    <>
      <AdaptersGiven
        help={BESIDE}
        none="Those of the run answer, and beside them"
        some="Those of the run answer, and"
        disabled={doing !== null}
      />
      {scores && <FileScores measurement={scores} />}
      {doing === 'measure' && <TaskWork doing={`Measuring ${run}`} />}
      <footer className="dialog-foot">
        <span className="muted grow">{whyNot(isWhole, cells)}</span>
        <button type="button" disabled={!isWhole || doing !== null} onClick={() => void measure()}>
          Measure the open run on it
        </button>
        <button
          type="button"
          disabled={!isWhole || cells === 0 || doing !== null}
          onClick={() => chooseFor(page, file, report)}
          {...tip('Begins a world with parameters, a model, a seed and founders of your choice.')}
        >
          Choose its world and model…
        </button>
        <button
          type="button"
          className="primary"
          disabled={!isWhole || cells === 0 || doing !== null}
          onClick={() => void start()}
        >
          {doing === 'start' ? 'Starting…' : 'Start a run on these tasks'}
        </button>
      </footer>
    </>
  );
}

function whyNot(isWhole: boolean, cells: number): string {
  if (!isWhole) return 'Mend the rows above first: nothing is left out in silence.';
  if (cells === 0) return 'No family has a task in each of the three pools, so no world can live on this file.';
  return '';
}

/** New run, on these tasks. */
function chooseFor(page: LabPage, file: string, { hash, tasks, cells }: TaskReport): void {
  const families = new Set(cells.map(({ family }) => family)).size;
  page.openDialog('new-run');
  page.store.setState({ lived: { hash, file, tasks, families } });
}

/** A world of the preset for own tasks, which begins to live. */
async function startOn(page: LabPage, hash: string): Promise<void> {
  const presets = await page.lab.presets();
  const { config } = presets.find(({ name }) => name === FIRST_OWN_PRESET)!;
  await page.lab.newRun({ seed: freshSeed(), config, tasks: hash });
  await page.lab.play();
}
