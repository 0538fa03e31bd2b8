/** `--precision`: a run remembers at which it began, and is not continued, compared or summed up at another. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { evoloraIn, TYPED_WORLD } from './typed.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-precision-'));
  const packed = join(folder, 'packed');
  await cp(inRepository('public', 'hosts', 'micro'), packed, { recursive: true });
  for (const file of ['config.json', 'onnx']) {
    await rm(join(packed, file), { recursive: true });
    await cp(inRepository('tests', 'fixtures', 'hosts', 'qwen2-optimum-q4', file), join(packed, file), {
      recursive: true,
    });
  }
  await rm(join(packed, 'check.json'), { force: true });
  await writeFile(join(folder, 'small.yaml'), TYPED_WORLD);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const evolora = (...args: string[]): ReturnType<typeof evoloraIn> => evoloraIn(folder, ...args);

const run = (generations: number, out: string, ...more: string[]): Promise<unknown> =>
  evolora('run', 'small.yaml', '--generations', String(generations), '--out', out, '--host', 'packed', ...more);
const startOf = async (out: string): Promise<string> =>
  (await readFile(join(folder, out, 'journal.ndjson'), 'utf8')).split('\n')[0]!;

describe('--precision', () => {
  it('is kept by the run, which no other goes on with', async () => {
    await run(1, 'rounded', '--precision', 'fast');
    expect(await startOf('rounded')).toContain('"precision":"fast"');
    await expect(run(2, 'rounded')).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /it lives on the model “packed” at the precision “fast”, whose numbers differ from those of “exact”/,
      ) as string,
    });
    await run(2, 'rounded', '--precision', 'fast');
    await expect(evolora('summary', 'rounded', '--host', 'packed')).rejects.toMatchObject({
      stderr: expect.stringMatching(/at its --precision/) as string,
    });
    const { stdout } = await evolora('summary', 'rounded', '--host', 'packed', '--precision', 'fast');
    expect(stdout).toMatch(/\| 1 \| packed \| 2 \|/);
  });

  it('exact is what a run has that says nothing, and what its journal says nothing of', async () => {
    await run(1, 'plain');
    expect(await startOf('plain')).not.toContain('precision');
    await run(2, 'plain', '--precision', 'exact');
    await expect(run(3, 'plain', '--precision', 'fast')).rejects.toMatchObject({
      stderr: expect.stringMatching(/at the precision “exact”, whose numbers differ from those of “fast”/) as string,
    });
  });

  it('is what “host” looks into, and it says so', async () => {
    const { stdout: fast } = await evolora('host', 'packed', '--precision', 'fast');
    expect(fast).toMatch(/rounded to 8 bits: fast, and not exact/);
    const { stdout: exact } = await evolora('host', 'packed');
    expect(exact).toMatch(/exact and fast/);
    await expect(evolora('host', 'packed', '--precision', 'odd')).rejects.toMatchObject({
      stderr: expect.stringMatching(/--precision is exact or fast/) as string,
    });
  });

  it('changes nothing where no weight is packed, and there is no third one', async () => {
    await evolora('run', 'small.yaml', '--generations', '1', '--out', 'micro', '--precision', 'fast');
    expect(await startOf('micro')).not.toContain('precision');
    await evolora('run', 'small.yaml', '--generations', '2', '--out', 'micro');
    await expect(run(1, 'odd', '--precision', 'odd')).rejects.toMatchObject({
      stderr: expect.stringMatching(/--precision is exact or fast\./) as string,
    });
  });
});
