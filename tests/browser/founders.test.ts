/**
 * Adapters leave a run of the page, by hand. Dropped, they answer beside the run that is open, which stays as it was; chosen, they found
 * another, where a file that is no good is told and the next is taken.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FORMAT_WORDS } from '../../src/exchange/format-words.ts';
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

it('adapters that are dropped as a folder answer beside the run, and are taken along', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'evolora-adapters-'));
  try {
    await lab.reach(1);
    await lab.pause();
    const { bytes } = await lab.exportFile(FORMAT_WORDS.peft, 'everybody alive');
    const files = Object.entries(unzipSync(bytes));
    const weights = files.map(([name]) => name).filter((name) => name.endsWith('adapter_model.safetensors'));
    const some = new Set(weights.slice(0, 2).map(dirname));
    for (const [name, content] of files.filter(([path]) => some.has(dirname(path)))) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const before = stateHashes(await lab.newestKept());
    await lab.drop(lab.page.locator('body'), folder);
    await lab.dialog.getByText(/^Given: the adapters in evolora-adapters-/).waitFor();
    // By keyboard alone: the button is reached and pressed.
    await lab.dialog.getByRole('button', { name: 'Measure beside the open run' }).focus();
    await lab.page.keyboard.press('Enter');
    const scores = lab.dialog.getByRole('region', { name: /measured on its test tasks$/ });
    await scores.waitFor({ timeout: 180_000 });
    expect(await scores.getByRole('rowheader', { name: /^adapter / }).count()).toBe(some.size);
    expect(stateHashes(await lab.newestKept())).toEqual(before);
    await lab.dialog.getByRole('button', { name: 'Found a run on them…' }).click();
    await lab.dialog.getByText(/^Founded by the adapters in evolora-adapters-/).waitFor();
    await lab.dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(lab.troubles).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('adapters that left a run found another', async () => {
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
