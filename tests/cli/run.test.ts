/** The headless lab on the real micro host: what it leaves is whole, goes on bit for bit, and can be imported. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { compareCommand } from '../../src/cli/commands/compare.ts';
import { runCommand } from '../../src/cli/commands/run.ts';
import { summaryCommand } from '../../src/cli/commands/summary.ts';
import { openChosenHost } from '../../src/cli/open-host.ts';
import { RULES_VERSION } from '../../src/core/rules-version.ts';
import type { Event, GenerationRecord } from '../../src/ecology/events/events.ts';
import { importRun } from '../support/import-run.ts';

/** What this machine is said to have left. */
const left = vi.hoisted(() => ({ memory: Infinity, room: null as number | null }));
vi.mock(import('node:os'), async (real) => ({ ...(await real()), freemem: () => left.memory }));
vi.mock(import('../../src/cli/room.ts'), () => ({ roomIn: async () => left.room }));
afterEach(() => Object.assign(left, { memory: Infinity, room: null }));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SMALL = `version: 1
name: small
config:
  population: { founders: 4, capacity: 6, episodes: 12 }
  energy: { founderEnergy: 11.9 }
  attempts: { maxNewTokens: 12 }
  measure: { every: 2, tasks: 8 }
`;

async function run(name: string, generations: number, text = SMALL, seed = '5'): Promise<Event[][]> {
  const experiment = join(folder, `${name}.yaml`);
  await writeFile(experiment, text);
  await runCommand({ experiment, budget: { generations }, seeds: [seed], out: join(folder, name) });
  return journalOf(name);
}

async function journalOf(name: string): Promise<Event[][]> {
  const journal = await readFile(join(folder, name, 'journal.ndjson'), 'utf8');
  return journal
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as GenerationRecord).events);
}

/** A copy of a run as one lived under the first rules would lie there: they have no number and name the host by its model. */
async function asUnderRules1(from: string, to: string): Promise<void> {
  const directory = join(folder, to);
  await cp(join(folder, from), directory, { recursive: true });
  const host = await openChosenHost({});
  const { hash, modelHash } = host.identity;
  await host.dispose();
  const older = (text: string) => text.replaceAll(hash, modelHash).replace(/,"rules":\d+/, '');
  const journal = older(await readFile(join(directory, 'journal.ndjson'), 'utf8'));
  await writeFile(join(directory, 'journal.ndjson'), journal);
  const world = older(await readFile(join(directory, 'world.json'), 'utf8'));
  const bytes = `"journalBytes":${Buffer.byteLength(journal)}`;
  await writeFile(join(directory, 'world.json'), world.replace(/"journalBytes":\d+/, bytes));
}

describe('a headless run', () => {
  it('that was halted and continued has the same events as one that went straight on', async () => {
    const straight = await run('straight', 4);
    const halted = await run('halted', 2);
    expect(halted).toEqual(straight.slice(0, 3));
    expect(await run('halted', 4)).toEqual(straight);
    expect(straight.at(-1)!.map(({ type }) => type)).toContain('measured');
  }, 120_000);

  it('leaves a file that the page would import', async () => {
    const bytes = new Uint8Array(await readFile(join(folder, 'straight', 'run.evolora')));
    const host = await openChosenHost({});
    const file = await importRun(bytes, host);
    await host.dispose();
    expect(file.world.generation).toBe(4);
    expect(file.records).toHaveLength(5);
  }, 30_000);

  it('is not continued with another seed, parameters or lab, and nothing is written', async () => {
    const directory = join(folder, 'straight');
    const before = await readFile(join(directory, 'world.json'));
    await expect(run('straight', 9, SMALL, '6')).rejects.toThrow(/its seed is not 6/);
    await expect(run('straight', 9, SMALL.replace('11.9', '3'))).rejects.toThrow(/differs in energy.founderEnergy/);
    expect(await readFile(join(directory, 'world.json'))).toEqual(before);
    await cp(directory, join(folder, 'older'), { recursive: true });
    const journal = await readFile(join(directory, 'journal.ndjson'), 'utf8');
    await writeFile(join(folder, 'older', 'journal.ndjson'), journal.replace(/"lab":"[^"]*"/, '"lab":"0.0.0"'));
    await expect(run('older', 9)).rejects.toMatchObject({ code: 'run-other' });
    const world = before.toString().replace(/"hash":"../, '"hash":"00');
    await writeFile(join(folder, 'older', 'world.json'), world);
    await writeFile(join(folder, 'older', 'journal.ndjson'), journal);
    await expect(run('older', 9)).rejects.toThrow(/another version of the model/);
  }, 60_000);

  it('of older rules goes on under today’s, and its journal and one sentence say so', async () => {
    await asUnderRules1('straight', 'first-rules');
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await run('first-rules', 4);
    expect(said.mock.calls.flat().join('\n')).not.toContain('under rules');
    const events = await run('first-rules', 5);
    const lines = said.mock.calls.flat().filter((line) => String(line).includes('under rules'));
    said.mockRestore();
    expect(lines).toEqual([expect.stringMatching(/^“small” was lived under rules 1\. Its next .* says so\.$/)]);
    expect(events).toHaveLength(6);
    expect(events.flat().filter(({ type }) => type === 'rules-changed')).toEqual([
      expect.objectContaining({ from: 1, to: RULES_VERSION }),
    ]);
    expect(events[5]![0]!.type).toBe('rules-changed');
    expect(await run('first-rules', 6)).toHaveLength(7);
    const mixed = compareCommand({
      directories: ['straight', 'first-rules'].map((name) => join(folder, name)),
      tasks: 4,
    });
    await expect(mixed).rejects.toThrow(
      `first-rules was lived under rules 1, then ${RULES_VERSION}, the first one under rules ${RULES_VERSION}`,
    );
  }, 120_000);

  it.each([
    ['newer rules', (world: string) => world.replace(/"rules":\d+/, '"rules":99,"later":1'), /lived under rules 99/],
    ['a newer form', (world: string) => world.replace(/"version":\d+/, '"version":99'), /world\.json has version 99/],
  ])(
    'of %s is left as it is, and every command says why',
    async (name, change, sentence) => {
      const directory = join(folder, name);
      await cp(join(folder, 'straight'), directory, { recursive: true });
      const later = change(await readFile(join(directory, 'world.json'), 'utf8'));
      await writeFile(join(directory, 'world.json'), later);
      const told = { code: 'run-newer', sentence: expect.stringMatching(sentence) as string };
      await expect(run(name, 9)).rejects.toMatchObject(told);
      await expect(compareCommand({ directories: [directory], tasks: 4 })).rejects.toMatchObject(told);
      await expect(summaryCommand([directory])).rejects.toMatchObject(told);
      expect(await readFile(join(directory, 'world.json'), 'utf8')).toBe(later);
    },
    60_000,
  );

  it.skipIf(process.platform === 'darwin')('that does not fit is refused in numbers, and nothing is made', async () => {
    left.memory = 20e6;
    await expect(run('too-large', 1)).rejects.toMatchObject({
      code: 'run-too-large',
      sentence: expect.stringMatching(
        /^A world of 6 organelles takes about \d+ MB of memory here \(the model itself 14 MB, adapters \d+ MB, answers \d+ MB\), and 20 MB are free\.$/,
      ) as string,
    });
    Object.assign(left, { memory: Infinity, room: 1e5 });
    await expect(run('too-large', 1)).rejects.toThrow(
      /^The 4 founders of this world take 1 MB to keep, and there is room/,
    );
    expect(await readdir(folder)).not.toContain('too-large');
  });

  it('with an event of a newer lab is not called damaged', async () => {
    await cp(join(folder, 'straight'), join(folder, 'unknown'), { recursive: true });
    const path = join(folder, 'unknown', 'journal.ndjson');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"type":"ticket-paid"', '"type":"tithe-paid!"'));
    await expect(summaryCommand([join(folder, 'unknown')])).rejects.toThrow(/line 2, tells of “tithe-paid!”, which/);
  });

  it('ends with the first generation at whose end a budget of FLOPs is reached, measurement not counted', async () => {
    const straight = await journalOf('straight');
    const spent = straight.map((events) => {
      const ended = events.find((event) => event.type === 'generation-ended')!;
      return Object.entries(ended.flops).reduce(
        (sum, [purpose, flops]) => sum + (purpose === 'measure' ? 0 : flops),
        0,
      );
    });
    const experiment = join(folder, 'budget.yaml');
    await writeFile(experiment, SMALL);
    const upTo = async (name: string, flops: number) => {
      await runCommand({ experiment, budget: { flops, generations: 4 }, seeds: ['5'], out: join(folder, name) });
      return journalOf(name);
    };
    expect(await upTo('exact', spent[1]! + spent[2]!)).toEqual(straight.slice(0, 3));
    expect(await upTo('above', spent[1]! + spent[2]! + 1)).toEqual(straight.slice(0, 4));
  }, 60_000);
});

describe('several runs', () => {
  it('are compared on the same tasks, condition by condition', async () => {
    const other = SMALL.replace('small', 'other').replace('founders: 4', 'founders: 5');
    await run('other', 2, other, '5');
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const directories = [join(folder, 'straight'), join(folder, 'other')];
    await compareCommand({ directories, tasks: 12, baseline: 'small' });
    const text = printed.mock.calls.map(([line]) => String(line ?? '')).join('\n');
    printed.mockRestore();
    expect(text).toMatch(/^\| small \| 5 \| \d\.\d+ \(n = 1, no interval\) \| – \| – \| \d\.\d+ \|$/m);
    expect(text).toMatch(/^\| other \| 5 \| .* \| 1 \| \d\.\d+ \|$/m);
    expect(text).toContain('All runs live on micro and answered the same 12 test tasks');
    expect(text).toMatch(/^\| the bare host, 95 % over tasks \| \d\.\d\d \(/m);
    const columns = /^\| condition \| seed \| generations .*$/m.exec(text)![0].split(' | ');
    const bareHost = columns.indexOf('the bare host, 95 % over tasks');
    const bareOf = (condition: string) =>
      new RegExp(`^\\| ${condition} \\| 5 \\| \\d+ \\| .*$`, 'm').exec(text)![0].split(' | ')[bareHost];
    expect(bareOf('small')).toMatch(/^\d\.\d+ \(/);
    expect(bareOf('other')).toBe(bareOf('small'));
    await expect(compareCommand({ directories, tasks: 12, baseline: 'third' })).rejects.toMatchObject({
      code: 'compare-baseline',
    });
    const twice = [directories[0]!, directories[0]!];
    await expect(compareCommand({ directories: twice, tasks: 12 })).rejects.toMatchObject({ code: 'compare-twice' });
    const nowhere = [join(folder, 'nowhere')];
    await expect(compareCommand({ directories: nowhere, tasks: 12 })).rejects.toMatchObject({ code: 'run-missing' });
    expect(await readdir(folder)).not.toContain('nowhere');
  }, 120_000);

  it('of different salts are not: what tests the one may have taught the other', async () => {
    await run('salted', 0, SMALL.replace('small', 'salted') + '  cells: { salt: sea }\n');
    const directories = [join(folder, 'straight'), join(folder, 'salted')];
    await expect(compareCommand({ directories, tasks: 12 })).rejects.toMatchObject({
      code: 'compare-salt',
      message: expect.stringMatching(/salted has the salt “sea”, the first one “”/) as string,
    });
  }, 60_000);

  it('go one after the other into directories of their own', async () => {
    const experiment = join(folder, 'several.yaml');
    await writeFile(experiment, SMALL);
    const directory = process.cwd();
    process.chdir(folder);
    try {
      await runCommand({ experiment, budget: { generations: 1 }, seeds: ['1', '2'] });
    } finally {
      process.chdir(directory);
    }
    expect(await readdir(join(folder, 'runs'))).toEqual(['small-1', 'small-2']);
  }, 60_000);
});
