/**
 * Whether a directory may be continued: only by the same run, since anything else would be two runs in one journal. One of
 * older rules, and so of an older lab, goes on under today's, as its journal will say.
 */
import { LabError } from '../core/errors.ts';
import { RULES_VERSION } from '../core/rules-version.ts';
import { canonicalJson, hashBytes } from '../base/hash.ts';
import { differences, type Experiment } from '../evaluation/experiment.ts';
import type { GivenFounder } from '../ecology/world/founding.ts';
import { livesOn, otherHostInWords } from '../ecology/world/rules.ts';
import type { World } from '../ecology/world/world.ts';
import { withoutSignedZeros, writePeft, type Host } from '../host/index.ts';
import { LAB_VERSION } from '../record/version.ts';
import type { View } from '../record/fold/view.ts';
import { foldRecord } from '../record/fold/fold.ts';
import { DirectoryStore } from './store-directory.ts';

/**
 * Looks before anything is written. A directory without a run is fine.
 * @throws LabError `run-other` when it holds a run of another experiment, seed or host, or of another version of the
 *   lab under the same rules; `run-newer` and `journal-damaged` of its files
 */
export async function requireSameRun(wanted: {
  directory: string;
  experiment: Experiment;
  seed: string;
  host: Host;
  /** Its first founders, where they were given. */
  founders?: readonly GivenFounder[];
}): Promise<void> {
  const store = await DirectoryStore.read(wanted.directory);
  const [summary] = (await store?.listRuns()) ?? [];
  if (!store || !summary) return;
  const [founding] = await store.readRecords(summary.id, 0, 0);
  const view = foldRecord(null, founding!);
  const { world } = await store.readWorld(summary.id);
  const why = whyOther(view, world, wanted) ?? whyOtherFounders(view, wanted.host, wanted.founders ?? []);
  if (why === null) return;
  throw new LabError(
    'run-other',
    `The directory ${wanted.directory} holds another run, “${summary.name}”, seed ${summary.seed}: ${why}.`,
    'Name another directory with --out; nothing was written.',
  );
}

/** Whoever was given was born first, with the weights that were given; a run that was founded so goes on without being given them. */
function whyOtherFounders({ organelles }: View, { sites }: Host, given: readonly GivenFounder[]): string | null {
  const born = (i: number) => organelles.get(i + 1)?.weights;
  const other = given.findIndex(
    ({ adapter }, i) => hashBytes(writePeft(sites, withoutSignedZeros(adapter))) !== born(i),
  );
  return other < 0 ? null : `its founder ${other + 1} is another adapter`;
}

/** What is different, as the end of a sentence; parameters are compared as the run began, since a world may move its own. */
function whyOther(
  { run, initialConfig }: View,
  world: World,
  { experiment, seed, host }: { experiment: Experiment; seed: string; host: Host },
): string | null {
  if (run.seed !== seed) return `its seed is not ${seed}`;
  if (!livesOn(world, host.identity)) return `it lives on ${otherHostInWords(world, host.identity)}`;
  if (run.rules === RULES_VERSION && run.lab !== LAB_VERSION)
    return `it was made by version ${run.lab} of the lab, and this is ${LAB_VERSION}`;
  if (canonicalJson(initialConfig) === canonicalJson(experiment.config)) return null;
  return `it differs in ${differences(initialConfig, experiment.config).join(', ')}`;
}
