/** Runs on the tiny host whose past can be gone back to, and forks of them. */
import type { Config, ConfigInput } from '../../src/ecology/config/config.ts';
import { configSchema } from '../../src/ecology/config/config.ts';
import { Engine, type GenerationOptions } from '../../src/ecology/engine.ts';
import type { GenerationRecord } from '../../src/ecology/events/events.ts';
import type { ForkChanges } from '../../src/ecology/world/fork.ts';
import { forkRun } from '../../src/record/past/fork.ts';
import { Pasts } from '../../src/record/past/keeper-of-pasts.ts';
import { PAST_BUDGET_BYTES } from '../../src/record/past/keeping.ts';
import { MemoryPasts } from '../../src/record/past/past-memory.ts';
import { engineAt, type KnownPast } from '../../src/record/past/relive.ts';
import { writePools } from '../../src/record/store/pools.ts';
import type { NewRun } from '../../src/record/store/store.ts';
import { tinyHost } from './tiny-host.ts';
import { LIVELY } from './worlds.ts';

/** A run, its journal, and what is kept of its past. */
export interface PastRun {
  id: string;
  engine: Engine;
  records: GenerationRecord[];
  pasts: Pasts;
}

export function worldOf(config: ConfigInput = {}): Config {
  return configSchema.parse({ ...LIVELY, ...config });
}

export async function beginPast(
  config: ConfigInput = {},
  { budgetBytes = PAST_BUDGET_BYTES, host = tinyHost() } = {},
): Promise<PastRun> {
  const { engine, outcome } = Engine.begin({ seed: '1', name: 'forked', config: worldOf(config), host, lab: 'test' });
  const run = { id: 'one', engine, records: [outcome.record], pasts: new Pasts(new MemoryPasts(), budgetBytes) };
  await run.pasts.lived(run.id, engine);
  return run;
}

export async function liveTo(
  run: PastRun,
  generation: number,
  options: (last: GenerationRecord) => GenerationOptions = () => ({}),
): Promise<PastRun> {
  while (run.engine.world.generation < generation) {
    run.records.push((await run.engine.generation(options(run.records.at(-1)!))).record);
    await run.pasts.lived(run.id, run.engine);
  }
  return run;
}

/** What is known of a run. */
export async function pastOf({ id, engine, records, pasts }: PastRun, host = engine.host): Promise<KnownPast> {
  const { world } = engine;
  const { states } = await pasts.of(id);
  const newest = { world, blobs: writePools(world, engine, host.sites) };
  return { records, newest, kept: states, host };
}

/** A fork of a run after some generation, in the same place. */
export async function forkAt(
  run: PastRun,
  generation: number,
  changes: ForkChanges = {},
): Promise<PastRun & { created: NewRun }> {
  const engine = await engineAt(await pastOf(run), generation);
  const parent = { id: run.id, name: 'forked' };
  const { records } = run;
  const id = `${run.id}-${generation}`;
  const created = forkRun({ parent, records, engine, changes, name: 'a fork', savedAt: 1, idOf: () => id });
  await run.pasts.lived(id, engine);
  return { id, engine, records: [...created.records], pasts: run.pasts, created };
}
