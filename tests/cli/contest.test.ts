/** A contest of two conditions: its runs are made in processes of their own, compared, and not made again. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { contestCommand, type ContestOptions } from '../../src/cli/commands/contest.ts';

let folder: string;
let options: ContestOptions;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-contest-'));
  const experiments = ['few', 'many'].map((name) => join(folder, `${name}.yaml`));
  for (const [i, path] of experiments.entries()) await writeFile(path, experiment(['few', 'many'][i]!, 2 + 2 * i));
  options = { experiments, flops: 2.5e9, seeds: ['1', '2'], out: join(folder, 'runs'), jobs: 2, tasks: 12 };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function experiment(name: string, founders: number): string {
  return `version: 1
name: ${name}
config:
  population: { founders: ${founders}, capacity: 6, episodes: 8 }
  attempts: { maxNewTokens: 8 }
  cells: { opening: [string.reverse/short] }
  measure: { every: 0 }
`;
}

async function printed(work: () => Promise<void>): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    await work();
    return log.mock.calls.map(([line]) => String(line ?? '')).join('\n');
  } finally {
    vi.restoreAllMocks();
  }
}

const journals = async () => {
  const names = (await readdir(options.out)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(options.out, name, 'journal.ndjson'), 'utf8')));
  return { names, texts };
};

it('makes every run up to the budget and compares them, and given again repeats nothing', async () => {
  const tables = await printed(() => contestCommand(options));
  const made = await journals();
  expect(made.names).toEqual(['few-1', 'few-2', 'many-1', 'many-2']);
  expect(tables).toMatch(/^\| few \| 1, 2 \| \d\.\d+ \(-?\d\.\d+ to \d\.\d+\) \| – \| – \| 0\.00[23]/m);
  expect(tables).toMatch(/^\| many \| 1, 2 \| .* \| 2 \| 0\.00[23].*\|$/m);
  expect(tables).toMatch(/^\| condition \| coverage, first tenth \| last tenth \|/m);
  for (const text of made.texts) {
    const spent = text.trimEnd().split('\n').map(spentIn);
    const sum = (some: number[]) => some.reduce((total, each) => total + each, 0);
    expect(sum(spent)).toBeGreaterThanOrEqual(options.flops);
    expect(sum(spent.slice(0, -1))).toBeLessThan(options.flops);
  }
  expect(await printed(() => contestCommand(options))).toBe(tables);
  expect(await journals()).toEqual(made);
}, 120_000);

it('says which run failed and why, and compares nothing', async () => {
  const [few] = options.experiments;
  await writeFile(few!, experiment('few', 3));
  const again = () => printed(() => contestCommand({ ...options, jobs: 1 }));
  await expect(again()).rejects.toThrow(/The run in .*few-1 failed: .*differs in population\.founders/);
  await writeFile(few!, experiment('few', 2));
  const shorter = printed(() => contestCommand({ ...options, flops: 1e9 }));
  await expect(shorter).rejects.toMatchObject({ code: 'contest-budget' });
}, 120_000);

/** FLOPs of the generation on a line of a journal; nothing is measured in these worlds. */
function spentIn(line: string): number {
  const { events } = JSON.parse(line) as { events: { type: string; flops?: Record<string, number> }[] };
  const ended = events.find(({ type }) => type === 'generation-ended');
  return Object.values(ended?.flops ?? {}).reduce((total, each) => total + each, 0);
}
