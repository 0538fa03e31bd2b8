/** One run of a contest from its beginning, or from where it was left, to its result on the disk. */
import { spentFlops } from '../../core/flops.ts';
import { runContender } from '../../evaluation/contest/run-contender.ts';
import type { BaseModel } from '../../exchange/adapters/model-card.ts';
import type { Host } from '../../host/index.ts';
import { openContender } from './open-contender.ts';
import { contestHostOf, identityOfRun, placesOfRun, type ContestRun } from './contest-run.ts';
import { clearUnfinished, readResult, readUnfinished, writeResult, writeUnfinished } from './run-files.ts';
import { writeRivalAdapters } from './rival-adapters.ts';

/** A rival is kept at every reading, and whenever it has spent this share of its budget since; a world always. */
const SHARE_BETWEEN_SAVES = 0.05;

interface MakeOptions {
  signal?: AbortSignal;
  /** FLOPs spent so far, told after every generation. */
  onSpent?: (flops: number) => void;
  /** What PEFT is to load below a rival's adapters; without it none are written. */
  adaptersOn?: BaseModel | undefined;
}

/**
 * Makes a run, unless its result is there. What it leaves when it is stopped is what it goes on from.
 * @param out  the contest's directory
 * @throws LabErrors of the run's files and states, `contest-budget`, the abort reason, what the host throws
 */
export async function makeRun(
  out: string,
  run: ContestRun,
  host: Host,
  { signal, onSpent, adaptersOn }: MakeOptions = {},
): Promise<void> {
  const identity = contestHostOf(host.identity, host.backend.kind);
  if (await readResult(out, run, identity)) return;
  const { contest, experiment, seed } = run;
  const before = await readUnfinished(out, run, identity);
  if (before === null) await writeUnfinished(out, run, identity, []);
  const { contender, save } = await openContender(run, placesOfRun(out, run).directory, host);
  const { budget, marks, tasks, config } = experiment;
  const { maxNewTokens } = config.attempts;
  const course = { host, salt: contest.salt, seed, budget, marks, tasks, maxNewTokens };
  let kept = { readings: before?.length ?? 0, flops: spentFlops(contender.spent) };
  const readings = await runContender(contender, course, before ?? [], {
    signal,
    onRead: async (mark, voices) => {
      if (adaptersOn && run.arm.kind === 'rival')
        await writeRivalAdapters(out, voices, { run, mark, host, identity, base: adaptersOn });
    },
    onStep: async (readings) => {
      const flops = spentFlops(contender.spent);
      onSpent?.(flops);
      const isDue = readings.length > kept.readings || flops - kept.flops >= SHARE_BETWEEN_SAVES * budget;
      if (isDue) {
        await writeUnfinished(out, run, identity, readings);
        kept = { readings: readings.length, flops };
      }
      await save(isDue);
    },
  });
  const { spent, changes } = contender;
  const facts = contender.facts();
  await writeResult(out, run, {
    ...identityOfRun(run, identity),
    spent: { ...spent },
    readings,
    facts,
    changes: [...changes],
  });
  await clearUnfinished(out, run);
}
