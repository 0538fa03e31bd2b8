/** Files that are no runs, or runs that a cable or a disk cut and changed: each is refused with a sentence that is true. */
import { strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, expect, it } from 'vitest';
import { LabError } from '../../../src/core/errors.ts';
import { exportRun } from '../../../src/record/file/evolora-file.ts';
import { importRun } from '../../support/import-run.ts';
import { tinyHost } from '../../support/tiny-host.ts';
import { realRun } from '../../support/real-runs.ts';

const host = tinyHost();
let file: Uint8Array;
let parts: Record<string, Uint8Array>;
beforeAll(async () => {
  file = exportRun(await realRun());
  parts = unzipSync(file);
});

async function problemOf(bytes: Uint8Array): Promise<LabError | null> {
  try {
    await importRun(bytes, host);
    return null;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(LabError);
    return thrown as LabError;
  }
}

it.each<[string, Uint8Array]>([
  ['an empty file', new Uint8Array()],
  ['a text', strToU8('Dear diary, today I went to the zoo.\n'.repeat(20))],
  ['a JSON file', strToU8('{"version":1,"name":"mine"}')],
  ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, ...Array<number>(200).fill(7)])],
  ['a page that a server sent instead', strToU8('<!doctype html><title>404</title>')],
  ['zeros', new Uint8Array(10_000)],
])('%s is foreign or damaged, never a fault of the lab', async (_, bytes) => {
  expect((await problemOf(bytes))?.code).toMatch(/^import-(foreign|damaged)$/);
});

it('a file cut anywhere is never imported', async () => {
  for (let i = 0; i < 60; i++) {
    const cut = Math.floor((file.length * i) / 60);
    expect((await problemOf(file.subarray(0, cut)))?.code, `cut at ${cut}`).toMatch(/^import-(damaged|foreign)$/);
  }
});

it('a file with one byte changed is imported or refused in words', async () => {
  for (let i = 0; i < 80; i++) {
    const changed = file.slice();
    changed[Math.floor((file.length * i) / 80)]! ^= 0xff;
    const problem = await problemOf(changed);
    if (problem) expect(problem.code, `byte ${i}/80`).toMatch(/^import-/);
  }
});

it.each(['null', '[]', '3', '"text"', '{}', '{"__proto__":{}}', '{', ''])(
  'a part that holds %s is refused',
  async (text) => {
    for (const name of Object.keys(parts).filter((each) => each.endsWith('.json'))) {
      const code = (await problemOf(zipSync({ ...parts, [name]: strToU8(text) })))?.code;
      expect(code, name).toMatch(/^import-/);
    }
  },
);
