/** Files that released labs wrote are read for ever: one of every version is kept. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/ecology/engine.ts';
import { FILE_VERSION } from '../../../src/record/file/migrations.ts';
import { importRun } from '../../support/import-run.ts';
import { tinyHost } from '../../support/tiny-host.ts';

const VERSIONS = Array.from({ length: FILE_VERSION }, (_, i) => i + 1);

describe.each(VERSIONS)('a file of version %i', (version) => {
  const read = async () => {
    const file = new URL(`../../fixtures/runs/version-${version}.evolora`, import.meta.url);
    return importRun(new Uint8Array(await readFile(file)), tinyHost());
  };

  it('is read whole', async () => {
    const { world, records, view, adapters } = await read();
    expect(world.generation).toBe(6);
    expect(records.map(({ generation }) => generation)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(view.living).toEqual(world.organelles.map(({ id }) => id));
    expect(adapters.size).toBeGreaterThan(0);
  });

  it('goes on living', async () => {
    const { world, adapters, memories } = await read();
    const engine = Engine.resume({ world, adapters, memories, host: tinyHost() });
    const { record } = await engine.generation();
    expect(record.generation).toBe(7);
    expect(record.events.some(({ type }) => type === 'episode')).toBe(true);
  });
});
