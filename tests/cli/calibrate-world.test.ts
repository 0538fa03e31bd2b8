/** A world fitted to what a model can do with a file of tasks, by the command line, lives on that file as it was fitted. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { calibrateWorldCommand } from '../../src/cli/commands/calibrate-world.ts';
import { runCommand } from '../../src/cli/commands/run.ts';
import { loadExperiment } from '../../src/cli/experiment-text.ts';
import { tasksIn } from '../../src/cli/task-file.ts';
import { worldOnTasks } from '../../src/evaluation/tasks/own-world.ts';
import { importRun } from '../support/import-run.ts';
import { tinyHost } from '../support/tiny-host.ts';
import { TYPED_WORLD } from './typed.ts';

vi.mock(import('../../src/cli/open-host.ts'), async (real) => ({
  ...(await real()),
  openChosenHost: async () => tinyHost(),
}));

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-fit-'));
  file = join(folder, 'sums.jsonl');
  const rows = Array.from({ length: 120 }, (_, i) => {
    const [a, b] = [Math.floor(i / 12), i % 12];
    return {
      prompt: `Compute ${a} + ${b}. Respond with the number only.`,
      target: a + b,
      family: b % 2 ? 'odd' : 'even',
    };
  });
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  await writeFile(join(folder, 'small.yaml'), TYPED_WORLD);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rm(folder, { recursive: true, force: true }));

const options = { grader: undefined, tasks: 2, base: 'ecology', seed: '1', secondsPerGeneration: 60, threads: 1 };

function heard(): () => string {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const said = vi.spyOn(console, 'log').mockReturnValue(undefined);
  return () => said.mock.calls.flat().join('\n');
}

it('keeps the parameters of a preset, and is on the file’s families', async () => {
  heard();
  const out = join(folder, 'world.yaml');
  await calibrateWorldCommand({ ...options, file, out });
  const { config } = await loadExperiment(out);
  const hash = await tasksIn({ tasks: file });
  // As it was fitted, whoever lets it live on the file.
  expect(worldOnTasks(config, hash, tinyHost())).toEqual(config);
  expect(config.learning.rule).toBe((await loadExperiment('ecology')).config.learning.rule);
  expect(config.cells.opening.every((cell) => cell.includes(`@${hash.slice(0, 8)}/short`))).toBe(true);
});

it('is told by families as the file calls them, and begins with the parameters that were proposed', async () => {
  const told = heard();
  const out = join(folder, 'not', 'yet', 'world.yaml');
  await calibrateWorldCommand({ ...options, file, out, base: join(folder, 'small.yaml') });
  expect(told()).toMatch(/^\| `even` \| 2 \|/m);
  expect(told()).toContain(`“evolora run ${out} --tasks ${file} --generations 30”`);
  const { config } = await loadExperiment(out);
  const hash = await tasksIn({ tasks: file });
  const names = ['even', 'odd'].map((family) => `${family}@${hash.slice(0, 8)}`);
  expect(config.cells.tasks).toBe(hash);
  expect([...config.cells.curriculum].sort()).toEqual(names);
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  await runCommand({
    experiment: out,
    tasks: file,
    budget: { generations: 1 },
    seeds: ['1'],
    out: join(folder, 'run'),
  });
  const run = await importRun(new Uint8Array(await readFile(join(folder, 'run', 'run.evolora'))), tinyHost());
  expect(run.world.config).toEqual(config);
});

it('is not lost where its place cannot be written', async () => {
  const told = heard();
  await expect(calibrateWorldCommand({ ...options, file, out: join(file, 'world.yaml') })).rejects.toMatchObject({
    code: 'export-place',
  });
  expect(told()).toMatch(/^version: 1$/m);
});
