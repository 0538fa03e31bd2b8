/** The headless lab on the real micro host: what it leaves is whole, goes on bit for bit, and can be imported. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/run.ts';
import { hostFiles } from '../../src/cli/host-files.ts';
import { nodeRuntime } from '../../src/cli/runtime-node.ts';
import type { Event, GenerationRecord } from '../../src/ecology/events.ts';
import { loadHost } from '../../src/host/host.ts';
import { importRun } from '../../src/record/evolora-file.ts';

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
  await runCommand({ experiment, generations, seed, out: join(folder, name) });
  const journal = await readFile(join(folder, name, 'journal.ndjson'), 'utf8');
  return journal
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as GenerationRecord).events);
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
    const host = await loadHost({ name: 'micro', files: hostFiles('micro'), runtime: nodeRuntime() });
    const file = importRun(bytes, host);
    await host.dispose();
    expect(file.world.generation).toBe(4);
    expect(file.records).toHaveLength(5);
  }, 30_000);

  it('is not continued with another seed or other parameters, and nothing is written', async () => {
    const before = await readFile(join(folder, 'straight', 'world.json'));
    await expect(run('straight', 9, SMALL, '6')).rejects.toMatchObject({ code: 'run-other' });
    await expect(run('straight', 9, SMALL.replace('11.9', '3'))).rejects.toMatchObject({ code: 'run-other' });
    expect(await readFile(join(folder, 'straight', 'world.json'))).toEqual(before);
  }, 60_000);
});
