/**
 * A lab that has lived already: it knows the pages of a journal and tells them as if they were lived now, without a model and
 * without an engine. For looking at the page, and for measuring how quickly it shows what is told. Nothing of it is shipped.
 */
import type { GenerationRecord } from '../../src/ecology/events/events.ts';
import type { LabCommands, LabMessage, LabStatus, RunSummary } from '../../src/lab/contract.ts';
import { INITIAL_STATUS } from '../../src/lab/status.ts';

interface Options {
  /** Generations lived when the lab opens; the others follow when it plays. */
  lived?: number;
}

/** What the page asks of it beyond this fails as a fault of the test. */
export function replayedLab(
  listener: (message: LabMessage) => void,
  records: readonly GenerationRecord[],
  { lived = records.length - 1 }: Options = {},
): LabCommands {
  let status: LabStatus = { ...INITIAL_STATUS, hostName: 'micro', backend: 'a journal', speed: 2 };
  let told = lived;
  let isLooping = false;
  const run: RunSummary = {
    id: 'replayed',
    name: 'Replayed',
    seed: '1',
    generations: lived,
    savedAt: 0,
    hostName: 'micro',
  };
  const set = (changes: Partial<LabStatus>) => {
    status = { ...status, ...changes };
    listener({ kind: 'status', status });
  };
  const turn = () => {
    const record = records[told + 1];
    if (!record) return set({ phase: 'paused' });
    told++;
    listener({ kind: 'record', runId: run.id, record });
    set({ savedGeneration: told });
  };
  const loop = async () => {
    isLooping = true;
    while (status.phase === 'playing') {
      turn();
      await new Promise((resolve) => setTimeout(resolve, 1000 / Math.min(60, status.speed)));
    }
    isLooping = false;
  };
  const commands: Partial<LabCommands> = {
    async open({ autoplay, speed }) {
      set({ phase: 'paused', runId: run.id, speed, savedGeneration: told, activity: null });
      listener({ kind: 'run', run });
      if (autoplay) await commands.play!();
    },
    async play() {
      set({ phase: 'playing' });
      if (!isLooping) void loop();
    },
    async pause() {
      set({ phase: 'paused' });
    },
    async step() {
      set({ phase: 'paused' });
      turn();
    },
    async setSpeed(speed) {
      set({ speed });
    },
    async records(from, to) {
      return records.slice(from, Math.min(to, told) + 1);
    },
    async hosts() {
      return [];
    },
    async presets() {
      return [];
    },
    async runs() {
      return [run];
    },
  };
  return commands as LabCommands;
}
