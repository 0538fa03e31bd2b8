/** Models that are fetched by their name. What a token says stays in the field that it was typed into. */
import type { HubOffer, HubRequest } from '../../lab/contract.ts';
import type { LabPage } from './lab-page.ts';

/** What the hub has of a name; null where it cannot be said, which the page tells. */
export async function lookUp(page: LabPage, request: HubRequest): Promise<HubOffer | null> {
  const found: HubOffer[] = [];
  page.store.setState({ problem: null, brought: null });
  await page.attempt(async () => void found.push(await page.lab.lookUpHost(request)));
  return found[0] ?? null;
}

/** Fetches a form of a model, or the rest of it, and keeps it; the dialog of the models tells how it goes. */
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
