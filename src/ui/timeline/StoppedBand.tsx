/** A breakpoint was reached: the page says which and when, and shows that moment on request. */
import { usePage, usePageState } from '../state/context.ts';
import { count } from '../words/format.ts';

export function StoppedBand() {
  const page = usePage();
  const stopped = usePageState((state) => state.stopped);
  const isOnScreen = usePageState((state) => state.shown?.generation === state.stopped?.generation);
  if (!stopped) return null;
  const { generation, words } = stopped;
  const putAway = () => page.store.setState({ stopped: null });
  const goOn = () => {
    putAway();
    page.past.goLive();
    page.play();
  };
  return (
    <div className="past-band" role="status">
      <span>Stopped at generation {count(generation)}</span>
      <span className="past-note">{words}</span>
      {!isOnScreen && (
        <button type="button" onClick={() => void page.past.goTo(generation)}>
          Show it
        </button>
      )}
      <button type="button" onClick={goOn}>
        Go on
      </button>
      <button type="button" onClick={putAway}>
        Stay
      </button>
    </div>
  );
}
