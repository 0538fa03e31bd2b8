/**
 * Models that people bring, in a real browser: dropped and chosen, copied into the browser's own file system, lived on,
 * found again by a new page, needed by runs, deleted. What is no model is told in a sentence, and the world goes on.
 */
import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, query, SMALL_WORLD, stateHashes } from './lab-page.ts';

const FIXTURE = inRepository('tests', 'fixtures', 'hosts', 'qwen3-genai-fp32');
const MICRO = inRepository('public', 'hosts', 'micro');

let folder: string;
let site: Site;
let browser: LabBrowser;
let lab: LabPage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-models-'));
  await modelIn('tiny');
  [site, browser] = await Promise.all([startSite(), openBrowser()]);
  lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
  await lab.reach(2);
});
afterEach(() => expect(lab.troubles).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A whole model: a graph with its weights in a file of their own, and words. Returns where it lies. */
async function modelIn(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  await cp(join(FIXTURE, 'config.json'), join(path, 'config.json'));
  await cp(join(FIXTURE, 'onnx'), join(path, 'onnx'), { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) await cp(join(MICRO, file), join(path, file));
  return path;
}

/** Says more, or other things, in its config.json. */
async function configured(path: string, more: object): Promise<void> {
  const config = JSON.parse(await readFile(join(path, 'config.json'), 'utf8')) as object;
  await writeFile(join(path, 'config.json'), JSON.stringify({ ...config, ...more }));
}

const model = (name: string): Locator => lab.dialog.getByRole('listitem', { name, exact: true });
const close = async (): Promise<void> => {
  await lab.dialog.getByRole('button', { name: 'Close' }).click();
  await lab.dialog.waitFor({ state: 'detached' });
};
const openModels = async (): Promise<void> => {
  await lab.button(/^Backend/).click();
  await lab.button('Models…').click();
  await model('micro').waitFor();
};
/** Names and sizes of the files that the browser keeps of models, by folder. */
const keptFiles = (): Promise<Record<string, number>[]> =>
  lab.page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folders: Record<string, number>[] = [];
    for await (const entry of (await root.getDirectoryHandle('hosts', { create: true })).values()) {
      const sizes: Record<string, number> = {};
      for await (const file of (entry as FileSystemDirectoryHandle).values())
        sizes[file.name] = (await (file as FileSystemFileHandle).getFile()).size;
      folders.push(sizes);
    }
    return folders;
  });

describe('what is no model is told by its name, nothing of it is kept, and the world goes on', () => {
  const changed = async (name: string, change: (path: string) => Promise<unknown>): Promise<string> => {
    const path = await modelIn(name);
    await change(path);
    return path;
  };
  const odd: [string, (path: string) => Promise<unknown>, RegExp][] = [
    ['empty', (path) => rm(path, { recursive: true }).then(() => mkdir(path)), /^“empty” holds no file\./],
    ['no-config', (path) => rm(join(path, 'config.json')), /^“no-config” has no file config\.json\./],
    ['no-graph', (path) => rm(join(path, 'onnx'), { recursive: true }), /^“no-graph” has no graph, a file that ends/],
    [
      'two-graphs',
      (path) => cp(join(path, 'onnx', 'model.onnx'), join(path, 'onnx', 'model_q4.onnx')),
      /^“two-graphs” has 2 graphs: onnx\/model\.onnx, onnx\/model_q4\.onnx\./,
    ],
    [
      'no-weights',
      (path) => rm(join(path, 'onnx', 'model.onnx.data')),
      /^“no-weights” has no file onnx\/model\.onnx\.data\./,
    ],
    [
      'experts',
      (path) => configured(path, { num_local_experts: 8 }),
      /^“experts” cannot be a host\..*because it is a mixture of experts/,
    ],
    ['no-words', (path) => rm(join(path, 'tokenizer.json')), /^“no-words” has no file tokenizer\.json\./],
    [
      'half',
      (path) => truncate(join(path, 'onnx', 'model.onnx'), 4000),
      /^“half” cannot be a host\..*onnx\/model\.onnx/,
    ],
    [
      'too-large',
      (path) => truncate(join(path, 'onnx', 'model.onnx'), 2 ** 31),
      /^onnx\/model\.onnx of “too-large” has 2\.1 GB, and a browser holds 2 GB in one file\./,
    ],
    [
      'whisper',
      (path) => writeFile(join(path, 'config.json'), JSON.stringify({ model_type: 'whisper', vocab_size: 9 })),
      /^“whisper” cannot be a host\./,
    ],
  ];

  it.each(odd)('%s', async (name, change, sentence) => {
    const path = await changed(name, change);
    await lab.drop(lab.page.getByRole('region', { name: 'Charts' }), path);
    await expect.poll(() => lab.alert.allInnerTexts()).toEqual([expect.stringMatching(sentence)]);
    expect(await lab.alert.innerText()).toMatch(/the run that is open goes on\.|The run that is open goes on\./);
    await lab.dialog.getByRole('button', { name: 'Understood' }).click();
    expect(await lab.dialog.getByRole('listitem').count()).toBe(1);
    await close();
    expect(await keptFiles()).toEqual([]);
    await lab.goOn(1);
  });
});

describe('a model that is dropped', () => {
  it('is copied, listed with its size, and a run begins on it', async () => {
    await lab.drop(lab.page.getByRole('region', { name: 'Charts' }), join(folder, 'tiny'));
    await lab.dialog.getByText('“tiny” is kept in this browser, 603').waitFor();
    expect(await model('tiny').innerText()).toMatch(/603\s?kB · qwen3 · 2 layers · .* parameters · no run/);
    const sizes = Object.values((await keptFiles())[0]!).sort((a, b) => a - b);
    expect(sizes.at(-1)).toBeGreaterThan(500_000);
    await close();
    await lab.page.getByRole('radio', { name: 'Slow' }).click(); // its model solves nothing: nobody lives long
    await openModels();
    await lab.dialog.getByRole('button', { name: 'New run on tiny' }).click();
    expect(await lab.dialog.getByLabel('Model', { exact: true }).inputValue()).toBe('tiny');
    await lab.dialog.getByLabel('Parameters from').selectOption({ label: 'The run that is open' });
    await lab.dialog.getByRole('textbox', { name: 'Seed' }).fill('seven');
    await lab.dialog.getByRole('button', { name: 'Start run' }).click();
    await lab.dialog.waitFor({ state: 'detached' });
    await lab.page.getByText('World seven').waitFor();
    expect((await lab.backend()).label).toMatch(/^Backend: tiny · WebAssembly/);
    await lab.reach(2);
    const { records } = await lab.newestKept();
    expect(records[0]!.events[0]).toMatchObject({ type: 'run-started', host: { name: 'tiny', modelType: 'qwen3' } });
    expect(records.at(-1)!.events.some(({ type }) => type === 'episode')).toBe(true);
  });

  it('is looked into once it is loaded', async () => {
    await openModels();
    const about = lab.dialog.getByRole('region', { name: 'About tiny', exact: true });
    await about.getByRole('button', { name: 'Look into it' }).click();
    await about.getByText('float32 throughout').waitFor();
    const fact = (name: string): Promise<string> =>
      about.locator('dl > div', { hasText: name }).locator('dd').innerText();
    expect(await fact('Sites for adapters')).toBe('14');
    expect(await fact('Prompts of different length')).toBe('together, padded on the right');
    expect(await fact('Can be trained')).toBe('yes');
    expect(await fact('Rows together')).toBe('the same bits'); // of ranks 1, 3, 4 and 5 on WebAssembly
    expect(await about.getByRole('row').count()).toBe(4);
    await close();
  });

  it('is there again after a reload, and its run goes on', async () => {
    await lab.pause();
    const before = stateHashes(await lab.newestKept());
    await lab.page.goto(site.url);
    await lab.reach(before.length - 1);
    expect((await lab.backend()).label).toMatch(/^Backend: tiny ·/);
    await lab.page.getByRole('button', { name: 'Step', exact: true, disabled: false }).waitFor();
    await lab.step();
    await lab.settled();
    expect(stateHashes(await lab.newestKept()).slice(0, before.length)).toEqual(before);
  });

  it('is named in the list of runs; one of another model offers to load that', async () => {
    await lab.button('Runs').click();
    expect(await lab.dialog.getByRole('listitem', { name: 'World seven' }).innerText()).toContain('· tiny ·');
    expect(await lab.dialog.getByRole('listitem', { name: 'World small' }).innerText()).toContain('· micro ·');
    await lab.dialog.getByRole('button', { name: 'Resume World small' }).click();
    await expect
      .poll(() => lab.alert.allInnerTexts())
      .toEqual([expect.stringMatching(/^“World small” lives on the model “micro”, which is at hand and not loaded\./)]);
    await lab.dialog.getByRole('button', { name: 'Load the model' }).click();
    await lab.page.getByText('World small').waitFor();
    await expect.poll(async () => (await lab.backend()).label).toMatch(/^Backend: micro ·/);
  });

  it('can be measured before a run begins on it, which leaves the open run its own', async () => {
    await lab.button('New run').click();
    await lab.dialog.getByLabel('Model', { exact: true }).selectOption('tiny');
    await lab.dialog.getByRole('button', { name: 'Fit to tiny' }).click();
    await lab.dialog.getByText(/parameters are fitted: about .* s a generation/).waitFor({ timeout: 120_000 });
    await lab.dialog.getByLabel('Model', { exact: true }).selectOption('micro');
    expect(await lab.dialog.getByText(/parameters are fitted/).count()).toBe(0);
    await lab.dialog.getByRole('button', { name: 'Fit to micro' }).waitFor();
    await close();
    expect((await lab.backend()).label).toMatch(/^Backend: micro ·/);
    await lab.step();
  });

  it('is found by its name in an address, and an unknown name is told', async () => {
    await lab.page.goto(`${site.url}?${query({ host: 'tiny', backend: 'wasm' })}`);
    await lab.page.getByText('World seven').waitFor();
    await lab.page.goto(`${site.url}?${query({ host: 'nobody', backend: 'wasm' })}`);
    await lab.alert.waitFor();
    expect(await lab.alert.innerText()).toMatch(/^There is no model “nobody” here: .* Drop its folder on the page/);
    await lab.button('Bring a model…').click();
    await model('tiny').waitFor();
    await lab.dialog.getByRole('button', { name: 'Understood' }).click();
    await close();
    askedBeside('nobody');
  });

  it('is not deleted under the run that is open', async () => {
    await lab.button('Runs').click();
    await openOn('World seven');
    await openModels();
    await model('tiny').getByRole('button', { name: 'Delete tiny' }).click();
    await expect
      .poll(() => lab.alert.allInnerTexts())
      .toEqual([expect.stringMatching(/^“tiny” is the model of the run that is open\. Open a run of another/)]);
    await lab.dialog.getByRole('button', { name: 'Understood' }).click();
    await close();
  });

  it('is deleted at last; its run stays, and waits until it is brought again', async () => {
    const lived = stateHashes((await lab.kept()).find(({ name }) => name === 'World seven')!);
    await lab.button('Runs').click();
    await openOn('World small');
    await openModels();
    await model('tiny').getByRole('button', { name: 'Delete tiny' }).click();
    await lab.dialog.getByText('1 run will wait until it is back.').waitFor();
    await lab.dialog.getByRole('button', { name: 'Delete for ever' }).click();
    await model('tiny').waitFor({ state: 'detached' });
    expect(await keptFiles()).toEqual([]);
    await close();

    await lab.button('Runs').click();
    await lab.dialog.getByRole('button', { name: 'Resume World seven' }).click();
    await expect
      .poll(() => lab.alert.allInnerTexts())
      .toEqual([
        expect.stringMatching(
          /^“World seven” lives on the model “tiny”, which is not at hand: .* Drop the folder of that/,
        ),
      ]);
    askedBeside('tiny');
    await lab.dialog.getByRole('button', { name: 'Bring a model…' }).click();
    await lab.dialog.getByLabel('Folder of a model').setInputFiles(join(folder, 'tiny'));
    await lab.dialog.getByText('“tiny” is kept in this browser').waitFor();
    await close();
    await lab.button('Runs').click();
    await openOn('World seven');
    await lab.reach(lived.length - 1);
    await lab.step();
    await lab.settled();
    const after = stateHashes((await lab.kept()).find(({ name }) => name === 'World seven')!);
    expect(after.slice(0, lived.length)).toEqual(lived);
    expect(after.length).toBeGreaterThan(lived.length);
  });

  /** A model that is not kept is looked for beside the page, and nothing else is asked for in vain. */
  function askedBeside(name: string): void {
    const troubles = lab.troubles.splice(0);
    expect(troubles).not.toEqual([]);
    for (const trouble of troubles) expect(trouble).toContain(`${site.url}hosts/${name}/config.json`);
  }

  /** From the list of runs: resumes one that lives on another model. */
  async function openOn(name: string): Promise<void> {
    await lab.dialog.getByRole('button', { name: `Resume ${name}` }).click();
    await lab.dialog.getByRole('button', { name: 'Load the model' }).click();
    await lab.dialog.waitFor({ state: 'detached' });
    await lab.page.getByText(name).waitFor();
  }
});
