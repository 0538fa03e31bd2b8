/** Who runs: begun anew, or as it was left in the run's directory. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contender } from '../../evaluation/contest/contender.ts';
import type { RivalArm, WorldArm } from '../../evaluation/contest/contest.ts';
import { runSeedOf } from '../../evaluation/contest/run-contender.ts';
import { WorldContender } from '../../evaluation/contest/world-contender.ts';
import { Rival, type RivalOptions } from '../../evaluation/rivals/rival.ts';
import { readRivalState, writeRivalState } from '../../evaluation/rivals/state.ts';
import type { Host } from '../../host/index.ts';
import { beginRun, resumeEngine } from '../../record/store/runs-to-engines.ts';
import type { GenerationStep } from '../../record/store/store.ts';
import { absent, replaceFile } from '../replace-file.ts';
import { DirectoryStore } from '../store-directory.ts';
import { nameOfRun, worldOfRun, type ContestRun } from './contest-run.ts';

/** A contender, and how it is kept. */
interface KeptContender {
  contender: Contender;
  /**
   * Writes what it has become, when everything that was to be read of it has been kept: a reading is of how it stood before
   * the newest generation, so one that is lost in the middle of it must not find that generation done.
   * @param isDue  false in between, when only what cannot be left out is written
   */
  save: (isDue: boolean) => Promise<void>;
}

/** @param directory  there, and empty or of this very run. Throws LabErrors of damaged states. */
export function openContender(run: ContestRun, directory: string, host: Host): Promise<KeptContender> {
  const { arm } = run;
  return arm.kind === 'world' ? openWorld(run, arm, directory, host) : openRival(run, arm, directory, host);
}

/** A world keeps every generation, journal and all. */
async function openWorld(run: ContestRun, arm: WorldArm, directory: string, host: Host): Promise<KeptContender> {
  const store = await DirectoryStore.open(directory);
  const id = nameOfRun(run);
  const seed = runSeedOf({ salt: run.contest.salt, seed: run.seed });
  const contend = async () => {
    const [summary] = await store.listRuns();
    if (summary) {
      const records = await store.readRecords(summary.id, 0, summary.generations);
      return { engine: resumeEngine(await store.readWorld(summary.id), host), records };
    }
    const { name } = arm;
    const config = worldOfRun(run);
    const { engine, created } = beginRun({ seed, name, config, host, savedAt: Date.now(), idOf: () => id });
    await store.createRun(created);
    return { engine, records: created.records };
  };
  const { engine, records } = await contend();
  const unsaved: GenerationStep[] = [];
  const contender = new WorldContender(engine, records, ({ world }, { record, newBlobs }) => {
    unsaved.push({ record, world, newBlobs, savedAt: Date.now() });
  });
  const save = async () => {
    for (let step = unsaved.shift(); step; step = unsaved.shift()) await store.append(id, step);
  };
  return { contender, save };
}

async function openRival(run: ContestRun, arm: RivalArm, directory: string, host: Host): Promise<KeptContender> {
  const path = join(directory, 'rival.safetensors');
  const config = worldOfRun(run);
  const seed = runSeedOf({ salt: run.contest.salt, seed: run.seed });
  const { rival: name, settings } = arm;
  const { budget } = run.experiment;
  const options: RivalOptions = { name, host, config, seed, settings, budget, clock: () => performance.now() };
  const file = await readFile(path).catch(absent);
  const rival = file ? Rival.fromState(options, readRivalState(new Uint8Array(file))) : Rival.begin(options);
  return {
    contender: rival,
    save: async (isDue) => (isDue ? replaceFile(path, writeRivalState(rival.toState())) : undefined),
  };
}
