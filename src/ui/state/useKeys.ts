/** The keyboard. Keys act on the world only when nobody is typing and no dialog is open; the palette opens anywhere. */
import { useEffect } from 'react';
import type { Bench } from './store.ts';
import { useBench } from './context.ts';

const KEYS: Record<string, (bench: Bench) => void> = {
  ' ': (bench) => bench.togglePlay(),
  ArrowRight: (bench) => bench.step(),
  ArrowLeft: (bench) => bench.back(),
  Home: (bench) => void bench.past.goTo(0),
  l: (bench) => bench.past.goLive(),
  '/': (bench) => bench.focusSearch(),
  '?': (bench) => bench.openDialog('help'),
};

/** Controls that need the key themselves: text fields all keys, sliders and tabs the arrows, buttons the space bar. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]'))
    return true;
  const moves = ['ArrowLeft', 'ArrowRight', 'Home'].includes(event.key);
  if (moves && target.matches('input, [role=tab], [role=separator], [role=radio], [role=gridcell]')) return true;
  return (
    event.key === ' ' && target.matches('button, input, summary, a[href], [role=tab], [role=gridcell], [role=row]')
  );
}

export function useKeys(): void {
  const bench = useBench();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        const { dialog } = bench.store.getState();
        bench.openDialog(dialog === 'palette' ? null : 'palette');
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (bench.store.getState().dialog !== null || isTaken(event)) return;
      const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act(bench);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [bench]);
}
