/** Several adapters of the open run made one: what the page is offered is what the parts below make of the run it exports. */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { evaluateRun, testTasksOf } from '../../src/evaluation/tasks/evaluate.ts';
import { carriedAdapters } from '../../src/exchange/adapters/chosen.ts';
import { adaptersIn, filesInZip } from '../../src/exchange/adapters/given.ts';
import { mergedAdapter } from '../../src/exchange/adapters/merged.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import type { View } from '../../src/record/fold/view.ts';
import { importRun } from '../support/import-run.ts';
import { tinyHost, TINY_SITES } from '../support/tiny-host.ts';
import { OPEN, testLab } from './test-lab.ts';

async function lived() {
  const there = testLab();
  await there.lab.open(OPEN);
  for (let i = 0; i < 3; i++) await there.lab.step();
  return there;
}

/** The run as it leaves the lab. */
async function wholeOf(lab: Awaited<ReturnType<typeof lived>>['lab']) {
  const run = await importRun((await lab.exportRun()).bytes, tinyHost());
  return { ...run, view: run.records.reduce<View | null>(foldRecord, null)! };
}

describe('adapters of the open run', () => {
  it('are listed with what tells them apart', async () => {
    const { lab } = await lived();
    const whole = await wholeOf(lab);
    const listed = await lab.carriedAdapters();
    expect(listed.length).toBeGreaterThan(2);
    expect(listed).toEqual(
      carriedAdapters(whole, 'all').map(({ slug, rank, organelle, living, elites, answers }) => ({
        slug,
        rank,
        living,
        name: organelle.name,
        elites: elites.length,
        cells: answers.map(({ cell }) => cell),
      })),
    );
  });

  it('are made one of a chosen rank, measured, and the run is as it was', async () => {
    const { lab, messages } = await lived();
    const whole = await wholeOf(lab);
    const chosen = (await lab.carriedAdapters()).slice(0, 2).map(({ slug }) => slug);
    const { fileName, bytes, measurement, ...said } = (await lab.mergeAdapters({ which: chosen, rank: 3 }))!;
    expect(said).toEqual({ rank: 3, parts: 2 });
    expect(fileName).toMatch(/-3-merged-3\.zip$/);

    const adapter = await mergedAdapter(whole, carriedAdapters(whole, chosen), TINY_SITES, 3);
    expect(adaptersIn(filesInZip(bytes, fileName), TINY_SITES, 'one')).toEqual([{ name: 'one', adapter }]);
    const { world, adapters } = whole;
    const tasks = testTasksOf(world, 240);
    const guests = [{ name: 'merged', adapter }];
    expect(measurement).toMatchObject({ file: null, generation: 3, tasks: tasks.length, met: 0 });
    expect(measurement.scores).toEqual(await evaluateRun({ world, adapters, host: tinyHost(), guests }, tasks));
    const facts = JSON.parse(strFromU8(unzipSync(bytes)['export.json']!)) as { parts: { name: string }[] };
    expect(facts.parts.map(({ name }) => name)).toEqual(chosen);

    expect(messages.filter(({ kind }) => kind === 'amended')).toEqual([]);
    expect((await wholeOf(lab)).view.stateHash).toBe(whole.view.stateHash);
    await lab.step();
  });

  it('can be given up, and merged again', async () => {
    const { lab, status } = await lived();
    const merging = lab.mergeAdapters({ which: 'all', rank: 2 });
    await lab.stopTasks();
    expect(await merging).toBeNull();
    expect(status()).toMatchObject({ phase: 'paused', activity: null });
    expect(await lab.mergeAdapters({ which: 'all', rank: 2 })).toMatchObject({ rank: 2 });
  });

  it('are not merged where there is nothing to merge', async () => {
    const { lab, status } = await lived();
    const [first] = await lab.carriedAdapters();
    const merge = (which: string[], rank = 2) => lab.mergeAdapters({ which, rank });
    await expect(merge([first!.slug])).rejects.toMatchObject({ code: 'merge-few' });
    await expect(merge(['nobody-at-all'])).rejects.toMatchObject({ code: 'export-unknown' });
    for (const rank of [0, 1.5, 513, NaN])
      await expect(merge([first!.slug], rank)).rejects.toMatchObject({ code: 'parameter-impossible' });
    expect(status()).toMatchObject({ phase: 'paused', activity: null, error: null });
    await expect(testLab().lab.mergeAdapters({ which: 'all', rank: 2 })).rejects.toMatchObject({ code: 'not-open' });
  });
});
