/** A world on the real micro host that begins with adapters which a run before it has left, as PEFT directories. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCommand } from '../../src/cli/commands/export.ts';
import { runCommand } from '../../src/cli/commands/run.ts';
import type { Event, GenerationRecord } from '../../src/ecology/events/events.ts';
import { TYPED_WORLD } from './typed.ts';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-founders-'));
  await writeFile(at('small.yaml'), TYPED_WORLD);
  await run('before', []);
  await exportCommand({ run: at('before'), format: 'peft', out: at('left'), which: 'living' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (name: string, adapters: string[], experiment = 'small.yaml') =>
  runCommand({ experiment: at(experiment), adapters, budget: { generations: 1 }, seeds: ['1'], out: at(name) });

/** What another run left, and beside it one of the same in which a number is none. */
async function badBesideGood(): Promise<Record<string, Uint8Array>> {
  const { adapters } = JSON.parse(await readFile(at('left', 'export.json'), 'utf8')) as {
    adapters: { path: string }[];
  };
  const files: Record<string, Uint8Array> = {};
  for (const name of ['adapter_config.json', 'adapter_model.safetensors']) {
    const bytes = new Uint8Array(await readFile(at('left', adapters[0]!.path, name)));
    files[`good/${name}`] = bytes;
    files[`bad/${name}`] = bytes.slice();
  }
  const weights = files['bad/adapter_model.safetensors']!;
  const view = new DataView(weights.buffer);
  const header = Number(view.getBigUint64(0, true));
  view.setFloat32(8 + header, NaN, true);
  return files;
}

async function eventsOf(name: string, generation: number): Promise<Event[]> {
  const lines = (await readFile(at(name, 'journal.ndjson'), 'utf8')).trimEnd().split('\n');
  return (JSON.parse(lines[generation]!) as GenerationRecord).events;
}

async function foundersOf(name: string): Promise<string[]> {
  return (await eventsOf(name, 0)).flatMap((event) => (event.type === 'born' ? [event.weights] : []));
}

describe('a world that is founded by adapters', () => {
  it('begins with the very weights that left another, and goes on as the same run', async () => {
    await run('after', [at('left')]);
    const { adapters } = JSON.parse(await readFile(at('left', 'export.json'), 'utf8')) as {
      adapters: { path: string; weights: string }[];
    };
    const given = adapters.sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ weights }) => weights);
    const founders = await foundersOf('after');
    expect(given.length).toBeGreaterThan(0);
    expect(founders.slice(0, given.length)).toEqual(given);
    const journal = await readFile(at('after', 'journal.ndjson'));
    await run('after', [at('left')]);
    expect(await readFile(at('after', 'journal.ndjson'))).toEqual(journal);
  }, 60_000);

  it('has random ones beyond those, the same as without them', async () => {
    const one = (await foundersOf('before')).slice(1);
    const { adapters } = JSON.parse(await readFile(at('left', 'export.json'), 'utf8')) as {
      adapters: { path: string }[];
    };
    await run('one', [at('left', adapters[0]!.path)]);
    expect((await foundersOf('one')).slice(1)).toEqual(one);
    await expect(run('one', [at('left', adapters[1]!.path)])).rejects.toThrow(/its founder 1 is another adapter/);
  }, 60_000);

  it('is refused before anything is written where they are too many, of too high a rank, or nowhere', async () => {
    await expect(run('many', Array<string>(3).fill(at('left')))).rejects.toMatchObject({ code: 'founders-unfit' });
    await writeFile(at('low.yaml'), TYPED_WORLD.replace('config:', 'config:\n  heredity: { rank: 1, maxRank: 1 }'));
    await expect(run('low', [at('left')], 'low.yaml')).rejects.toThrow(/has rank 4, and in this world none is above 1/);
    await expect(run('nowhere', [at('not-there')])).rejects.toMatchObject({ code: 'adapters-none' });
    await writeFile(at('bad.zip'), zipSync(await badBesideGood()));
    await expect(run('bad', [at('bad.zip')])).rejects.toMatchObject({
      code: 'adapter-damaged',
      sentence: expect.stringMatching(
        /^bad\/adapter_model\.safetensors: .*lora_A holds values that are no numbers/,
      ) as string,
    });
    await writeFile(at('out.zip'), zipSync({ '../out.safetensors': new Uint8Array(1) }));
    await expect(run('out', [at('out.zip')])).rejects.toMatchObject({ code: 'import-unsupported' });
    for (const name of ['many', 'low', 'nowhere', 'bad', 'out'])
      await expect(readFile(at(name, 'world.json'))).rejects.toThrow();
  }, 60_000);
});
