/**
 * A lab without a model, for looking at and testing the page: the real engine on a host that is no model (tests/lab/
 * tiny-host.ts), behind the same commands and messages as the worker. Nothing of it is shipped.
 */
import { LabError } from '../../src/core/errors.ts';
import { configSchema, type Config } from '../../src/ecology/config/config.ts';
import { Engine } from '../../src/ecology/engine.ts';
import { parameterAt, withValue } from '../../src/ecology/config/parameters.ts';
import type { GenerationRecord } from '../../src/ecology/events/events.ts';
import type { Thumb } from '../../src/ecology/organs/feedback.ts';
import { presetsOf } from '../../src/evaluation/presets.ts';
import type {
  Asked,
  HostChoice,
  LabCommands,
  LabMessage,
  LabStatus,
  PastOffer,
  Preset,
  Answerer,
  RunSummary,
} from '../../src/lab/contract.ts';
import { PRESET_TEXTS } from '../../src/lab/preset-texts.ts';
import { experimentInFile } from '../../src/lab/worker/given-files.ts';
import { checkThumb, thumbOn } from '../../src/lab/present/thumbs.ts';
import type { Host, Projection, Site } from '../../src/host/index.ts';
import { tinyHost } from '../support/tiny-host.ts';

const PROJECTIONS: readonly Projection[] = ['q', 'k', 'v', 'o', 'gate', 'up', 'down'];

/** As many sites as a small model has, so that what is shown layer by layer has layers. */
const SITES: readonly Site[] = Array.from({ length: 6 }, (_, layer) =>
  PROJECTIONS.map((projection) => ({
    layer,
    projection,
    inputs: 4,
    outputs: 4,
    module: `model.layers.${layer}.${projection}_proj`,
  })),
).flat();

const scriptedHost = (): Host => ({ ...tinyHost(), sites: SITES });

/** A world in which the young learn. */
const LEARNING = { rule: 'evolution', trials: 16 } as const;
/** In which pairs merge and some children pass, the seasons turn, disasters strike and a person's thumb counts. */
const MERGING = { every: 5, threshold: 2, alpha: 0.4, maxTasks: 200, batch: 8, costShare: 0.01 } as const;
const ORGANS = {
  winterEvery: 40,
  winterLength: 4,
  winterYield: 0.8,
  catastropheEvery: 70,
  feedbackEnergy: 1,
  canariesEvery: 10,
} as const;
/** Rich enough to live through all of that, and with cells that somebody masters. */
const PLENTY = { prices: { base: 3 }, cells: { mastery: 0.6 } } as const;

export interface ScriptedLab extends LabCommands {
  /** Everything the page asked for, by name. */
  readonly asked: string[];
  say(message: LabMessage): void;
}

interface Options {
  /** Milliseconds a generation takes; 0 for tests. */
  generationMs?: number;
  /** Generations already lived when the lab opens. */
  lived?: number;
}

export function scriptedLab(
  listener: (message: LabMessage) => void,
  { generationMs = 0, lived = 0 }: Options = {},
): ScriptedLab {
  return new Scripted(listener, generationMs, lived);
}

class Scripted implements ScriptedLab {
  readonly asked: string[] = [];
  readonly say: (message: LabMessage) => void;
  #engine: Engine | null = null;
  #records: GenerationRecord[] = [];
  #runs: RunSummary[] = [];
  #status: LabStatus;
  #thumbs: readonly Thumb[] = [];
  #generationMs: number;
  #lived: number;
  #isLooping = false;

  constructor(listener: (message: LabMessage) => void, generationMs: number, lived: number) {
    this.say = listener;
    this.#generationMs = generationMs;
    this.#lived = lived;
    this.#status = {
      phase: 'starting',
      activity: { text: 'Loading the host', progress: 0.4 },
      underWay: null,
      runId: null,
      backend: 'WebAssembly, 2 threads',
      hostName: 'micro',
      hostParameters: 1_690_000,
      notes: ['This browser offers no WebGPU, so the model runs on the processor.'],
      tokensPerSecond: null,
      episodesPerSecond: null,
      savedGeneration: null,
      storageProblem: null,
      error: null,
      speed: 2,
      pending: {},
    };
  }

  async open({
    autoplay,
    speed,
    seed = 'scripted',
  }: {
    autoplay: boolean;
    speed: number;
    seed?: string;
  }): Promise<void> {
    this.#set({ speed });
    const config = { ...PLENTY, measure: { every: 25 }, learning: LEARNING, merging: MERGING, organs: ORGANS };
    await this.#begin(seed, 'Quiet meadow', configSchema.parse(config));
    if (autoplay) void this.play();
  }

  async play(): Promise<void> {
    this.asked.push('play');
    this.#set({ phase: 'playing' });
    if (!this.#isLooping) void this.#loop();
  }

  async #loop(): Promise<void> {
    this.#isLooping = true;
    while (this.#status.phase === 'playing') {
      await this.#turn(true);
      await rest(Math.max(0, 1000 / this.#status.speed - this.#generationMs));
    }
    this.#isLooping = false;
  }

  async pause(): Promise<void> {
    this.asked.push('pause');
    this.#set({ phase: 'paused' });
  }

  async step(): Promise<void> {
    this.asked.push('step');
    this.#set({ phase: 'paused' });
    await this.#turn(true);
  }

  async setSpeed(speed: number): Promise<void> {
    this.asked.push(`speed ${speed}`);
    this.#set({ speed });
  }

  async tweak(path: string, value: unknown): Promise<void> {
    this.asked.push(`tweak ${path} ${JSON.stringify(value)}`);
    parameterAt(path);
    withValue(this.#engine!.world.config, path, value);
    this.#set({ pending: { ...this.#status.pending, [path]: value } });
  }

  async feedback(generation: number, index: number, thumb: 'up' | 'down'): Promise<void> {
    this.asked.push(`thumb ${thumb} ${generation}.${index}`);
    const given = thumbOn(this.#records[generation], index, thumb);
    checkThumb(this.#engine!.world, this.#thumbs, given);
    this.#setThumbs([...this.#thumbs, given]);
  }

  #setThumbs(thumbs: readonly Thumb[]): void {
    this.#thumbs = thumbs;
    this.#set({ thumbs });
  }

  async newRun({ name, seed, config }: Parameters<LabCommands['newRun']>[0]): Promise<void> {
    this.asked.push('newRun');
    await this.#begin(seed, name ?? `Run ${seed}`, configSchema.parse(config));
  }

  async presets(): Promise<Preset[]> {
    return presetsOf(PRESET_TEXTS);
  }

  readExperiment(file: File): Promise<Preset> {
    return experimentInFile(file, PRESET_TEXTS);
  }

  async runs(): Promise<RunSummary[]> {
    return this.#runs;
  }

  async openRun(id: string): Promise<void> {
    throw new LabError('run-unknown', `The run ${id} is not kept any more.`, 'Choose another one.');
  }

  async deleteRun(id: string): Promise<void> {
    this.asked.push(`delete ${id}`);
    this.#runs = this.#runs.filter((run) => run.id !== id);
  }

  async renameRun(id: string, name: string): Promise<void> {
    this.#runs = this.#runs.map((run) => (run.id === id ? { ...run, name } : run));
  }

  async records(from: number, to: number): Promise<GenerationRecord[]> {
    this.asked.push(`records ${from}..${to}`);
    return this.#records.slice(from, to + 1);
  }

  async exportRun(): Promise<{ fileName: string; bytes: Uint8Array }> {
    return { fileName: 'quiet-meadow.evolora', bytes: new Uint8Array(1200) };
  }

  async stopImport(): Promise<void> {}

  async past(): Promise<PastOffer> {
    return { states: [{ generation: 0, bytes: 2 ** 20 }], budgetBytes: 64 * 2 ** 20, backend: 'wasm' };
  }

  async fork(): Promise<boolean> {
    this.asked.push('fork');
    return true;
  }

  async stopFork(): Promise<void> {}

  async importRun(): Promise<boolean> {
    throw new LabError(
      'import-foreign',
      'This file is not a run of this lab, so nothing was changed.',
      'Choose a file that was exported here; it ends in .evolora.',
    );
  }

  async evaluate(tasks: number): ReturnType<LabCommands['evaluate']> {
    const event = await this.#engine!.evaluate({ tasks });
    const generation = this.#engine!.world.generation;
    const page = this.#records[generation]!;
    this.#records[generation] = { ...page, events: [...page.events, event] };
    this.say({ kind: 'amended', runId: this.#status.runId!, generation, events: [event] });
    return event;
  }

  async hosts(): Promise<HostChoice[]> {
    return [{ name: 'micro', model: 'micro', isBuiltIn: true, bytes: null, description: null }];
  }

  async addHost(): Promise<HostChoice> {
    throw new LabError('model-missing', 'There is no model in what was given.', 'Choose a folder with a model in it.');
  }

  async stopAdding(): Promise<void> {}

  async lookUpHost(): ReturnType<LabCommands['lookUpHost']> {
    throw new LabError('hub-unreachable', 'There is no hub here.', 'Ask another lab.');
  }

  async getHost(): ReturnType<LabCommands['getHost']> {
    return null;
  }

  async downloads(): ReturnType<LabCommands['downloads']> {
    return [];
  }

  async deleteDownload(): Promise<void> {}

  async deleteHost(): Promise<void> {}

  async aboutHost(): ReturnType<LabCommands['aboutHost']> {
    throw new LabError('fault', 'There is nothing to look into.', 'Ask another lab.');
  }

  async proposeWorld(): ReturnType<LabCommands['proposeWorld']> {
    return null;
  }

  async stopProposing(): Promise<void> {}

  async checkTasks(): ReturnType<LabCommands['checkTasks']> {
    return null;
  }

  async measureTasks(): ReturnType<LabCommands['measureTasks']> {
    return null;
  }

  async stopTasks(): Promise<void> {}

  async carriedAdapters(): ReturnType<LabCommands['carriedAdapters']> {
    return [];
  }

  async mergeAdapters(): ReturnType<LabCommands['mergeAdapters']> {
    return null;
  }

  ask(prompt: string, answerers: readonly Answerer[]): Promise<Asked> {
    this.asked.push(`ask ${answerers.map((each) => JSON.stringify(each)).join(' ')} ${prompt}`);
    return this.#engine!.ask({ prompt, answerers });
  }

  async #begin(seed: string, name: string, config: Config): Promise<void> {
    const { engine, outcome } = Engine.begin({ seed, name, config, host: scriptedHost(), lab: 'scripted' });
    this.#engine = engine;
    this.#records = [outcome.record];
    this.#thumbs = [];
    for (let i = 0; i < this.#lived; i++) {
      await this.#turn(false, i % 40 === 30 ? { 'energy.ticket': 0.3 + (i % 3) / 10 } : {});
    }
    const id = `run-${this.#runs.length + 1}`;
    const run = {
      id,
      name,
      seed,
      generations: this.#records.length,
      savedAt: 1_795_000_000_000,
      hostName: 'micro',
    };
    this.#runs = [...this.#runs, run];
    this.#set({
      phase: 'paused',
      activity: null,
      runId: id,
      pending: {},
      savedGeneration: this.#records.length - 1,
      tokensPerSecond: 1483.2,
      episodesPerSecond: 23.1,
    });
    this.say({ kind: 'run', run });
  }

  async #turn(isTold: boolean, tweaks: Readonly<Record<string, unknown>> = this.#status.pending): Promise<void> {
    if (isTold) this.#set({ underWay: { generation: this.#records.length, tweaks } });
    if (isTold && this.#generationMs > 0) await this.#stream();
    const { record } = await this.#engine!.generation({ tweaks, thumbs: this.#thumbs });
    this.#setThumbs([]);
    this.#records.push(record);
    if (!isTold) return;
    this.say({ kind: 'record', runId: this.#status.runId!, record });
    this.#set({ pending: {}, underWay: null, savedGeneration: record.generation });
  }

  /** Last generation's answers, typed out again, as a stream looks. */
  async #stream(): Promise<void> {
    const episodes = this.#records
      .at(-1)!
      .events.filter((event) => event.type === 'episode')
      .slice(0, 12);
    const frames = 12;
    for (let frame = 1; frame <= frames; frame++) {
      const texts = episodes.map(({ organelle, cell, prompt, answer }) => ({
        organelle,
        cell,
        prompt,
        text: answer.slice(0, Math.ceil((answer.length * frame) / frames)),
      }));
      this.say({ kind: 'streaming', texts });
      await rest(this.#generationMs / frames);
    }
  }

  #set(changes: Partial<LabStatus>): void {
    this.#status = { ...this.#status, ...changes };
    this.say({ kind: 'status', status: this.#status });
  }
}

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
