/** Adapters leave one run of the page and found another, by hand; a file that is no good is told, and the next is taken. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FORMAT_WORDS } from '../../src/exchange/format-words.ts';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, SMALL_WORLD } from './lab-page.ts';

let site: Site;
let browser: LabBrowser;

beforeAll(async () => {
  site = await startSite({ base: '/' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

it('adapters that left a run found another', async () => {
  const lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
  await lab.reach(1);
  await lab.pause();
  const zip = await lab.exportFile(FORMAT_WORDS.peft, 'everybody alive');
  const { adapters } = JSON.parse(strFromU8(unzipSync(zip.bytes)['export.json']!)) as {
    adapters: { weights: string }[];
  };

  await lab.button('New run').click();
  const give = (name: string, bytes: Uint8Array) =>
    lab.dialog
      .getByLabel('Files of adapters')
      .setInputFiles({ name, mimeType: 'application/zip', buffer: Buffer.from(bytes) });
  await lab.dialog.getByRole('textbox', { name: 'Seed' }).fill('founded');
  await give('notes.zip', zipSync({ 'notes.txt': strToU8('hello') }));
  await lab.dialog.getByText('Founded by the adapters in notes.zip').waitFor();
  await lab.dialog.getByRole('button', { name: 'Start run' }).click();
  await expect.poll(() => lab.dialog.getByRole('alert').innerText()).toContain('there is no adapter');
  await lab.dialog.getByRole('button', { name: 'Understood' }).click();
  expect(await lab.kept()).toHaveLength(1);

  await give(zip.name, zip.bytes);
  await lab.dialog.getByText(`Founded by the adapters in ${zip.name}`).waitFor();
  await lab.dialog.getByRole('button', { name: 'Start run' }).click();
  await lab.dialog.waitFor({ state: 'detached' });
  await lab.page.getByText('World founded').waitFor();
  await lab.reach(0);
  const founding = (await lab.newestKept()).records[0]!.events.filter(({ type }) => type === 'born');
  expect(adapters.length).toBeGreaterThan(0);
  expect(founding.slice(0, adapters.length).map(({ weights }) => weights)).toEqual(
    expect.arrayContaining(adapters.map(({ weights }) => weights)),
  );
  expect(lab.troubles).toEqual([]);
});
