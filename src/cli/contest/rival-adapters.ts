/**
 * What a rival had learnt at its newest reading, as PEFT reads it:
 *
 *     EXPERIMENT/ARM-SEED.adapters/adapters.json   of which run they are, and who answers where by each voice
 *     EXPERIMENT/ARM-SEED.adapters/adapter-1/…     adapter_config.json and adapter_model.safetensors
 *
 * A world needs none of it: its directory stays, and `evolora export` reads that.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashBytes } from '../../base/hash.ts';
import type { Contender } from '../../evaluation/contest/contender.ts';
import type { BaseModel } from '../../exchange/adapters/model-card.ts';
import { jsonFile } from '../../exchange/run.ts';
import { peftDirectory, writePeft, type Adapter, type Host } from '../../host/index.ts';
import { identityOfRun, placesOfRun, type ContestHost, type ContestRun } from './contest-run.ts';

/** Whose adapters they are, and what they are written beside. */
interface RivalAdapters {
  run: ContestRun;
  /** TFLOPs: where they were read. */
  mark: number;
  host: Pick<Host, 'sites'>;
  identity: ContestHost;
  /** What PEFT loads below them. */
  base: BaseModel;
}

/** Writes those who answered there, anew, also where an earlier writing was cut short. Rejects with what the file system throws. */
export async function writeRivalAdapters(
  out: string,
  answering: ReturnType<Contender['voices']>,
  { run, mark, host, identity, base }: RivalAdapters,
): Promise<void> {
  const directory = placesOfRun(out, run).adapters;
  await rm(directory, { recursive: true, force: true });
  const names = new Map<Adapter, string>();
  const nameOf = (adapter: Adapter) => {
    if (!names.has(adapter)) names.set(adapter, `adapter-${names.size + 1}`);
    return names.get(adapter)!;
  };
  const voices = Object.entries(answering).map(([voice, cells]) => [
    voice,
    Object.fromEntries([...cells].map(([cell, adapter]) => [cell, adapter && nameOf(adapter)])),
  ]);
  const adapters = [];
  for (const [adapter, name] of names) {
    const { repository, revision } = base;
    const { modelType } = identity;
    const files = peftDirectory(writePeft(host.sites, adapter), { base: repository, revision, modelType });
    await mkdir(join(directory, name), { recursive: true });
    for (const [file, bytes] of files) await writeFile(join(directory, name, file), bytes);
    adapters.push({ name, rank: adapter.rank, sha256: hashBytes(files.get('adapter_model.safetensors')!) });
  }
  await mkdir(directory, { recursive: true });
  const about = {
    format: 'evolora-rival',
    version: 1,
    run: identityOfRun(run, identity),
    mark,
    base_model: base.repository,
    revision: base.revision ?? null,
    adapters,
    voices: Object.fromEntries(voices) as unknown,
  };
  await writeFile(join(directory, 'adapters.json'), jsonFile(about));
}
