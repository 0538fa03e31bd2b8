/** The top bar: which run is open, where it computes, the transport, and what the page can do. */
import { usePage, usePageState } from '../state/context.ts';
import { count, percent } from '../words/format.ts';
import { ThemeIcon } from '../parts/Icon.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { finishing } from '../state/under-way.ts';
import { isDark } from '../state/useTheme.ts';
import { BackendChip } from './BackendChip.tsx';
import { Transport } from './Transport.tsx';

export function TopBar() {
  return (
    <header className="topbar">
      <h1>Evolora Lab</h1>
      <RunName />
      <BackendChip />
      <Activity />
      <span className="spacer" />
      <Transport />
      <Progress />
      <span className="spacer" />
      <RunActions />
      <PageActions />
    </header>
  );
}

function RunName() {
  const run = usePageState((state) => state.run);
  if (!run) return null;
  return (
    <span
      className="run-name"
      {...tip(
        `This run lives on ${run.hostName} and began with the seed ${run.seed}. The same model, seed, parameters and backend give the same run.`,
      )}
      tabIndex={0}
    >
      {run.name}
    </span>
  );
}

/** What is going on while the lab starts, recovers or measures. */
function Activity() {
  const activity = usePageState((state) => state.status?.activity ?? null);
  const reading = usePageState((state) => state.reading);
  const phase = usePageState((state) => state.status?.phase);
  if (reading)
    return (
      <Doing
        text={`Reading the journal, generation ${count(reading.done)} of ${count(reading.of)}`}
        progress={reading.of > 0 ? reading.done / reading.of : null}
      />
    );
  if (activity) return <Doing {...activity} />;
  if (phase === 'viewing') return <Viewing />;
  return null;
}

/** Another tab owns the run; when it is gone, this one may take over. */
function Viewing() {
  const page = usePage();
  const canTakeOver = usePageState((state) => state.status?.canTakeOver ?? false);
  if (!canTakeOver) return <Doing text="Another tab runs this world; here you can only look" progress={null} />;
  return (
    <span className="activity" role="status">
      The other tab is gone{' '}
      <button type="button" onClick={() => void page.reopen()}>
        Take over
      </button>
    </span>
  );
}

function Doing({ text, progress }: { text: string; progress: number | null }) {
  return (
    <span className="activity" role="status">
      {text}
      {progress !== null && ` ${percent(progress)} %`}
    </span>
  );
}

/** The generation on screen, and whether it is safe; while a paused world finishes its generation, which one that is. */
function Progress() {
  const generation = usePageState((state) => state.shown?.generation);
  const live = usePageState((state) => state.live?.generation);
  const status = usePageState((state) => state.status);
  const last = finishing(status);
  if (generation === undefined || !status) return <span className="progress muted">gen –</span>;
  return (
    <span className="progress">
      gen <strong data-testid="generation">{count(generation)}</strong>
      <span className="muted">
        {' · '}
        {last === null
          ? savedWords(status.savedGeneration, live ?? generation, status.storageProblem !== null)
          : `finishing ${count(last)}`}
      </span>
    </span>
  );
}

function savedWords(saved: number | null, live: number, isRefused: boolean): string {
  if (isRefused) return 'not saved';
  if (saved === null) return 'not saved yet';
  return saved >= live - 1 ? 'saved' : `saved to ${count(saved)}`;
}

function RunActions() {
  const page = usePage();
  const hasRun = usePageState((state) => state.live !== null);
  return (
    <nav className="run-actions" aria-label="Runs and files">
      <button type="button" onClick={() => page.openDialog('new-run')}>
        New run
      </button>
      <button type="button" onClick={() => page.openDialog('runs')}>
        Runs
      </button>
      <button type="button" disabled={!hasRun} onClick={() => page.openDialog('export')}>
        Export
      </button>
      <button type="button" onClick={() => page.openDialog('import')}>
        Import
      </button>
    </nav>
  );
}

function PageActions() {
  const page = usePage();
  const theme = usePageState((state) => state.theme);
  const commandKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K';
  return (
    <nav className="page-actions" aria-label="Page">
      <button
        type="button"
        className="key-button"
        aria-label={`Palette, ${commandKey}`}
        onClick={() => page.openDialog('palette')}
        {...tip('Every action by name')}
      >
        <kbd>{commandKey}</kbd>
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Theme"
        onClick={() => page.setTheme(isDark(theme) ? 'light' : 'dark')}
        {...tip('Light or dark')}
      >
        <ThemeIcon />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Help"
        onClick={() => page.openDialog('help')}
        {...tip('Keys and words (?)')}
      >
        ?
      </button>
    </nav>
  );
}
