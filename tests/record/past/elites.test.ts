/** Adapters that come into a world as elites of its cells, by a fork: by what they prove, told in its journal, and lived again from it. */
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { eliteAt } from '../../../src/archive/archive.ts';
import { hashWorld } from '../../../src/ecology/world/world.ts';
import { founderAdapter } from '../../../src/organelles/heredity.ts';
import { exportRun } from '../../../src/record/file/evolora-file.ts';
import { engineAt, stateHashOf } from '../../../src/record/past/relive.ts';
import { writePools } from '../../../src/record/store/pools.ts';
import { beginPast, forkAt, liveTo, pastOf } from '../../support/forks.ts';
import { importRun } from '../../support/import-run.ts';
import { TINY_SITES } from '../../support/tiny-host.ts';
import { allOf, foldAll } from '../../support/worlds.ts';

const adapterOf = (name: string) => founderAdapter(TINY_SITES, 2, 0.5, random(name));
const ROOM = { population: { founders: 6, capacity: 12, episodes: 40 } };

async function broughtAt(generation: number, names: readonly string[], budgetBytes?: number) {
  const run = await liveTo(await beginPast(ROOM, { ...(budgetBytes !== undefined && { budgetBytes }) }), generation);
  const engine = await engineAt(await pastOf(run), generation);
  const bring = [];
  for (const name of names) bring.push({ adapter: adapterOf(name), proven: await engine.prove(adapterOf(name)) });
  return { run, engine, bring, fork: await forkAt(run, generation, { bring }) };
}

describe('an adapter that comes as an elite', () => {
  it('takes the bins in which it is better, and no others, and lives there under its own name', async () => {
    const { run, engine, bring, fork } = await broughtAt(3, ['one', 'two', 'three']);
    const before = engine.world.archive;
    const after = fork.engine.world.archive;
    const taken = allOf(fork.records.slice(3), 'elite').filter(
      ({ organelle }) => organelle > run.engine.world.nextOrganelle - 1,
    );
    expect(taken.length).toBeGreaterThan(0);
    for (const bin of [...before.entries, ...after.entries, ...bring.flatMap(({ proven }) => proven)]) {
      const offered = bring
        .flatMap(({ proven }) => proven)
        .filter(
          ({ family, depth, costBin }) => family === bin.family && depth === bin.depth && costBin === bin.costBin,
        );
      const best = Math.max(eliteAt(before, bin)?.quality ?? -Infinity, ...offered.map(({ quality }) => quality));
      expect(eliteAt(after, bin)!.quality).toBe(best);
    }
    const living = fork.engine.world.organelles;
    for (const { organelle, weights } of taken) {
      expect(living.find(({ id }) => id === organelle)).toMatchObject({ weights });
      expect(foldAll(fork.records).organelles.get(organelle)).toMatchObject({ operator: 'brought' });
    }
    expect(hashWorld(engine.world)).toBe(stateHashOf(run.records[3]!));
  });

  it('is believed with its journal alone, and lived again from it', async () => {
    const { fork } = await broughtAt(3, ['one', 'two'], 0);
    await liveTo(fork, 6);
    const { world, host } = fork.engine;
    const blobs = writePools(world, fork.engine, host.sites);
    const file = await importRun(
      exportRun({ summary: { name: 'carried' }, world, blobs, records: fork.records }),
      host,
    );
    expect(hashWorld(file.world)).toBe(stateHashOf(fork.records[6]!));
    const past = await pastOf(fork);
    const newest = { ...past.newest, blobs: new Map([...fork.created.blobs, ...past.newest.blobs]) };
    const again = await engineAt({ ...past, newest }, 5);
    expect(hashWorld(again.world)).toBe(stateHashOf(fork.records[5]!));
  });
});
