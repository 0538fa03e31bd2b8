/**
 * The command line as people install it: packed, installed into an empty folder, and started there. ONNX Runtime, its
 * one dependency, is linked from this repository, so nothing is downloaded.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository, repositoryRoot } from '../../scripts/lib/paths.mjs';
import { runNpm } from '../../scripts/lib/run.mjs';

const start = promisify(execFile);
const MEGABYTE = 1_000_000;

let folder = '';
let tarball = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evolora-install-'));
  const quiet = { stdio: 'ignore', env: { ONNXRUNTIME_NODE_INSTALL: 'skip' } } as const;
  expect(await runNpm(['pack', '--pack-destination', folder], { ...quiet, cwd: repositoryRoot })).toBe(0);
  const { name, version } = readPackage();
  tarball = join(folder, `${name}-${version}.tgz`);
  const manifest = {
    private: true,
    dependencies: { [name]: `file:${tarball}` },
    overrides: { 'onnxruntime-node': `file:${inRepository('node_modules', 'onnxruntime-node')}` },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  expect(await runNpm(install, { ...quiet, cwd: folder })).toBe(0);
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the installed command line', { timeout: 120_000 }, () => {
  it('names the presets', async () => {
    const { stdout } = await evolora('presets');
    expect(stdout).toContain('default\n  Mutation and selection alone');
    expect(stdout).toContain('\necology');
  });

  it('runs a preset by its name and reads what it wrote', async () => {
    await evolora('run', 'default', '--generations', '3', '--seed', '1', '--out', 'runs/one');
    expect(journalAges(join(folder, 'runs', 'one'))).toEqual([0, 1, 2, 3]);
    expect((await evolora('summary', 'runs/one')).stdout).toContain('| 1 | micro | 3 |');
  });

  it('starts itself again for the runs of a contest, and finds its manifests by name', async () => {
    const chosen = ['--only', 'still/frozen', '--seeds', '1', '--jobs', '1'];
    const { stdout } = await evolora('contest', 'smoke', ...chosen);
    expect(stdout).toMatch(/^\| frozen \| 1 \| [01]\.\d+ /m);
    const result = readFileSync(join(folder, 'runs', 'smoke', 'still', 'frozen-1.json'), 'utf8');
    expect(JSON.parse(result)).toMatchObject({ contest: 'smoke', arm: 'frozen', seed: '1' });
  });

  it('says what there is when there is no such experiment', async () => {
    await expect(evolora('run', 'nowhere', '--generations', '1')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no experiment file and no preset called nowhere.') as string,
    });
  });

  it('is small: one file of code, the presets and the micro host', () => {
    expect(statSync(tarball).size).toBeLessThan(7.5 * MEGABYTE);
    expect(readPackage().dependencies).toEqual({ 'onnxruntime-node': expect.any(String) as string });
  });
});

/** The command in the folder where it was installed. */
function evolora(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { name, bin } = readPackage();
  return start(process.execPath, [join(folder, 'node_modules', name, bin.evolora), ...args], { cwd: folder });
}

function journalAges(directory: string): number[] {
  const lines = readFileSync(join(directory, 'journal.ndjson'), 'utf8').trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { generation: number }).generation);
}

function readPackage() {
  return JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as {
    name: string;
    version: string;
    bin: { evolora: string };
    dependencies: Record<string, string>;
  };
}
