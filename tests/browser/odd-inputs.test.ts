/**
 * What people give a page by mistake: files that are none, addresses that ask for the impossible.
 * Each is told in a sentence with a next step, and the run stays what it was.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, SMALL_WORLD, stateHashes } from './lab-page.ts';

const ODD_SEED = '__proto__ 世界 %00';
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

let site: Site;
let browser: LabBrowser;
let lab: LabPage;
let whole: Uint8Array;
let lived: string[];
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), openBrowser()]);
  const address = new URLSearchParams(SMALL_WORLD);
  address.set('seed', ODD_SEED);
  lab = await LabPage.open(browser, `${site.url}?${address.toString()}`);
  await lab.reach(2);
  await lab.pause();
  whole = (await lab.exportFile()).bytes;
  lived = stateHashes(await lab.newestKept());
});
afterEach(async () => {
  expect(stateHashes(await lab.newestKept())).toEqual(lived);
  expect(lab.troubles).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

it('an odd seed is a seed', async () => {
  expect(await lab.kept()).toMatchObject([{ seed: ODD_SEED }]);
});

describe('a file that is chosen', () => {
  it.each<[string, RegExp, () => Uint8Array]>([
    ['notes.txt', /^This is not a run of Evolora Lab/, () => strToU8('hello')],
    ['picture.png', /^This is not a run of Evolora Lab/, () => PNG],
    ['empty.evolora', /^This is not a run of Evolora Lab/, () => new Uint8Array()],
    ['half.evolora', /^The file is damaged/, () => whole.slice(0, whole.length / 2)],
    ['tomorrow.evolora', /^The file was written by a newer lab/, () => fromTomorrow(whole)],
  ])('%s', async (name, sentence, content) => {
    await lab.importFile(name, content());
    await expect.poll(() => lab.dialog.getByRole('alert').innerText()).toMatch(sentence);
    expect(await lab.dialog.getByRole('alert').innerText()).toContain('your runs are as they were');
    await understood();
  });

  async function understood(): Promise<void> {
    await lab.dialog.getByRole('button', { name: 'Understood' }).click();
    await lab.dialog.getByRole('button', { name: 'Close' }).click();
    await lab.dialog.waitFor({ state: 'detached' });
  }
});

it.each([
  'seed=1&energy.ticket=-3',
  'energy.ticket=1e999',
  '__proto__=1',
  '__proto__.polluted=1',
  'constructor=1',
  'preset=__proto__',
  'backend=toString',
  '%E0%A4%A=%00',
])('an address that asks for ?%s is told, and the run goes on as it was', async (query) => {
  await lab.page.goto(`${site.url}?${query}`);
  await lab.alert.waitFor();
  expect(await lab.alert.innerText()).toMatch(
    /^The address asks for a world that cannot be: .* Correct the address, or begin a new run/s,
  );
  expect(await lab.reach(lived.length - 1)).toBe(lived.length - 1);
});

it('the run goes on after all of it', async () => {
  await lab.page.goto(site.url);
  await lab.reach(lived.length - 1);
  await lab.page.getByRole('button', { name: 'Step', exact: true, disabled: false }).waitFor();
  await lab.step();
  await lab.settled();
  const after = stateHashes(await lab.newestKept());
  expect(after.slice(0, lived.length)).toEqual(lived);
  expect(after).toHaveLength(lived.length + 1);
  lived = after;
});

/** The same file as a lab would write it whose format has moved on. */
function fromTomorrow(bytes: Uint8Array): Uint8Array {
  const parts = unzipSync(bytes);
  const manifest = JSON.parse(strFromU8(parts['manifest.json']!)) as { version: number };
  return zipSync({ ...parts, 'manifest.json': strToU8(JSON.stringify({ ...manifest, version: 99 })) });
}
