/**
 * What people give a page by mistake: files that are none, addresses that ask for the impossible.
 * Each is told in a sentence with a next step, and the run stays what it was.
 */
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

describe('an odd file is told once, by its name, with what to do', () => {
  type Odd = { name: string; asRun: RegExp; asExperiment: RegExp; write: (path: string) => Promise<unknown> };
  const holding = (content: () => Uint8Array | string) => (path: string) => writeFile(path, content());
  const noRun = /^The file “.*” is not a run of Evolora Lab: it is no zip archive.* load an experiment file under New/s;
  const zip = /^The experiment file .* it is a zip archive, as the file of a run is.* Mend it/s;
  const noText = /^The experiment file .* at its encoding: it is no text in UTF-8.* Mend it/s;
  const tooLong = /^The experiment file .* longer than a million characters\. Mend it/s;
  const mistake = (what: RegExp) =>
    new RegExp(`^The experiment file .* has a mistake at ${what.source}.* Mend it`, 's');
  const folder: Odd = {
    name: 'folder',
    asRun: /^“folder” holds no file\. A model is a folder with config\.json/,
    asExperiment: /^“folder” holds no file\. A model is a folder with config\.json/,
    write: (path) => mkdir(path),
  };
  const bad = 'version: 1\nname: bad\nconfig:\n  prices: { base: 300 }\n';
  const odd: readonly Odd[] = [
    {
      name: 'bad-parameter.yaml',
      asRun: noRun,
      asExperiment: mistake(/prices\.base \(line 4\): must be from 0 to 50/),
      write: holding(() => bad),
    },
    {
      name: 'no-yaml.yaml',
      asRun: noRun,
      asExperiment: mistake(/line 2: /),
      write: holding(() => 'version: 1\n\t}{\n'),
    },
    {
      name: 'utf-16.yaml',
      asRun: noRun,
      asExperiment: mistake(/prices\.base \(line 4\): must be from 0 to 50/),
      write: holding(() => Buffer.from(`\ufeff${bad}`, 'utf16le')),
    },
    {
      name: 'unmarked-utf-16.yaml',
      asRun: noRun,
      asExperiment: noText,
      write: holding(() => Buffer.from(bad, 'utf16le')),
    },
    {
      name: 'aliases.yaml',
      asRun: noRun,
      asExperiment: mistake(/line 3: its aliases repeat too much/),
      write: holding(() => `version: 1\nx0: &x0 [a, a]\n${doublings(40)}`),
    },
    {
      name: 'list.yaml',
      asRun: noRun,
      asExperiment: mistake(/its beginning: it is no group of names with values/),
      write: holding(() => '- version: 1\n- name: list\n'),
    },
    {
      name: 'types.yaml',
      asRun: noRun,
      asExperiment: mistake(/config \(line 3\): must be a group of names with values/),
      write: holding(() => 'version: 1\nname: types\nconfig: 3\n'),
    },
    {
      name: 'latin-1.yaml',
      asRun: noRun,
      asExperiment: noText,
      write: holding(() => Buffer.from(`${bad}# größer`, 'latin1')),
    },
    {
      name: 'newer.yaml',
      asRun: noRun,
      asExperiment: /^The experiment file newer\.yaml is of version 2; .* Use a newer lab/s,
      write: holding(() => 'version: 2\n'),
    },
    {
      name: 'base.yaml',
      asRun: noRun,
      asExperiment: /^The experiment file base\.yaml is based on “nobody”.* Name one of the presets/s,
      write: holding(() => 'version: 1\nname: base\nbase: nobody\n'),
    },
    {
      name: 'picture.png',
      asRun: noRun,
      asExperiment: noText,
      write: holding(() => PNG),
    },
    {
      name: 'empty.evolora',
      asRun: /^The file “empty\.evolora” is not a run of Evolora Lab: it is empty\..* your runs are as they were/s,
      asExperiment: mistake(/its beginning: it is empty/),
      write: holding(() => ''),
    },
    {
      name: 'half.evolora',
      asRun: /^The file “half\.evolora” is damaged: it is cut off.* Get another copy .* your runs are as they were/s,
      asExperiment: zip,
      write: holding(() => whole.slice(0, whole.length / 2)),
    },
    {
      name: 'tomorrow.evolora',
      asRun: /^The file “tomorrow\.evolora” was written by a newer lab .* Open it with a newer version/s,
      asExperiment: zip,
      write: holding(() => fromTomorrow(whole)),
    },
    {
      name: 'huge.evolora',
      asRun: /^The file “huge\.evolora” holds 10240 MB; at most 9216 MB can be read\. Grow a run as long/s,
      asExperiment: tooLong,
      write: async (path) => {
        await writeFile(path, '');
        await truncate(path, 10 * 2 ** 30);
      },
    },
  ];

  let folderOfAll: string;
  const pathOf = ({ name }: Odd) => join(folderOfAll, name);
  beforeAll(async () => {
    folderOfAll = await mkdtemp(join(tmpdir(), 'evolora-odd-'));
    for (const each of [...odd, folder]) await each.write(pathOf(each));
  });
  afterAll(() => rm(folderOfAll, { recursive: true, force: true }));

  it('dropped on the page', async () => {
    for (const each of [...odd, folder]) {
      await lab.drop(lab.button('Play'), pathOf(each));
      await told(each.name, each.name.endsWith('.yaml') ? each.asExperiment : each.asRun);
    }
  });

  it('dropped on the page beside others, which are told too', async () => {
    await lab.drop(lab.button('Play'), pathOf(odd.find(({ name }) => name === 'half.evolora')!), pathOf(odd[0]!));
    await told(
      'half.evolora',
      /^The file “half.* “bad-parameter\.yaml” stayed untouched: .* “half\.evolora” came first/s,
    );
  });

  it('dropped beside other dialogs', async () => {
    for (const each of [odd[0]!, folder]) {
      await lab.button('Runs').click();
      await lab.drop(lab.dialog, pathOf(each));
      await told(each.name, each.asRun);
    }
  });

  it.each(['Import', 'New run'])('dropped on %s', async (dialog) => {
    for (const each of [...odd, folder]) {
      await lab.button(dialog).click();
      await lab.drop(lab.dialog, pathOf(each));
      await told(each.name, dialog === 'Import' ? each.asRun : each.asExperiment);
    }
  });

  it.each([
    ['Import', 'File to import'],
    ['New run', 'Experiment file'],
  ])('chosen in %s', async (dialog, input) => {
    for (const each of odd) {
      await lab.button(dialog).click();
      await lab.dialog.getByLabel(input).setInputFiles(pathOf(each));
      await told(each.name, dialog === 'Import' ? each.asRun : each.asExperiment);
    }
  });

  it('and no more once it is mended and chosen again', async () => {
    await lab.button('New run').click();
    const path = join(folderOfAll, 'mended.yaml');
    for (const content of [bad, bad.replace('300', '3')]) {
      await writeFile(path, content);
      await lab.dialog.getByLabel('Experiment file').setInputFiles(path);
      if (content === bad) await expect.poll(() => lab.alert.allInnerTexts()).toHaveLength(1);
    }
    await expect
      .poll(() => lab.dialog.getByLabel('Parameters from').locator('option:checked').innerText())
      .toBe('Your file: bad');
    expect(await lab.alert.allInnerTexts()).toEqual([]);
    await lab.dialog.getByRole('button', { name: 'Close' }).click();
    await lab.dialog.waitFor({ state: 'detached' });
    await lab.drop(lab.button('Play'), path);
    await expect
      .poll(() => lab.dialog.getByLabel('Parameters from').locator('option:checked').innerText())
      .toBe('Your file: bad');
    await lab.dialog.getByRole('button', { name: 'Close' }).click();
    await lab.dialog.waitFor({ state: 'detached' });
    await lab.button('New run').click();
    expect(await lab.dialog.getByLabel('Parameters from').locator('option').allInnerTexts()).not.toContain(
      'Your file: bad',
    );
    await lab.dialog.getByRole('button', { name: 'Close' }).click();
    await lab.dialog.waitFor({ state: 'detached' });
  });

  /** Exactly one alert, in the dialog and also when it is closed; then it is put away. */
  async function told(name: string, sentence: RegExp): Promise<void> {
    const one = [expect.stringMatching(sentence)] as unknown[];
    await expect.poll(() => lab.alert.allInnerTexts(), { message: name }).toEqual(one);
    expect(await lab.alert.innerText()).toContain(name);
    await lab.page.keyboard.press('Escape');
    await lab.dialog.waitFor({ state: 'detached' });
    await expect.poll(() => lab.alert.allInnerTexts()).toEqual(one);
    await lab.button('Understood').click();
    await lab.alert.waitFor({ state: 'detached' });
    expect(await lab.generation()).toBe(lived.length - 1);
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

/** YAML of a few lines that would unfold to 2^n values. */
function doublings(n: number): string {
  return Array.from({ length: n }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}]\n`).join('');
}

/** The same file as a lab would write it whose format has moved on. */
function fromTomorrow(bytes: Uint8Array): Uint8Array {
  const parts = unzipSync(bytes);
  const manifest = JSON.parse(strFromU8(parts['manifest.json']!)) as { version: number };
  return zipSync({ ...parts, 'manifest.json': strToU8(JSON.stringify({ ...manifest, version: 99 })) });
}
