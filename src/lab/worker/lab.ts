/**
 * The lab, in its worker: what the page may ask. It is handed all that ties it to a place (model, store, ownership,
 * channel, clock), so the same lab runs in tests. One tab owns it; in any other it only looks on.
 *
 * Commands that must not wait for a generation (pause, speed, tweak) change what the next one reads; the others take
 * their turn in the present run's queue.
 */
import type { GenerationRecord, Measurement } from '../../ecology/events/events.ts';
import { presetsOf } from '../../evaluation/presets.ts';
import type { RunSummary } from '../../record/store/store.ts';
import type {
  Answerer,
  Asked,
  CarriedWords,
  ExportForm,
  FileMeasurement,
  ForkOptions,
  GivenFile,
  GivenRun,
  GivenTasks,
  HostChoice,
  HostReport,
  HubDownload,
  HubOffer,
  HubRequest,
  LabCommands,
  MeasureOptions,
  MergedExport,
  MergeRequest,
  NewRunOptions,
  OpenOptions,
  PastOffer,
  Preset,
  ProposedWorld,
  ProposeOptions,
  RunChoice,
  TaskReport,
} from '../contract.ts';
import { breathe } from '../present/breathe.ts';
import { PresentRun, type PresentParts } from '../present/present-run.ts';
import { RunOpener, type OpenerParts } from '../present/run-opener.ts';
import { Standing, type StandingParts } from '../present/standing.ts';
import { thumbOn } from '../present/thumbs.ts';
import { withTweak } from '../present/tweaks.ts';
import { experimentInFile } from './given-files.ts';
import { checkQuestion, checkSpeed, extinct } from './lab-words.ts';
import { Measuring } from './measuring.ts';
import { Merging } from './merging.ts';
import { ModelCommands } from './model-commands.ts';
import { Proposing } from './proposing.ts';
import { RunCommands } from './run-commands.ts';

export type LabParts = Omit<PresentParts, 'tell'> & OpenerParts & StandingParts;

export class Lab implements LabCommands {
  readonly #presetTexts: ReadonlyMap<string, string>;
  readonly #present: PresentRun;
  readonly #standing: Standing;
  readonly #models: ModelCommands;
  readonly #runs: RunCommands;
  readonly #measuring: Measuring;
  readonly #merging: Merging;
  readonly #proposing: Proposing;

  constructor(parts: LabParts) {
    const { post, channel, now } = parts;
    this.#presetTexts = parts.presetTexts;
    const present = new PresentRun({
      ...parts,
      tell(message) {
        post(message);
        channel?.postMessage(message);
      },
    });
    const opener = new RunOpener(parts, present);
    const standing = new Standing(parts, present, opener);
    this.#present = present;
    this.#standing = standing;
    this.#models = new ModelCommands(parts.hosts, present, standing);
    this.#measuring = new Measuring(present, standing);
    this.#merging = new Merging(present, standing, this.#measuring);
    this.#runs = new RunCommands(present, opener, standing, this.#measuring);
    this.#proposing = new Proposing(present, standing, this.#measuring, now);
  }

  async open(options: OpenOptions): Promise<void> {
    const present = this.#present;
    const refusal = await present.queue.run(async () => {
      checkSpeed(options.speed);
      present.loop.setSpeed(options.speed);
      present.status.set({ phase: 'starting', error: null, speed: options.speed });
      try {
        return await this.#standing.open(options);
      } catch (thrown) {
        present.fail(thrown);
        throw thrown;
      }
    });
    if (refusal) throw refusal;
  }

  // ——— the run that is open ———

  async play(): Promise<void> {
    if (this.#standing.owned().run.extinct) throw extinct();
    this.#present.play();
  }

  async pause(): Promise<void> {
    this.#standing.owned();
    this.#present.pause();
  }

  async step(): Promise<void> {
    if (this.#standing.owned().run.extinct) throw extinct();
    this.#present.pause();
    await this.#present.turn();
  }

  async setSpeed(generationsPerSecond: number): Promise<void> {
    checkSpeed(generationsPerSecond);
    this.#present.loop.setSpeed(generationsPerSecond);
    this.#present.status.set({ speed: generationsPerSecond });
  }

  async tweak(path: string, value: unknown): Promise<void> {
    const { config } = this.#standing.owned().run.engine.world;
    const { status } = this.#present;
    status.set({ pending: withTweak(config, status.now.pending, path, value) });
  }

  async feedback(generation: number, index: number, thumb: 'up' | 'down'): Promise<void> {
    const { run, keeper } = this.#standing.owned();
    const [page] = await keeper.records(run.id, generation, generation);
    if (this.#standing.owned().run === run) this.#present.thumb(thumbOn(page, index, thumb));
  }

  async ask(prompt: string, answerers: readonly Answerer[]): Promise<Asked> {
    this.#standing.owned();
    checkQuestion(prompt, answerers);
    const engine = () => this.#standing.owned().run.engine;
    return this.#present.answer((onTexts) => engine().ask({ prompt, answerers, onTexts, breathe }));
  }

  // ——— models ———

  hosts(): Promise<HostChoice[]> {
    return this.#models.list();
  }

  addHost(files: readonly GivenFile[]): Promise<HostChoice | null> {
    return this.#models.add(files);
  }

  lookUpHost(request: HubRequest): Promise<HubOffer> {
    return this.#models.lookUp(request);
  }

  getHost(request: HubRequest & { graph: string }): Promise<HostChoice | null> {
    return this.#models.get(request);
  }

  downloads(): Promise<HubDownload[]> {
    return this.#models.downloads();
  }

  deleteDownload(id: string): Promise<void> {
    return this.#models.deleteDownload(id);
  }

  async stopAdding(): Promise<void> {
    this.#models.stopAdding();
  }

  deleteHost(name: string): Promise<void> {
    return this.#models.delete(name);
  }

  aboutHost(): Promise<HostReport> {
    return this.#models.about();
  }

  // ——— worlds ———

  async presets(): Promise<Preset[]> {
    return presetsOf(this.#presetTexts);
  }

  readExperiment(file: File): Promise<Preset> {
    return experimentInFile(file, this.#presetTexts);
  }

  proposeWorld(options: ProposeOptions): Promise<ProposedWorld | null> {
    return this.#proposing.propose(options);
  }

  async stopProposing(): Promise<void> {
    this.#proposing.stop();
  }

  // ——— runs ———

  newRun(options: NewRunOptions): Promise<void> {
    return this.#runs.begin(options);
  }

  runs(): Promise<RunSummary[]> {
    return this.#runs.list();
  }

  openRun(id: string, choice?: RunChoice): Promise<void> {
    return this.#runs.open(id, choice);
  }

  deleteRun(id: string): Promise<void> {
    return this.#runs.delete(id);
  }

  renameRun(id: string, name: string): Promise<void> {
    return this.#runs.rename(id, name);
  }

  records(from: number, to: number): Promise<GenerationRecord[]> {
    return this.#runs.records(from, to);
  }

  exportRun(form?: ExportForm): Promise<{ fileName: string; bytes: Uint8Array }> {
    return this.#runs.export(form);
  }

  importRun(given: GivenRun, choice?: RunChoice): Promise<boolean> {
    return this.#runs.import(given, choice);
  }

  past(): Promise<PastOffer> {
    return this.#runs.forks.past();
  }

  fork(options: ForkOptions): Promise<boolean> {
    return this.#runs.forks.fork(options);
  }

  async stopFork(): Promise<void> {
    this.#runs.forks.stop();
  }

  async stopImport(): Promise<void> {
    this.#runs.stopImport();
  }

  // ——— measurements ———

  evaluate(tasks: number): Promise<Measurement> {
    return this.#measuring.evaluate(tasks);
  }

  checkTasks(given: GivenTasks): Promise<TaskReport | null> {
    return this.#measuring.check(given);
  }

  measureTasks(options: MeasureOptions): Promise<FileMeasurement | null> {
    return this.#measuring.measure(options);
  }

  async stopTasks(): Promise<void> {
    this.#measuring.stop();
  }

  carriedAdapters(): Promise<CarriedWords[]> {
    return this.#merging.list();
  }

  mergeAdapters(options: MergeRequest): Promise<MergedExport | null> {
    return this.#merging.merge(options);
  }
}
