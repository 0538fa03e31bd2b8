/** The keyboard. Keys act on the world only when nobody is typing and no dialog is open; the palette opens anywhere. */
import { useEffect } from 'react';
import { showCentre } from './choosing.ts';
import { openFork } from './forks.ts';
import type { LabPage } from './lab-page.ts';
import { addBookmark } from './following/remembered.ts';
import { usePage } from './context.ts';

const KEYS: Record<string, (page: LabPage) => void> = {
  ' ': (page) => page.togglePlay(),
  ArrowRight: (page) => page.step(),
  ArrowLeft: (page) => page.back(),
  Home: (page) => void page.past.goTo(0),
  l: (page) => page.past.goLive(),
  p: (page) => showCentre(page.store, 'pond'),
  n: (page) => showCentre(page.store, 'niche'),
  d: (page) => showCentre(page.store, 'diary'),
  b: (page) => addBookmark(page.store),
  f: (page) => openFork(page),
  t: (page) => showCentre(page.store, 'lineage'),
  '/': (page) => page.focusSearch(),
  '?': (page) => page.openDialog('help'),
};

/** Controls that need the key themselves: text fields all keys, sliders and tabs the arrows, buttons the space bar. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable]'))
    return true;
  const moves = ['ArrowLeft', 'ArrowRight', 'Home'].includes(event.key);
  if (moves && target.matches('input, [role=tab], [role=separator], [role=radio], [role=gridcell], [role=application]'))
    return true;
  return (
    event.key === ' ' && target.matches('button, input, summary, a[href], [role=tab], [role=gridcell], [role=row]')
  );
}

export function useKeys(): void {
  const page = usePage();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        const { dialog } = page.store.getState();
        page.openDialog(dialog === 'palette' ? null : 'palette');
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (page.store.getState().dialog !== null || isTaken(event)) return;
      const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act(page);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [page]);
}
