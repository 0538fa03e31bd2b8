/** What if from here: a fork of the open run at the moment on screen, which is open from then on. */
import type { ForkOptions } from '../../lab/contract.ts';
import type { LabPage } from './lab-page.ts';

/** Opens the dialog for the moment on screen. */
export function openFork(page: LabPage): void {
  if (page.store.getState().shown) page.openDialog('fork');
}

/** Makes the fork, and it begins to live; says whether it was made. What went wrong stands in the dialog. */
export async function makeFork(page: LabPage, options: ForkOptions): Promise<boolean> {
  let isMade = false;
  await page.attemptFile(async () => {
    isMade = await page.lab.fork(options);
    if (!isMade) return;
    page.past.goLive();
    await page.lab.play();
  });
  return isMade;
}
