/** The page's entry: a lab in a worker, a model of it that folds what it says, and the page that shows it. */
import { createRoot } from 'react-dom/client';
import { reportOf } from '../core/errors.ts';
import { connectLab } from '../lab/page/client.ts';
import type { OpenOptions } from '../lab/contract.ts';
import { hubOf, optionsOf, runAskedIn, withoutRun } from './state/address.ts';
import { importRun } from './state/import-file.ts';
import { App } from './App.tsx';
import { LabPage } from './state/lab-page.ts';
import { readPreference, wasPlaying } from './state/preferences.ts';
import { isSpeedName, SPEEDS, type SpeedName } from './state/state.ts';
import { keepSite } from './top/site.ts';
import './styles/index.css';

const page = new LabPage(connectLab);
page.store.setState({ hub: hubOf(location.search) });
createRoot(document.getElementById('root')!).render(<App page={page} />);
void askedFor().then(async (asked) => {
  const run = runAsked();
  await page.open({ autoplay: wasPlaying() && run === null, speed: rememberedSpeed(), ...asked });
  // Once it is here it is a run among others: a reload goes on with it instead of fetching it again.
  if (run && (await importRun(page, run, { loadHost: true })))
    history.replaceState(null, '', withoutRun(location.href));
});
if (import.meta.env.PROD)
  keepSite(page.store, {
    hostname: location.hostname,
    isolated: crossOriginIsolated,
    secure: isSecureContext,
    graphics: 'gpu' in navigator,
    workers: 'serviceWorker' in navigator ? navigator.serviceWorker : null,
  });

function rememberedSpeed(): number {
  const name = readPreference<SpeedName>('speed', 'Steady', isSpeedName);
  return SPEEDS.find((speed) => speed.name === name)!.generationsPerSecond;
}

/** What the address asks for; an address that cannot be read is told, and the world begins without it. */
async function askedFor(): Promise<Partial<OpenOptions>> {
  try {
    return await optionsOf(location.search, () => page.lab.presets());
  } catch (thrown) {
    page.store.setState({ problem: reportOf(thrown) });
    return {};
  }
}

/** The run that the address asks for; one that cannot be asked for is told. */
function runAsked(): ReturnType<typeof runAskedIn> {
  try {
    return runAskedIn(location.href);
  } catch (thrown) {
    page.store.setState({ problem: reportOf(thrown) });
    return null;
  }
}
