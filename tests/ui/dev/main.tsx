/**
 * The page on a lab without a model, to look at while working on it: `npx vite tests/ui/dev`. Scripted by a world of its own, or
 * with `?journal=ADDRESS` a journal's pages told again, one a line of JSON. Never part of the site.
 */
import { createRoot } from 'react-dom/client';
import type { GenerationRecord } from '../../../src/ecology/events/events.ts';
import { App } from '../../../src/ui/App.tsx';
import { LabPage } from '../../../src/ui/state/lab-page.ts';
import '../../../src/ui/styles/index.css';
import { replayedLab } from '../replayed-lab.ts';
import { scriptedLab } from '../scripted-lab.ts';

const query = new URLSearchParams(location.search);
const number = (name: string, fallback: number) => Number(query.get(name) ?? fallback);

const journal = query.get('journal');
const records = journal === null ? null : await read(journal);
const page = new LabPage((listener) =>
  records
    ? replayedLab(listener, records, { lived: number('lived', records.length - 1) })
    : scriptedLab(listener, { generationMs: number('ms', 400), lived: number('lived', 120) }),
);
createRoot(document.getElementById('root')!).render(<App page={page} />);
if (query.get('open') !== 'no')
  void page.lab.open({ autoplay: query.get('play') === 'yes', speed: number('speed', 2) });
Object.assign(window, { page });

async function read(address: string): Promise<GenerationRecord[]> {
  const text = await (await fetch(address)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as GenerationRecord);
}
