/** Models that people bring, and runs that need another model than the one that is loaded. */
import type { RunChoice } from '../../lab/contract.ts';
import type { GivenFolder } from './dropped.ts';
import { tellLeft } from './files-left.ts';
import type { LabPage } from './lab-page.ts';

/** Keeps a model in the browser; the dialog of the models tells how it goes, or New run, which then begins on it. */
export async function bringModel(page: LabPage, { name, read, others }: GivenFolder): Promise<void> {
  const { store } = page;
  const before = store.getState().bringing;
  if (before !== null) return tellLeft(page, [name], before, false);
  store.setState(({ dialog }) => ({
    bringing: name,
    brought: null,
    dialog: dialog === 'new-run' ? dialog : 'models',
  }));
  const isKept = await page.attemptFile(async () => {
    const brought = await page.lab.addHost(await read());
    if (brought)
      store.setState(({ dialog, model }) => ({ brought, model: dialog === 'new-run' ? brought.name : model }));
  });
  store.setState({ bringing: null });
  if (others.length > 0) tellLeft(page, others, name, !isKept);
}

/** New run, on a model. */
export function newRunOn(page: LabPage, model: string): void {
  page.openDialog('new-run');
  page.store.setState({ model });
}

/** Opens a kept run; where its model is at hand and another one is loaded, offers to load it. */
export async function openRun(page: LabPage, id: string, choice?: RunChoice): Promise<void> {
  if (await page.attempt(() => page.lab.openRun(id, choice))) page.openDialog(null);
  else offerModel(page, () => void openRun(page, id, { loadHost: true }));
}

/** Makes an offer of the problem that a run needs a model that is at hand. @param load  loads it and opens the run */
export function offerModel(page: LabPage, load: () => void): void {
  const accept = () => {
    page.store.setState({ problem: null, dialog: null });
    load();
  };
  page.store.setState(({ problem }) =>
    problem?.code === 'run-needs-host' ? { problem: { ...problem, offer: { title: 'Load the model', accept } } } : {},
  );
}
