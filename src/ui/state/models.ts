/** Models that people bring or fetch by their name, and runs that need another model than the one that is loaded. */
import type { HubOffer, HubRequest, RunChoice } from '../../lab/contract.ts';
import type { GivenFolder } from './given/dropped.ts';
import { tellLeft } from './given/files-left.ts';
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

/** What the hub has of a name; null where it cannot be said, which the page tells. */
export async function lookUp(page: LabPage, request: HubRequest): Promise<HubOffer | null> {
  const found: HubOffer[] = [];
  page.store.setState({ problem: null, brought: null });
  await page.attempt(async () => void found.push(await page.lab.lookUpHost(request)));
  return found[0] ?? null;
}

/** Fetches a form of a model, or the rest of it, and keeps it; a token stays in the field that it was typed into. The dialog of the models tells how it goes. */
export async function getModel(page: LabPage, request: HubRequest & { graph: string }): Promise<void> {
  const { store } = page;
  if (store.getState().bringing !== null) return;
  store.setState({ bringing: request.name, brought: null });
  await askToKeep();
  await page.attemptFile(async () => {
    const brought = await page.lab.getHost(request);
    if (brought) store.setState({ brought });
  });
  store.setState({ bringing: null });
}

/** A browser may clear away what a site keeps when room is short, unless it has promised not to. */
async function askToKeep(): Promise<void> {
  const { storage } = navigator as { storage?: Partial<StorageManager> };
  await storage?.persist?.().catch(() => false);
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
