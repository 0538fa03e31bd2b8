/**
 * The page as a site that is kept: a service worker keeps it for offline use and isolates it where the server does not. It is
 * asked for once the world lives, so that a first visit waits for nothing; a version that comes later begins when the
 * lab is closed everywhere. Without it all works as it does anyway.
 */
import type { PageStore, SiteKept } from '../state/state.ts';

/** What a page needs to know of where it is. */
interface Place {
  hostname: string;
  isolated: boolean;
  secure: boolean;
  /** whether it has WebGPU, which its service worker need not have */
  graphics: boolean;
  /** null where the browser has none */
  workers: ServiceWorkerContainer | null;
}

const OWN_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Keeps the site once there is a world to see. */
export function keepSite(store: PageStore, place: Place): void {
  // Our own server on this machine: it is there when the page is, and isolates it.
  if (OWN_MACHINE.has(place.hostname) && place.isolated && !place.workers?.controller) return;
  const start = (): void => {
    stop();
    void register(place, (site) => store.setState({ site }));
  };
  const stop = store.subscribe(({ live }) => {
    if (live) start();
  });
  if (store.getState().live) start();
}

async function register({ workers, secure, graphics }: Place, tell: (site: SiteKept) => void): Promise<void> {
  if (!workers || !secure) return tell('refused');
  tell(workers.controller ? 'offline' : 'keeping');
  try {
    const script = `./service-worker.js${graphics ? '?graphics' : ''}`;
    const registration = await workers.register(script, { updateViaCache: 'none' });
    const look = (): void => {
      if (registration.waiting) tell('newer');
      else if (registration.active) tell(workers.controller ? 'offline' : 'kept');
    };
    const watch = (worker: ServiceWorker | null): void =>
      worker?.addEventListener('statechange', () => {
        look();
        // It could not be kept whole; what is kept already stays as it is.
        if (worker.state === 'redundant' && !registration.active) tell('refused');
      });
    watch(registration.installing);
    registration.addEventListener('updatefound', () => watch(registration.installing));
    look();
  } catch {
    tell('refused');
  }
}

/** As sentences; null where there is nothing to say. */
export function siteInWords(site: SiteKept | null, isolated: boolean): string | null {
  switch (site) {
    case 'keeping':
      return 'The page is being kept for offline use.';
    case 'kept':
      return isolated
        ? 'The page is kept: it opens offline, too.'
        : 'The page is kept: it opens offline, too, and computes with more threads once it is reloaded.';
    case 'offline':
      return 'The page is kept: it opens offline, too.';
    case 'newer':
      return 'A newer version of the page is kept. It begins when the lab is closed in every tab.';
    case 'refused':
      return 'The page cannot be kept for offline use here; all else works. Open it by https and allow the site to store data, where that is wanted.';
    default:
      return null;
  }
}
