/** Several adapters of the run become one in the page, by hand: ticked, merged, measured, and only then offered. */
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, SMALL_WORLD, stateHashes } from './lab-page.ts';

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

it('adapters that are ticked leave as one, measured first', async () => {
  const lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
  await lab.reach(1);
  await lab.pause();
  const before = stateHashes(await lab.newestKept());
  await lab.button('Export').click();
  const { dialog } = lab;
  await dialog
    .getByRole('combobox', { name: 'What to export' })
    .selectOption({ label: 'One adapter of many, for PEFT' });
  await dialog.getByRole('combobox', { name: 'Whose adapters' }).selectOption({ label: 'those that I choose' });
  const boxes = dialog.getByRole('list', { name: 'Adapters of the run' }).getByRole('checkbox');
  await boxes.nth(1).waitFor();
  const merge = dialog.getByRole('button', { name: /^Merge and measure/ });
  expect(await merge.isDisabled()).toBe(true);
  await boxes.nth(0).check();
  await merge.click();
  // One alone is told, in a sentence, and nothing is offered.
  await expect.poll(() => dialog.getByRole('alert').innerText()).toContain('Two adapters at least');
  await dialog.getByRole('button', { name: 'Understood' }).click();
  await boxes.nth(1).check();
  await dialog.getByRole('spinbutton', { name: 'Rank' }).fill('3');
  expect(await dialog.getByRole('button', { name: 'Download' }).count()).toBe(0);
  await merge.click();
  const scores = dialog.getByRole('region', { name: /measured on its test tasks$/ });
  await scores.waitFor({ timeout: 180_000 });
  expect(await scores.getByRole('rowheader', { name: 'adapter merged' }).count()).toBe(1);
  const [download] = await Promise.all([
    lab.page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/-merged-3\.zip$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const files = unzipSync(new Uint8Array(Buffer.concat(chunks)));
  expect(Object.keys(files).sort()).toEqual([
    'README.md',
    'adapter_config.json',
    'adapter_model.safetensors',
    'export.json',
  ]);
  const said = JSON.parse(strFromU8(files['export.json']!)) as { rank: number; parts: unknown[] };
  expect([said.rank, said.parts.length]).toEqual([3, 2]);
  expect(stateHashes(await lab.newestKept())).toEqual(before);
  expect(lab.troubles).toEqual([]);
});
