/** The command `contest` as a person types it: killed and given again, stopped, with a run that fails, and on bad input. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { contestCommand, type ContestOptions } from '../../src/cli/commands/contest.ts';
import { evoloraCommand, evoloraFromSource, evoloraIn } from './typed.ts';

const SMOKE = inRepository('experiments', 'smoke.yaml');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-contest-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the command, and gives it when a run has read something and is not at its end. */
async function inTheMiddle(out: string, ...args: string[]): Promise<{ command: ChildProcess; said: () => string }> {
  const [program, ...words] = evoloraCommand('contest', SMOKE, '--out', out, ...args);
  const command = spawn(program!, words, { cwd: folder, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  command.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await vi.waitUntil(() => hasRead(out), { timeout: 120_000, interval: 10 });
  return { command, said: () => said };
}

async function hasRead(out: string): Promise<boolean> {
  for (const path of await filesUnder(out)) {
    if (!path.endsWith('unfinished.json')) continue;
    const text = await readFile(path, 'utf8').catch(() => '{"readings":[]}');
    if ((JSON.parse(text) as { readings: unknown[] }).readings.length > 0) return true;
  }
  return false;
}

async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const resultsIn = async (out: string) =>
  (await filesUnder(out)).filter((path) => /[/\\](still|changing)[/\\][^/\\]+\.json$/.test(path)).sort();

describe('a contest', () => {
  it('that is killed goes on when it is given again, to the bytes of one that never stopped', async () => {
    const [killed, whole] = [join(folder, 'killed'), join(folder, 'whole')];
    const { command } = await inTheMiddle(killed);
    const gone = once(command, 'exit');
    if (process.platform === 'win32') command.kill('SIGKILL');
    else process.kill(-command.pid!, 'SIGKILL');
    await gone;
    const before = await resultsIn(killed);
    expect(before.length).toBeLessThan(20);
    const { stdout } = await evoloraIn(folder, 'contest', SMOKE, '--out', killed, '--json');
    const told = JSON.parse(stdout) as { primaries: { name: string }[]; arms: { experiment: string; name: string }[] };
    expect(told.primaries.map(({ name }) => name)).toEqual(['not worse', 'better than memory']);
    expect(told.arms.map(({ experiment, name }) => `${experiment}/${name}`)).toEqual([
      ...['colony', 'single', 'single-checkpoints', 'random-search', 'frozen'].map((arm) => `still/${arm}`),
      ...['generalist', 'islands', 'supervised'].map((arm) => `still/${arm}`),
      ...['colony', 'generalist-bank', 'islands-bank'].map((arm) => `changing/${arm}`),
    ]);
    expect(await resultsIn(killed)).toHaveLength(20);
    const some = ['still/colony', 'still/single', 'changing/islands-bank'];
    await evoloraIn(folder, 'contest', SMOKE, '--out', whole, '--seeds', '1', '--only', some.join(','));
    for (const name of some) {
      const path = join(...`${name}-1.json`.split('/'));
      expect(await readFile(join(killed, path), 'utf8')).toBe(await readFile(join(whole, path), 'utf8'));
    }
    const times = async () => Promise.all((await resultsIn(killed)).map(async (path) => (await stat(path)).mtimeMs));
    const made = await times();
    const again = await evoloraIn(folder, 'contest', SMOKE, '--out', killed, '--json');
    expect(again.stdout).toBe(stdout);
    expect(await times()).toEqual(made);
    const partial = await evoloraIn(folder, 'contest', SMOKE, '--out', whole, '--tables');
    expect(partial.stdout).toMatch(/^Not complete: 17 of 20 runs are missing: still\/random-search-1, /m);
    expect(partial.stdout).toMatch(/^\| single-checkpoints +\| 1 /m);
  }, 900_000);

  it('that is stopped ends its processes and says how it goes on', async () => {
    const out = join(folder, 'stopped');
    const { command, said } = await inTheMiddle(out, '--only', 'changing/colony', '--seeds', '3');
    const ended = once(command, 'exit');
    command.kill('SIGINT');
    expect(await ended).toEqual([1, null]);
    expect(said()).toContain('The contest was stopped.\nGive the same command again');
    expect(await resultsIn(out)).toEqual([]);
  }, 300_000);

  it('makes the other runs when one fails, tells why, and ends with an error', async () => {
    const out = join(folder, 'failing');
    const manifest = join(folder, 'failing.yaml');
    const greedy = 'colony: { world: { learning: { trials: 64 } } }';
    const text = await readFile(SMOKE, 'utf8');
    await writeFile(manifest, text.replace('colony: { world: {} }', greedy));
    const args = ['contest', manifest, '--out', out, '--only', 'still/colony,still/frozen', '--seeds', '1'];
    const failing = evoloraFromSource(folder, ...args); // which starts its runs from the sources, too
    await expect(failing).rejects.toMatchObject({ code: 1 });
    const { stderr } = (await failing.catch((thrown: unknown) => thrown)) as { stderr: string };
    expect(stderr).toMatch(
      /^Failed: still\/colony-1: One generation takes \S+ TFLOPs, and the whole budget is 0\.012\./m,
    );
    expect(stderr).toMatch(/^A run failed: still\/colony-1: /m);
    expect((await resultsIn(out)).map((path) => path.slice(out.length + 1))).toEqual([join('still', 'frozen-1.json')]);
  }, 300_000);
});

describe('before anything is begun', () => {
  const command = (change: Partial<ContestOptions> = {}) => {
    const out = join(folder, 'refused');
    return contestCommand({ manifest: SMOKE, out, jobs: 1, tablesOnly: false, json: false, ...change });
  };

  it('names an arm that nobody is', async () => {
    const making = command({ only: ['still/colony', 'still/islands-bank'] });
    await expect(making).rejects.toMatchObject({
      code: 'usage',
      sentence: expect.stringContaining('still/islands-bank') as string,
    });
    await expect(command({ only: ['still/single-checkpoints'] })).rejects.toMatchObject({ code: 'usage' });
  });

  it('names a seed that settings were searched for with', async () => {
    const manifest = join(folder, 'tuned.yaml');
    const text = await readFile(SMOKE, 'utf8');
    await writeFile(
      manifest,
      text.replace('\nexperiments:', '\ntuning: { tflops: 1, seeds: [3], salt: t }\nexperiments:'),
    );
    await expect(command({ manifest, seeds: ['3'] })).rejects.toMatchObject({
      code: 'usage',
      sentence: expect.stringContaining('3') as string,
    });
  });

  it('names a setting that a rival does not have, and a manifest that is not there', async () => {
    const manifest = join(folder, 'odd.yaml');
    const text = await readFile(SMOKE, 'utf8');
    await writeFile(
      manifest,
      text.replace('generalist: { rival: generalist }', 'generalist: { rival: generalist, settings: { rat: 2 } }'),
    );
    await expect(command({ manifest })).rejects.toThrow(/generalist\.settings \(line 2\d\): .*rat/);
    await expect(command({ manifest: join(folder, 'none.yaml') })).rejects.toMatchObject({
      code: 'experiment-missing',
    });
  });

  it('names a broken file in the place of a result, and makes nothing', async () => {
    const path = join(folder, 'refused', 'changing', 'islands-bank-2.json');
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, 'torn');
    await expect(command()).rejects.toMatchObject({
      code: 'contest-damaged',
      sentence: expect.stringContaining(path) as string,
    });
    expect(await filesUnder(join(folder, 'refused'))).toEqual([path]);
  });
});
