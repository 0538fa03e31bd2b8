/** What if, by hand: back to a moment, one thing changed, and a run of its own that knows where it came from. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, SMALL_WORLD, stateHashes } from './lab-page.ts';

let site: Site;
let browser: LabBrowser;
let lab: LabPage;

beforeAll(async () => {
  site = await startSite({ base: '/' });
  browser = await openBrowser();
  lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** To a moment of the past, and the dialog that asks what is to be another there. */
async function whatIf(generation: number): Promise<void> {
  await lab.page.getByRole('slider', { name: 'Generation', exact: true }).fill(String(generation));
  await lab.page.getByText(`Generation ${generation} of`).waitFor();
  await lab.button('What if from here…').click();
  await lab.dialog.getByRole('heading', { name: `What if, from generation ${generation}` }).waitFor();
}

it('a moment is gone back to, nothing is changed, and the same comes again to the bit', async () => {
  await lab.reach(7);
  await lab.pause();
  const parent = await lab.newestKept();
  await whatIf(6);
  await lab.dialog.getByText(/^\d states of its past are kept, .* 2 generations will be lived again/).waitFor();
  await lab.dialog.getByText('Nothing is changed: it will live as this run did.').waitFor();
  await lab.dialog.getByRole('button', { name: 'Live on from here' }).click();
  await lab.dialog.waitFor({ state: 'detached', timeout: 60_000 });
  await lab.reach(8);
  await lab.pause();
  const fork = await lab.newestKept();
  expect(fork.id).not.toBe(parent.id);
  expect(stateHashes(fork).slice(0, 8)).toEqual(stateHashes(parent).slice(0, 8));
  expect(lab.troubles).toEqual([]);
}, 180_000);

it('one who lives there is removed, another cloned; the list of runs says whose fork it is', async () => {
  await whatIf(4);
  const [first, second] = await lab.dialog.getByRole('combobox', { name: /^What becomes of/ }).all();
  await first!.selectOption('is removed');
  await second!.selectOption('is cloned');
  await lab.dialog.getByText('1 organelle removed, 1 organelle cloned').waitFor();
  await lab.dialog.getByRole('textbox', { name: 'Name' }).fill('Without');
  await lab.dialog.getByRole('button', { name: 'Live on from here' }).click();
  await lab.dialog.waitFor({ state: 'detached', timeout: 60_000 });
  await lab.reach(6);
  await lab.pause();
  const fork = await lab.newestKept();
  expect(fork.name).toBe('Without');
  const types = fork.records[4]!.events.map(({ type }) => type);
  expect(types.slice(types.indexOf('generation-ended'))).toEqual(['generation-ended', 'retired', 'born', 'forked']);
  await lab.button('Runs').click();
  await lab.dialog
    .getByRole('listitem', { name: 'Without' })
    .getByText(/left “.*, fork at 6” at 4$/)
    .waitFor();
  expect(lab.troubles).toEqual([]);
}, 180_000);
