/** One transport for live and past: what the buttons do depends only on the moment on screen. */
import { usePage, usePageState } from '../state/context.ts';
import { Icon } from '../parts/Icon.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { SPEEDS } from '../state/state.ts';
import { finishing } from '../state/under-way.ts';

export function Transport() {
  const page = usePage();
  const past = usePageState((state) => state.past);
  const replaying = usePageState((state) => state.replaying);
  const phase = usePageState((state) => state.status?.phase);
  const hasWorld = usePageState((state) => state.live !== null);
  const atStart = usePageState((state) => (state.past ?? state.live?.generation ?? 0) === 0);
  const isFinishing = usePageState(({ status, past }) => past === null && finishing(status) !== null);
  const isLive = past === null;
  const isRunning = isLive ? phase === 'playing' : replaying;
  const canDrive = hasWorld && (!isLive || phase === 'playing' || phase === 'paused');
  return (
    <div className="transport" role="group" aria-label="Transport">
      <button
        type="button"
        className="icon-button"
        aria-label="Back"
        disabled={!hasWorld || atStart}
        onClick={() => page.back()}
        {...tip('Back one generation (←)')}
      >
        <Icon name="back" />
      </button>
      <button
        type="button"
        className="icon-button play"
        aria-label={isRunning ? 'Pause' : 'Play'}
        disabled={!canDrive}
        onClick={() => page.togglePlay()}
        {...tip(playHelp(isRunning, isLive))}
      >
        <Icon name={isRunning ? 'pause' : 'play'} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Step"
        disabled={!canDrive}
        aria-disabled={isFinishing || undefined}
        onClick={() => page.step()}
        {...tip(stepHelp(isLive, isFinishing))}
      >
        <Icon name="step" />
      </button>
      <Speed />
    </div>
  );
}

function playHelp(isRunning: boolean, isLive: boolean): string {
  if (isRunning) return 'Pause (space)';
  return isLive ? 'Play (space)' : 'Play the past forward (space)';
}

function stepHelp(isLive: boolean, isFinishing: boolean): string {
  if (!isLive) return 'Forward one generation (→)';
  return isFinishing
    ? 'This generation is the step; another one when it has ended (→)'
    : 'One generation, then pause (→)';
}

/** Three bars: slow, steady, as fast as it can. */
function Speed() {
  const page = usePage();
  const speed = usePageState((state) => state.status?.speed ?? null);
  const level = speed === null ? -1 : SPEEDS.findIndex(({ generationsPerSecond }) => speed <= generationsPerSecond);
  return (
    <div className="speed" role="radiogroup" aria-label="Speed">
      {SPEEDS.map(({ name, generationsPerSecond }, index) => (
        <label
          key={name}
          {...tip(`Speed: ${name.toLowerCase()}, ${paceOf(generationsPerSecond)}`)}
          data-lit={index <= level || undefined}
        >
          <input
            type="radio"
            name="speed"
            aria-label={name}
            checked={index === level}
            onChange={() => page.setSpeed(name)}
          />
          <span aria-hidden="true" style={{ height: `${5 + index * 4}px` }} />
        </label>
      ))}
    </div>
  );
}

function paceOf(generationsPerSecond: number): string {
  if (generationsPerSecond === Infinity) return 'as fast as the host can';
  return generationsPerSecond < 1
    ? `a generation every ${1 / generationsPerSecond} s at most`
    : `${generationsPerSecond} generations a second at most`;
}
