/** The page's entry: a lab in a worker, a bench that folds what it says, and the page that shows it. */
import { createRoot } from 'react-dom/client';
import { reportOf } from '../core/errors.ts';
import { connectLab } from '../lab/page/client.ts';
import type { OpenOptions } from '../lab/contract.ts';
import { optionsOf } from './state/address.ts';
import { App } from './App.tsx';
import { Bench } from './state/store.ts';
import { recall, wasPlaying } from './state/preferences.ts';
import { isSpeedName, SPEEDS, type SpeedName } from './state/state.ts';
import './styles/index.css';

const bench = new Bench(connectLab);
createRoot(document.getElementById('root')!).render(<App bench={bench} />);
void askedFor().then((asked) => bench.open({ autoplay: wasPlaying(), speed: rememberedSpeed(), ...asked }));

function rememberedSpeed(): number {
  const name = recall<SpeedName>('speed', 'Steady', isSpeedName);
  return SPEEDS.find((speed) => speed.name === name)!.generationsPerSecond;
}

/** What the address asks for; an address that cannot be read is told, and the world begins without it. */
async function askedFor(): Promise<Partial<OpenOptions>> {
  try {
    return await optionsOf(location.search, () => bench.lab.presets());
  } catch (thrown) {
    bench.store.setState({ problem: reportOf(thrown) });
    return {};
  }
}
