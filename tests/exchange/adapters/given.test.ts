/** Adapters that somebody gives: whatever leaves comes back bit for bit, and what is wrong is said of the file it is wrong with. */
import { readFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { adaptersIn, filesInZip } from '../../../src/exchange/adapters/given.ts';
import { FORMATS } from '../../../src/exchange/formats.ts';
import { packedRun } from '../../../src/exchange/packed.ts';
import { foldRecord } from '../../../src/record/fold/fold.ts';
import type { View } from '../../../src/record/fold/view.ts';
import { parsePeftConfig, readPeft, type Site } from '../../../src/host/index.ts';
import { TINY_SITES } from '../../support/tiny-host.ts';
import { realRun } from '../../support/real-runs.ts';
import { peftCases } from './cases.ts';

const CASES = 'tests/fixtures/cases';
const bytesOf = async (path: string) => new Uint8Array(await readFile(path));
const sites = JSON.parse(await readFile(`${CASES}/peft-sites.json`, 'utf8')) as Site[];
const directory = async (path: string, into: string) => {
  const files = new Map<string, Uint8Array>();
  for (const name of ['adapter_config.json', 'adapter_model.safetensors'])
    files.set(`${into}${name}`, await bytesOf(`${path}/${name}`));
  return files;
};
const DIRECTORIES = ['peft-rslora-r4-a8', 'peft-bf16', 'peft-q-v-only', 'peft-fused-qkv', 'peft-rank-pattern'];
const text = (words: string) => new TextEncoder().encode(words);
const failing = (code: string, says: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(says) as unknown });
const caught = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (thrown) {
    return thrown;
  }
};

describe('adapters that are given', () => {
  it('are read many at once, each by the config beside it and under its directory’s name', async () => {
    const all = new Map<string, Uint8Array>();
    for (const name of DIRECTORIES)
      for (const [path, bytes] of await directory(`${CASES}/${name}`, `${name}/`)) all.set(path, bytes);
    const given = adaptersIn(all, sites, 'cases');
    expect(given.map(({ name }) => name)).toEqual([...DIRECTORIES].sort());
    for (const { name, adapter } of given) {
      const config = parsePeftConfig(all.get(`${name}/adapter_config.json`)!);
      expect(adapter).toEqual(readPeft(sites, all.get(`${name}/adapter_model.safetensors`)!, config));
    }
    expect(given.find(({ name }) => name === 'peft-rslora-r4-a8')!.adapter).toMatchObject({ rank: 4, scale: 4 });
  });

  it('in no directory of their own are called after what was given', async () => {
    const [given] = adaptersIn(await directory(`${CASES}/peft-bf16`, ''), sites, 'mine');
    expect(given!.name).toBe('mine');
  });

  it('come from the forerunner’s export with its scale, alpha over rank being 2', async () => {
    const micro = (await peftCases()).find(({ name }) => name.startsWith('micro'))!.sites;
    const file = 'org_32290334.safetensors';
    const files = new Map([
      ['index.json', await bytesOf('tests/fixtures/forerunner/index.json')],
      [file, await bytesOf(`tests/fixtures/forerunner/${file}`)],
    ]);
    const [given] = adaptersIn(files, micro, 'forerunner');
    expect(given).toMatchObject({ name: 'org_32290334', adapter: { rank: 1, scale: 2 } });
    expect(given!.adapter.weights.some((value) => value !== 0)).toBe(true);
    files.delete('index.json');
    expect(caught(() => adaptersIn(files, micro, 'forerunner'))).toEqual(
      failing('not-supported', /^org_32290334\.safetensors: .*does not say its alpha/),
    );
  });

  it.each(['files', 'a zip'])('that left a run come back bit for bit, as %s', async (how) => {
    const run = await realRun();
    const view = run.records.reduce<View | null>(foldRecord, null)!;
    const choice = { which: 'all' } as const;
    const files =
      how === 'files'
        ? FORMATS.peft({ ...run, view }, choice)
        : filesInZip(packedRun(run, 'run.evolora', { format: 'peft', ...choice }).bytes, 'run.zip');
    const given = adaptersIn(files, TINY_SITES, 'run');
    const needed = new Set(run.world.organelles.map(({ weights }) => weights));
    expect(given.length).toBeGreaterThanOrEqual(needed.size);
    for (const hash of needed)
      expect(given.map(({ adapter }) => adapter)).toContainEqual(run.engine.adapters.get(hash));
  });
});

describe('what cannot be taken in', () => {
  it('is named by its file, and the rest is not taken either', async () => {
    const files = await directory(`${CASES}/peft-bf16`, 'good/');
    for (const [path, bytes] of await directory(`${CASES}/peft-bf16`, 'bad/')) files.set(path, bytes);
    files.set('bad/adapter_config.json', text('{"peft_type": "LORA", "r": 4, "lora_alpha": 4, "use_dora": true}'));
    expect(caught(() => adaptersIn(files, sites, 'some'))).toEqual(
      failing('not-supported', /^bad\/adapter_model\.safetensors: .*DoRA.*Nothing was taken in\.$/),
    );
  });

  it.each([
    [{ bias: 'all' }, /bias/],
    [{ modules_to_save: ['lm_head'] }, /modules_to_save/],
    [{ trainable_token_indices: [1] }, /trainable_token_indices/],
    [{ peft_type: 'IA3' }, /IA3/],
    [{ layer_replication: [[0, 1]] }, /layer_replication/],
  ])('is a variant that is told by name: %o', async (more, says) => {
    const files = await directory(`${CASES}/peft-bf16`, 'one/');
    files.set('one/adapter_config.json', text(JSON.stringify({ peft_type: 'LORA', r: 4, lora_alpha: 4, ...more })));
    expect(caught(() => adaptersIn(files, sites, 'some'))).toEqual(failing('not-supported', says));
  });

  it('is for another model', async () => {
    expect(caught(() => adaptersIn(new Map([['x.safetensors', new Uint8Array(0)]]), TINY_SITES, 'some'))).toMatchObject(
      { code: 'adapter-damaged' },
    );
    const files = await directory(`${CASES}/peft-bf16`, 'one/');
    expect(caught(() => adaptersIn(files, TINY_SITES, 'some'))).toMatchObject({ code: 'adapter-foreign' });
  });

  it('is a pickle, a config alone, or nothing', async () => {
    const pickle = new Map([['one/adapter_model.bin', Uint8Array.of(0x80, 2, 0x7d, 0x71, 0, 0x2e)]]);
    expect(caught(() => adaptersIn(pickle, sites, 'some'))).toEqual(
      failing('not-supported', /one\/adapter_model\.bin/),
    );
    const config = new Map([['one/adapter_config.json', text('{}')]]);
    expect(caught(() => adaptersIn(config, sites, 'some'))).toEqual(failing('adapter-damaged', /^one\/.*lies without/));
    expect(caught(() => adaptersIn(new Map(), sites, 'some'))).toEqual(failing('adapters-none', /^In some there is/));
  });

  it('is a zip with a path that leads out of it', () => {
    const zip = zipSync({ '../../adapter_model.safetensors': text('x') });
    expect(caught(() => filesInZip(zip, 'bad.zip'))).toEqual(
      failing('import-unsupported', /^The file “bad\.zip”.*leads out of the file/),
    );
    expect(caught(() => filesInZip(zip.slice(0, 40), 'cut.zip'))).toMatchObject({ code: 'import-damaged' });
  });
});
