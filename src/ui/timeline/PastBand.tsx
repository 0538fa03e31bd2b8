/** In the past the page says so, across its whole width, with the one way back. */
import { usePage, usePageState } from '../state/context.ts';
import { openFork } from '../state/forks.ts';
import { count } from '../words/format.ts';

export function PastBand() {
  const page = usePage();
  const past = usePageState((state) => state.past);
  const last = usePageState((state) => state.live?.generation);
  const isPlaying = usePageState((state) => state.status?.phase === 'playing');
  if (past === null || last === undefined) return null;
  return (
    <div className="past-band" role="status">
      <span>
        Generation {count(past)} of {count(last)}
      </span>
      <span className="past-note">
        {isPlaying ? 'the world goes on meanwhile' : 'the world stands still meanwhile'}
      </span>
      <ReplaySpeed />
      <button type="button" onClick={() => openFork(page)}>
        What if from here…
      </button>
      <button type="button" onClick={() => page.past.goLive()}>
        Back to live
      </button>
    </div>
  );
}

const SPEEDS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200];

/** How fast the past is played; faster than the screen, generations are left out. */
function ReplaySpeed() {
  const page = usePage();
  const speed = usePageState((state) => state.replaySpeed);
  return (
    <label className="replay-speed">
      Play at
      <select value={speed} onChange={(event) => page.store.setState({ replaySpeed: Number(event.target.value) })}>
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
      a second
    </label>
  );
}
