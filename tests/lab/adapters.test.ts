/** Adapters of somebody's own beside the run that is open: they answer what it answers, and it does not get them. */
import { describe, expect, it } from 'vitest';
import { evaluateRun, testTasksOf } from '../../src/evaluation/tasks/evaluate.ts';
import { adaptersIn, filesInZip } from '../../src/exchange/adapters/given.ts';
import type { GivenFile } from '../../src/lab/contract.ts';

import { tasksOfBook } from '../../src/tasks/own/families.ts';
import { importRun } from '../support/import-run.ts';
import { tinyHost } from '../support/tiny-host.ts';
import { OPEN, testLab } from './test-lab.ts';

const ROWS = Array.from({ length: 30 }, (_, i) =>
  JSON.stringify({ prompt: `Compute ${i} + ${2 * i}. Respond with the number only.`, target: 3 * i, family: 'sums' }),
);
const file = (path: string, bytes: Uint8Array): GivenFile => ({
  path,
  file: new File([bytes as Uint8Array<ArrayBuffer>], path.split('/').at(-1)!),
});

/** A lab in which a run has lived a little, and the adapters of everybody who lives in it. */
async function lived() {
  const there = testLab();
  await there.lab.open(OPEN);
  for (let i = 0; i < 3; i++) await there.lab.step();
  const { bytes } = await there.lab.exportRun({ format: 'peft', which: 'living' });
  return { ...there, zip: bytes };
}

describe('adapters that are given', () => {
  it.each(['test tasks', 'a file'])('answer on %s as anywhere else, all of them at once', async (where) => {
    const { lab, messages, zip } = await lived();
    const host = tinyHost();
    const { world, adapters } = await importRun((await lab.exportRun()).bytes, host);
    const guests = adaptersIn(filesInZip(zip, 'some.zip'), host.sites, 'some');
    expect(guests.length).toBeGreaterThan(1);
    const hash =
      where === 'a file' && (await lab.checkTasks({ tasks: new File([ROWS.join('\n')], 'sums.jsonl') }))!.hash;
    const tasks = hash
      ? tasksOfBook(hash).map((task) => ({ ...task, pool: 'test' as const }))
      : testTasksOf(world, 240);

    const given = await lab.measureTasks({ adapters: [file('some.zip', zip)], ...(hash && { tasks: hash }) });
    expect(given).toMatchObject({ file: hash ? 'sums.jsonl' : null, tasks: tasks.length });
    expect(given!.scores).toEqual(await evaluateRun({ world, adapters, host, guests }, tasks));
    expect(given!.scores.slice(-guests.length).map(({ name }) => name)).toEqual(
      guests.map(({ name }) => `adapter ${name}`),
    );
    expect(messages.filter(({ kind }) => kind === 'amended')).toEqual([]);
  });

  it('take nothing of the run where one is no good', async () => {
    const { lab, status, zip } = await lived();
    const measure = (...adapters: GivenFile[]) => lab.measureTasks({ adapters });
    const pickle = file('one/adapter_model.bin', Uint8Array.of(0x80, 2, 0x7d, 0x71, 0, 0x2e));
    await expect(measure(file('some.zip', zip), pickle)).rejects.toMatchObject({
      code: 'not-supported',
      sentence: expect.stringMatching(/^one\/adapter_model\.bin: /) as string,
    });
    await expect(measure(file('notes.txt', zip))).rejects.toMatchObject({ code: 'adapters-none' });
    await expect(measure(file('cut.zip', zip.slice(0, 99)))).rejects.toMatchObject({ code: 'import-damaged' });
    expect(status()).toMatchObject({ phase: 'paused', activity: null, error: null });
    await lab.step();
  });
});
