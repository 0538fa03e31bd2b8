/**
 * The page on a lab without a model, to look at while working on it (`npx vite tests/ui/dev`) and to measure how quickly it shows
 * what is told. Scripted by a world of its own, or with `?crowd=BODIES&pages=GENERATIONS` or `?journal=ADDRESS` a journal's pages told again, the
 * latter one a line of JSON. Never part of the site.
 */
import { createRoot } from 'react-dom/client';
import type { GenerationRecord } from '../../../src/ecology/events/events.ts';
import { App } from '../../../src/ui/App.tsx';
import { LabPage } from '../../../src/ui/state/lab-page.ts';
import '../../../src/ui/styles/index.css';
import { crowdJournal } from '../../support/crowd.ts';
import { replayedLab } from '../replayed-lab.ts';
import { scriptedLab } from '../scripted-lab.ts';

const query = new URLSearchParams(location.search);
const number = (name: string, fallback: number) => Number(query.get(name) ?? fallback);

const records = await recordsAsked();
const page = new LabPage((listener) =>
  records
    ? replayedLab(listener, records, { lived: number('lived', records.length - 1) })
    : scriptedLab(listener, { generationMs: number('ms', 400), lived: number('lived', 120) }),
);
createRoot(document.getElementById('root')!).render(<App page={page} />);
Object.assign(window, { page });
if (query.get('open') !== 'no')
  void page.lab.open({ autoplay: query.get('play') === 'yes', speed: number('speed', 2) });

async function recordsAsked(): Promise<readonly GenerationRecord[] | null> {
  const journal = query.get('journal');
  if (journal !== null) return read(journal);
  return query.has('crowd') ? crowdJournal(number('crowd', 0), number('pages', 60)) : null;
}

async function read(address: string): Promise<GenerationRecord[]> {
  const text = await (await fetch(address)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as GenerationRecord);
}
