/** The page on a scripted lab, to look at while working on it: `npx vite tests/ui/dev`. Never part of the site. */
import { createRoot } from 'react-dom/client';
import { App } from '../../../src/ui/App.tsx';
import { LabPage } from '../../../src/ui/state/lab-page.ts';
import '../../../src/ui/styles/index.css';
import { scriptedLab } from '../scripted-lab.ts';

const query = new URLSearchParams(location.search);
const number = (name: string, fallback: number) => Number(query.get(name) ?? fallback);

const page = new LabPage((listener) =>
  scriptedLab(listener, { generationMs: number('ms', 400), lived: number('lived', 120) }),
);
createRoot(document.getElementById('root')!).render(<App page={page} />);
if (query.get('open') !== 'no') void page.lab.open({ autoplay: query.get('play') === 'yes', speed: 2 });
Object.assign(window, { page });
