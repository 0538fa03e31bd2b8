/** What happens to worlds that were lived under other rules than today's: they open and replay, and going on is told. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FIRST_RULES, RULES_VERSION } from '../../src/core/rules-version.ts';
import { configSchema } from '../../src/ecology/config/config.ts';
import { Engine } from '../../src/ecology/engine.ts';
import { livesOn } from '../../src/ecology/world/rules.ts';
import { rulesOf } from '../../src/ecology/world/world.ts';
import { exportRun } from '../../src/record/file/evolora-file.ts';
import type { ImportedRun } from '../../src/record/file/read-run.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import { writePools } from '../../src/record/store/pools.ts';
import { importRun } from '../support/import-run.ts';
import { tinyHost } from '../support/tiny-host.ts';

const host = tinyHost();

/** A run of seven generations that a lab wrote before rules had versions. */
async function oldRun(): Promise<ImportedRun> {
  const file = new URL('../fixtures/runs/version-2.evolora', import.meta.url);
  return importRun(new Uint8Array(await readFile(file)), host);
}

function resume({ world, adapters, memories }: ImportedRun): Engine {
  return Engine.resume({ world, adapters, memories, host });
}

describe('a run of older rules', () => {
  it('opens and replays as it was', async () => {
    const { world, view, records } = await oldRun();
    expect([rulesOf(world), view.run.rules]).toEqual([FIRST_RULES, FIRST_RULES]);
    expect(records.flatMap(({ events }) => events).some(({ type }) => type === 'rules-changed')).toBe(false);
  });

  it('is known by config, graphs and weights alone, until it goes on', async () => {
    const { world, adapters, memories } = await oldRun();
    const told = { ...host, identity: { ...host.identity, hash: 'b'.repeat(64) } };
    expect([livesOn(world, told.identity), livesOn({ ...world, rules: RULES_VERSION }, told.identity)]).toEqual([
      true,
      false,
    ]);
    const engine = Engine.resume({ world, adapters, memories, host: told });
    await engine.generation();
    expect(engine.world.host.hash).toBe('b'.repeat(64));
    expect(livesOn(engine.world, told.identity)).toBe(true);
    expect(livesOn(engine.world, host.identity)).toBe(false);
  });

  it('says by an event that it goes on under today’s, once', async () => {
    const old = await oldRun();
    const engine = resume(old);
    const first = (await engine.generation()).record;
    expect(first.events[0]).toEqual({
      type: 'rules-changed',
      from: FIRST_RULES,
      to: RULES_VERSION,
      host: { name: host.identity.name, hash: host.identity.hash, modelType: host.identity.modelType },
    });
    const second = (await engine.generation()).record;
    expect(second.events.some(({ type }) => type === 'rules-changed')).toBe(false);
    const view = [first, second].reduce(foldRecord, old.view);
    expect([view.run.rules, rulesOf(engine.world)]).toEqual([RULES_VERSION, RULES_VERSION]);
    expect(view.marks.at(-1)?.generation).toBeGreaterThanOrEqual(old.world.generation);
    expect(view.marks.some(({ label }) => label === `Rules ${FIRST_RULES} → ${RULES_VERSION}`)).toBe(true);
  });

  it('goes out as a file and comes back, with the change in it', async () => {
    const old = await oldRun();
    const engine = resume(old);
    const { record } = await engine.generation();
    const { world } = engine;
    const file = exportRun({
      summary: { name: old.name },
      world,
      blobs: writePools(world, engine, host.sites),
      records: [...old.records, record],
    });
    expect((await importRun(file, host)).view.run.rules).toBe(RULES_VERSION);
  });

  it('is measured by today’s rules, and the measurement says so', async () => {
    expect((await resume(await oldRun()).evaluate({ tasks: 4 })).rules).toBe(RULES_VERSION);
    const { engine } = Engine.begin({ seed: '1', name: 'new', config: configSchema.parse({}), host, lab: 'test' });
    expect((await engine.evaluate({ tasks: 4 })).rules).toBeUndefined();
  });
});

it('a run of newer rules is not opened, and that is said', async () => {
  const old = await oldRun();
  const world = { ...old.world, rules: RULES_VERSION + 1, later: true };
  const file = exportRun({ summary: { name: 'Later' }, world, blobs: old.blobs, records: old.records });
  await expect(importRun(file, host)).rejects.toThrow(
    expect.objectContaining({ code: 'import-newer', sentence: expect.stringMatching(/rules/) as string }),
  );
});
