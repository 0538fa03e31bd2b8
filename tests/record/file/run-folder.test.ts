/** A run's directory read as a run's file is: the same run comes of both, and whatever is wrong is one sentence. */
import { strToU8 } from 'fflate';
import { beforeAll, expect, it } from 'vitest';
import { LabError } from '../../../src/core/errors.ts';
import { exportRun } from '../../../src/record/file/evolora-file.ts';
import { collectRun } from '../../../src/record/file/read-run.ts';
import { importRun } from '../../support/import-run.ts';
import { realRun } from '../../support/real-runs.ts';
import { folderOf, openFolder, type Files } from '../../support/run-folder.ts';
import { tinyHost } from '../../support/tiny-host.ts';

const host = tinyHost();
let file: Uint8Array;
let folder: Files;
beforeAll(async () => {
  const run = await realRun();
  file = exportRun(run);
  folder = await folderOf(run);
});

const importFolder = async (files: Files) => collectRun(await openFolder(files), host);
const changed = (change: (files: Files) => void): Files => {
  const files = new Map(folder);
  change(files);
  return files;
};
const textOf = (files: Files, path: string) => new TextDecoder().decode(files.get(path));
const textIn = (files: Files, path: string, change: (text: string) => string) =>
  files.set(path, strToU8(change(textOf(files, path))));
const lines = (text: string) => text.trimEnd().split('\n');
const firstBlob = (files: Files) => [...files.keys()].find((path) => path.startsWith('blobs/'))!;

it('is the same run as its file', async () => {
  expect(await importFolder(folder)).toEqual(await importRun(file, host));
});

it('is read by its state’s word: what lies behind the journal’s bytes and beside its weights does not count', async () => {
  const whole = await importFolder(folder);
  const odd: ((files: Files) => void)[] = [
    (files) => textIn(files, 'journal.ndjson', (text) => `${text}{"generation":7,"ev`),
    (files) => files.set('blobs/else.safetensors', strToU8('half')),
    (files) => files.set('run.evolora', strToU8('of yesterday')),
    (files) => files.set('amended.ndjson', strToU8('half')),
    (files) => {
      files.set('amended.ndjson', files.get('journal.ndjson')!);
      textIn(files, 'journal.ndjson', (text) => `${lines(text).slice(1).join('\n')}\n`);
    },
  ];
  for (const change of odd) expect(await importFolder(changed(change))).toEqual(whole);
});

it.each<[string, string, RegExp, (files: Files) => void]>([
  ['no state', 'import-foreign', /has no world\.json/, (files) => files.delete('world.json')],
  [
    'another program’s state',
    'import-foreign',
    /another program/,
    (files) => files.set('world.json', strToU8('{"name":"Minecraft"}')),
  ],
  ['a state that is no JSON', 'import-damaged', /no JSON/, (files) => files.set('world.json', strToU8('{'))],
  [
    'a newer form',
    'import-newer',
    /newer lab/,
    (files) => textIn(files, 'world.json', (text) => text.replace(/"version":\d+/, '"version":99')),
  ],
  [
    'another state than the journal’s',
    'import-damaged',
    /not the one/,
    (files) =>
      textIn(files, 'world.json', (text) => text.replace(/"attempts":(\d+)/, (_, n) => `"attempts":${Number(n) + 1}`)),
  ],
  ['no journal', 'import-damaged', /“journal\.ndjson” is missing/, (files) => files.delete('journal.ndjson')],
  [
    'a journal that ends too early',
    'import-damaged',
    /has \d+ bytes of \d+/,
    (files) => files.set('journal.ndjson', files.get('journal.ndjson')!.slice(0, -200)),
  ],
  [
    'a generation too few',
    'import-damaged',
    /./,
    (files) => textIn(files, 'journal.ndjson', (text) => lines(text).toSpliced(2, 1).join('\n').padEnd(text.length)),
  ],
  [
    'an event of tomorrow',
    'import-newer',
    /“miracle”/,
    (files) => {
      const before = textOf(files, 'journal.ndjson').length;
      textIn(files, 'journal.ndjson', (text) => text.replace('"events":[', '"events":[{"type":"miracle"},'));
      const more = textOf(files, 'journal.ndjson').length - before;
      textIn(files, 'world.json', (text) =>
        text.replace(/"journalBytes":(\d+)/, (_, bytes) => `"journalBytes":${Number(bytes) + more}`),
      );
    },
  ],
  [
    'weights that are missing',
    'import-damaged',
    /“blobs\/[0-9a-f]{64}\.safetensors” is missing/,
    (files) => files.delete(firstBlob(files)),
  ],
  [
    'weights that were changed',
    'import-damaged',
    /another than its name says/,
    (files) => {
      const bytes = files.get(firstBlob(files))!.slice();
      bytes[bytes.length - 1]! ^= 1;
      files.set(firstBlob(files), bytes);
    },
  ],
  [
    'a journal beyond all bounds',
    'import-too-large',
    /MB/,
    (files) => textIn(files, 'world.json', (text) => text.replace(/"journalBytes":\d+/, '"journalBytes":9000000000')),
  ],
])('is refused with %s', async (_what, code, sentence, change) => {
  const thrown: unknown = await importFolder(changed(change)).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(LabError);
  expect(thrown).toMatchObject({ code, nextStep: expect.stringContaining('othing was imported') });
  expect((thrown as LabError).sentence).toMatch(sentence);
});

it('is refused with a path that leads out of it, since none is ever asked for', async () => {
  const asked: string[] = [];
  const { openRunFolder } = await import('../../../src/record/file/run-folder.ts');
  const out = changed((files) =>
    textIn(files, 'world.json', (text) => text.replace(/"weights":"[0-9a-f]{64}"/, '"weights":"../../secret"')),
  );
  await expect(
    openRunFolder(async (path) => {
      asked.push(path);
      const bytes = out.get(path);
      return bytes
        ? {
            bytes: bytes.length,
            chunks: async function* () {
              yield bytes;
            },
          }
        : null;
    }),
  ).rejects.toMatchObject({ code: 'import-damaged' });
  expect(asked.filter((path) => path.includes('..'))).toEqual([]);
});
