/** `evolora contest-run`: one run of a contest, in a process that `contest` starts. Nobody else calls it. */
import { requireMemory } from '../../ecology/world/needs.ts';
import type { BaseModel } from '../../exchange/adapters/model-card.ts';
import { asChild } from '../contest/child.ts';
import { runsOf, worldOfRun } from '../contest/contest-run.ts';
import { makeRun } from '../contest/make-run.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { loadContest } from './contest.ts';

interface ContestRunOptions extends ChosenHost {
  manifest: string;
  out: string;
  experiment: string;
  arm: string;
  seed: string;
  /** A rival's adapters are written too, for PEFT above this model or, unless told, the host by its name. */
  adapters?: boolean;
  base?: BaseModel | undefined;
}

/** Throws LabErrors of the manifest and what `makeRun` throws. */
export async function contestRunCommand(options: ContestRunOptions): Promise<void> {
  const { manifest, out, experiment, arm, seed, adapters, base } = options;
  const runs = runsOf(await loadContest(manifest, [seed]));
  const run = runs.find((one) => one.experiment.name === experiment && one.arm.name === arm);
  if (!run) throw new RangeError(`no run of ${experiment}/${arm}`);
  const world = worldOfRun(run);
  const parent = asChild();
  const host = await openChosenHost(options, 1, (memory) => requireMemory(world, memory, false));
  const adaptersOn = adapters ? (base ?? { repository: host.identity.name }) : undefined;
  try {
    await makeRun(out, run, host, { signal: parent.signal, onSpent: parent.tellSpent, adaptersOn });
  } finally {
    await host.dispose();
    parent.leave();
  }
}
