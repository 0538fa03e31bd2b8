/** `evolora fork` on the real micro host: without a change the same bits, with one a run of its own that the page would import. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCommand } from '../../src/cli/commands/export.ts';
import { forkCommand } from '../../src/cli/commands/fork.ts';
import { runCommand } from '../../src/cli/commands/run.ts';
import { openChosenHost } from '../../src/cli/open-host.ts';
import { readSaved } from '../../src/cli/saved-run.ts';
import { stateHashOf } from '../../src/record/past/relive.ts';
import { importRun } from '../support/import-run.ts';
import { evoloraIn, TYPED_WORLD } from './typed.ts';

let folder: string;
const inFolder = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-fork-'));
  await writeFile(inFolder('small.yaml'), `${TYPED_WORLD}  learning: { rule: evolution, trials: 4, learners: 2 }\n`);
  await runCommand({
    experiment: inFolder('small.yaml'),
    budget: { generations: 6 },
    seeds: ['5'],
    out: inFolder('run'),
  });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const NOTHING = { set: {}, remove: [], clone: [], freeze: [], bring: [], threads: 2 };
const saved = (name: string) => readSaved(inFolder(name));
const hashes = async (name: string) => (await saved(name)).records.map(stateHashOf);

describe('a fork on the command line', () => {
  it('lives again to the parent’s own bits, from a kept state and without any', async () => {
    expect((await readdir(join(inFolder('run'), 'past'))).sort()).toEqual(['0.zip', '4.zip']);
    await forkCommand({ ...NOTHING, run: inFolder('run'), at: 5, out: inFolder('same'), budget: { generations: 6 } });
    expect(await hashes('same')).toEqual(await hashes('run'));
    await forkCommand({ ...NOTHING, run: join(inFolder('run'), 'run.evolora'), at: 2, out: inFolder('filed') });
    expect(await hashes('filed')).toEqual((await hashes('run')).slice(0, 3));
  }, 120_000);

  it('with dials and organelles changed is another run, forked again, and imported in the page', async () => {
    const { view } = await saved('run');
    const [first, second] = view.living.map((id) => view.organelles.get(id)!);
    const changes = {
      set: { 'energy.ticket': '0.9', 'learning.rule': 'none' },
      remove: [first!.name],
      freeze: [String(second!.id)],
    };
    await forkCommand({
      ...NOTHING,
      ...changes,
      run: inFolder('run'),
      out: inFolder('other'),
      budget: { generations: 8 },
    });
    const fork = (await saved('other')).view;
    expect(fork.run.parent).toMatchObject({ name: 'small', generation: 6 });
    expect(fork.config).toMatchObject({ energy: { ticket: 0.9 }, learning: { rule: 'none' } });
    expect(fork.organelles.get(first!.id)!.diedWhy).toBe('removed');
    expect(fork.organelles.get(second!.id)).toMatchObject({ frozenGeneration: 6, diedGeneration: null });
    const again = { run: inFolder('other'), at: 7, out: inFolder('again'), clone: [second!.name] };
    await forkCommand({ ...NOTHING, ...again, budget: { generations: 8 } });
    const host = await openChosenHost({});
    const file = await importRun(new Uint8Array(await readFile(join(inFolder('again'), 'run.evolora'))), host);
    await host.dispose();
    expect(file.view.run.parent).toMatchObject({ name: 'small, fork at 6', generation: 7 });
    expect(file.records).toHaveLength(9);
    // The same run command goes on with it.
    await runCommand({
      experiment: inFolder('small.yaml'),
      budget: { generations: 9 },
      seeds: ['5'],
      out: inFolder('again'),
    });
    expect((await saved('again')).view.generation).toBe(9);
  }, 120_000);

  it('takes adapters in as elites of the cells in which they prove better, and the fork lives on and is imported', async () => {
    await exportCommand({ run: inFolder('run'), format: 'peft', out: inFolder('left'), which: 'living' });
    const elite = [inFolder('left')];
    const set = { 'population.episodes': '16', 'population.capacity': '16' };
    const budget = { generations: 7 };
    await forkCommand({ ...NOTHING, set, elite, run: inFolder('run'), out: inFolder('guests'), budget });
    const { records, view } = await saved('guests');
    const brought = [...view.organelles.values()].filter(({ operator }) => operator === 'brought');
    const { adapters } = JSON.parse(await readFile(join(inFolder('left'), 'export.json'), 'utf8')) as {
      adapters: { weights: string }[];
    };
    expect(brought).toHaveLength(adapters.length);
    const born = records[6]!.events.flatMap((event) => (event.type === 'born' ? [event] : []));
    expect(born.map(({ weights }) => weights).sort()).toEqual(adapters.map(({ weights }) => weights).sort());
    const taken = records[6]!.events
      .slice(records[6]!.events.findIndex(({ type }) => type === 'generation-ended'))
      .flatMap((event) => (event.type === 'elite' ? [event] : []));
    expect(taken.length).toBeGreaterThan(0);
    for (const { n, organelle, weights } of taken) {
      expect(n).toBeGreaterThanOrEqual(view.config.archive.minEpisodes);
      expect(born.find((each) => each.organelle === organelle)?.weights).toBe(weights);
    }
    const host = await openChosenHost({});
    const file = await importRun(new Uint8Array(await readFile(join(inFolder('guests'), 'run.evolora'))), host);
    await host.dispose();
    expect(file.records).toHaveLength(8);
  }, 120_000);

  it('says what cannot be, and writes nothing', async () => {
    const fork = (more: object) => forkCommand({ ...NOTHING, run: inFolder('run'), out: inFolder('none'), ...more });
    await expect(fork({ at: 99 })).rejects.toMatchObject({ code: 'generation-missing' });
    await expect(fork({ remove: ['Nobody'] })).rejects.toMatchObject({ code: 'fork-unfit' });
    await expect(fork({ set: { 'energy.tickets': '1' } })).rejects.toMatchObject({ code: 'parameter-unknown' });
    await expect(fork({ out: inFolder('run') })).rejects.toMatchObject({ code: 'export-place' });
    await writeFile(inFolder('bad.safetensors'), new Uint8Array(9));
    for (const how of ['bring', 'elite'])
      await expect(fork({ [how]: [inFolder('bad.safetensors')] })).rejects.toMatchObject({
        code: 'adapter-damaged',
        sentence: expect.stringMatching(/^bad\.safetensors: /) as string,
      });
    await expect(readdir(inFolder('none'))).rejects.toThrow();
    const typed = evoloraIn(folder, 'fork', 'run', '--out', 'none', '--set', 'energy.ticket');
    await expect(typed).rejects.toMatchObject({ stderr: expect.stringContaining('--set is PATH=VALUE') as string });
  }, 120_000);
});
