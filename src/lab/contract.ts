/**
 * What crosses between the page and the lab's worker: commands in, records and status out, all plain data. Both sides
 * import this file and nothing of each other.
 */
import type { ErrorReport } from '../core/errors.ts';
import type { Answerer, Asked } from '../ecology/judging/ask.ts';
import type { ConfigInput } from '../ecology/config/config.ts';
import type { Event, GenerationRecord, Measurement } from '../ecology/events/events.ts';
import type { StreamedText } from '../ecology/world/turn.ts';
import type { Preset } from '../evaluation/presets.ts';
import type { TaskReport } from '../evaluation/tasks/report-tasks.ts';
import type { ProposedWorld } from '../evaluation/world/propose-world.ts';
import type { ExportForm } from '../exchange/packed.ts';
import type { HostDescription, HostReport } from '../host/index.ts';
import type { RunSummary } from '../record/store/store.ts';
import type { ForkCommands } from './fork-contract.ts';
import type { HubDownload, HubOffer, HubRequest } from './hub-contract.ts';
import type { CarriedWords, FileMeasurement, MergedExport, MergeRequest } from './merging-contract.ts';

export type { Answerer, Asked, AskedAnswer } from '../ecology/judging/ask.ts';
export type { StreamedText } from '../ecology/world/turn.ts';
export type { Preset } from '../evaluation/presets.ts';
export type { TaskReport } from '../evaluation/tasks/report-tasks.ts';
export type { ExportForm } from '../exchange/packed.ts';
export { FORMAT_NAMES, FORMAT_WORDS, type FormatName } from '../exchange/format-words.ts';
export type { HostReport } from '../host/index.ts';
export type { ProposedWorld } from '../evaluation/world/propose-world.ts';
export type { RouterName } from '../routing/router.ts';
export type { RunSummary } from '../record/store/store.ts';
export type { ForkOptions, PastOffer } from './fork-contract.ts';
export type { HubDownload, HubForm, HubOffer, HubRequest } from './hub-contract.ts';
export type { CarriedWords, FileMeasurement, MergedExport, MergeRequest } from './merging-contract.ts';

/** The preset of the first world, and of a new run until another one is chosen. */
export const FIRST_PRESET = 'customs';

/** The preset that a world on tasks of one's own begins from unless told: the first one without customs, which only the lab's tasks have. */
export const FIRST_OWN_PRESET = 'ecology';

type Phase =
  /** Loading the host, opening the store. */
  | 'starting'
  | 'playing'
  | 'paused'
  /** Another tab owns the run; this one reads its journal. */
  | 'viewing'
  /** The worker or the device was lost; the run is being brought back from its last generation. */
  | 'recovering'
  | 'failed';

/** How the lab is, apart from what the world is. Sent whenever it changes. */
export interface LabStatus {
  phase: Phase;
  /** What is going on while starting, recovering or evaluating; empty otherwise. 0..1 or null when unknown. */
  activity: { text: string; progress: number | null } | null;
  /** The generation being lived, with the changes that hold in it already; null between two: paused, the world then stands still. */
  underWay: { generation: number; tweaks: Readonly<Record<string, unknown>> } | null;
  runId: string | null;
  /** `wasm × 2`, `WebGPU`, … */
  backend: string;
  hostName: string;
  hostParameters: number;
  /** Plain sentences, such as why WebGPU is not used. */
  notes: readonly string[];
  /** Prompt and new tokens per second over the newest generations; null before the first. */
  tokensPerSecond: number | null;
  episodesPerSecond: number | null;
  /** Last generation that is safely in the journal; null when nothing is. */
  savedGeneration: number | null;
  /** Set when the store refuses; the run then goes on in memory. */
  storageProblem: ErrorReport | null;
  error: ErrorReport | null;
  /** Generations per second asked for: the least pause between two is 1 / speed; Infinity is as fast as it can. */
  speed: number;
  /** Changes that take hold at the next generation: path → value. */
  pending: Readonly<Record<string, unknown>>;
  /** Thumbs that take hold at the next generation. */
  thumbs?: readonly { generation: number; index: number; thumb: 'up' | 'down' }[];
  /** While viewing: the other tab is gone, and `open` makes this one the owner. */
  canTakeOver?: boolean;
}

/** What the worker tells the page. */
export type LabMessage =
  | { kind: 'status'; status: LabStatus }
  /** Another run is the present one (new, resumed, imported): forget the old view; its records follow through `records`. */
  | { kind: 'run'; run: RunSummary }
  | { kind: 'record'; runId: string; record: GenerationRecord }
  /** Events that came to a generation already told, such as an evaluation somebody asked for. */
  | { kind: 'amended'; runId: string; generation: number; events: readonly Event[] }
  | { kind: 'streaming'; texts: readonly StreamedText[] }
  /** What is being answered to a prompt of somebody's own, the bare host's text first. */
  | { kind: 'answering'; texts: readonly string[] }
  /** Something happened that is told until it has been read. */
  | { kind: 'notice'; notice: Notice }
  /** The device was lost so many times in a row: all is kept, and a fresh worker is to go on from there. */
  | { kind: 'renew'; losses: number; playing: boolean }
  | { kind: 'heartbeat' };

/** What happened that somebody may have missed. */
export type Notice = 'device-lost' | 'device-gave-way';
/** What a worker leaves to the one in its place, beside what is in the store. */
export interface LeftOver extends Pick<LabStatus, 'pending' | 'thumbs'> {
  /** of the device, in a row */
  losses: number;
}

export interface OpenOptions {
  prefer?: 'auto' | 'webgpu' | 'wasm';
  autoplay: boolean;
  speed: number;
  /** Of the first run, when there is none to resume. */
  seed?: string;
  config?: ConfigInput;
  runId?: string;
  /** Name of the model to begin on: its newest run goes on, or a first one begins. */
  host?: string;
  /** Of the worker before this one, for the run of `runId`. */
  left?: LeftOver;
}

/** A file of a model, as somebody dropped or chose it. */
export interface GivenFile {
  /** With the folders that were given with it, and slashes between. */
  path: string;
  file: File;
}

/** A model that a run can live on. */
export interface HostChoice {
  /** under which a run can be begun on it */
  name: string;
  /** of the model itself; another than `name` where its numbers are rounded */
  model: string;
  /** It comes with the lab. */
  isBuiltIn: boolean;
  /** What it takes in this browser; null where it is not kept here. */
  bytes: number | null;
  /** null where it has not been looked at */
  description: HostDescription | null;
}

/**
 * A run that somebody gives: a file, the files of a run's directory by their paths within it, or where a file or, with a slash
 * at its end, a directory lies.
 */
export type GivenRun = File | { name: string; files: readonly GivenFile[] } | { name: string; address: string };

export interface RunChoice {
  /** Also where another model is loaded: that of the run is loaded then. Otherwise it rejects with `run-needs-host`. */
  loadHost?: boolean;
}

export interface NewRunOptions {
  name?: string;
  seed: string;
  config: ConfigInput;
  /** Name of the model, which is loaded where it is not; the loaded one unless told. */
  host?: string;
  /** Files of adapters that are its first founders: PEFT directories, zips with any number of them, single files. */
  adapters?: readonly GivenFile[];
  /** Hash of a file that `checkTasks` has read without finding an odd row: the world lives on its tasks. */
  tasks?: string;
}

/** What a proposed world is to start from. */
export interface ProposeOptions {
  /** whose other parameters are kept */
  config: ConfigInput;
  /** train tasks in each cell, 1 to 64 */
  tasks: number;
  /** what a generation may take here */
  secondsPerGeneration: number;
  /** Name of the model to measure; the loaded one unless told. */
  host?: string;
  /** Hash of a file that `checkTasks` has read without finding an odd row: its tasks are measured, and lived on. */
  book?: string;
}

/** A file of tasks, with a grader of one's own for it. */
export interface GivenTasks {
  tasks: File;
  grader?: File;
}

/** What the open run is measured on, and who answers besides. */
export interface MeasureOptions {
  /** Hash of a file that `checkTasks` has read without finding an odd row; test tasks of the run's own cells unless told. */
  tasks?: string;
  /** Files of adapters, as those of a new run: every one of them answers every task. */
  adapters?: readonly GivenFile[];
}

/** What the page asks of the worker; what a method rejects with reaches the page as a ReportedError of the same code and words. */
export interface LabCommands extends ForkCommands {
  /**
   * Loads the host, opens the store, resumes the run named by `runId`, else the newest, or begins the first one. Resolves
   * when the lab can be used. Called again it tries again: after a failure, or to take over from another tab. Where only the
   * model asked for cannot be had, the lab is open without it, and this rejects with why.
   */
  open(options: OpenOptions): Promise<void>;
  play(): Promise<void>;
  /** No next generation; one that is under way is finished. */
  pause(): Promise<void>;
  /** One generation, then pause; a generation that is under way is that one. */
  step(): Promise<void>;
  setSpeed(generationsPerSecond: number): Promise<void>;
  /** Checked at once, in force from the next generation. A value equal to the present one withdraws a pending change. */
  tweak(path: string, value: unknown): Promise<void>;
  /** Rejects with what is wrong with its parameters, its model or its adapters; the run that is open goes on then. */
  newRun(options: NewRunOptions): Promise<void>;
  /** The models at hand, the lab's own first. */
  hosts(): Promise<HostChoice[]>;
  /**
   * Reads a model and keeps it; what it does is told in the status. The run goes on meanwhile. Null when it was stopped;
   * asked for again, it stops the one before.
   */
  addHost(files: readonly GivenFile[]): Promise<HostChoice | null>;
  /** Gives the reading or copying up; nothing of that model is kept. Gives fetching up, too, of which what has come is kept. */
  stopAdding(): Promise<void>;
  /** What a hub has of a name, with sizes; nothing of it is fetched. Rejects with `hub-…`. */
  lookUpHost(request: HubRequest): Promise<HubOffer>;
  /**
   * Fetches a form of a model, or what is missing of it, and keeps it; how far it is is told in the status. The run goes on
   * meanwhile. Null when it was stopped. Rejects with `hub-…`, `storage-…` or what reading a host throws.
   */
  getHost(request: HubRequest & { graph: string }): Promise<HostChoice | null>;
  /** What was begun to be fetched, and is not all here. */
  downloads(): Promise<HubDownload[]>;
  /** Forgets what has come of one of them. */
  deleteDownload(id: string): Promise<void>;
  /** Rejects with `model-in-use` for that of the run that is open. Its other runs stay and wait for it. */
  deleteHost(name: string): Promise<void>;
  /**
   * What the lab sees in the loaded model, and whether rows in company get what they get alone: seconds on a small model,
   * up to a minute on a large one, told in the status. The run waits.
   */
  aboutHost(): Promise<HostReport>;
  /** The presets that come with the lab, the default world first. */
  presets(): Promise<Preset[]>;
  /** An experiment file of somebody's own; rejects with the first mistake, its file, its key and its line. */
  readExperiment(file: File): Promise<Preset>;
  /**
   * Measures what the bare host can do and proposes a world that starts from there: seconds on a small model, minutes on a
   * large one, told in the status. The run waits; a model that is not loaded is loaded beside its own, and let go again.
   * Null when it was stopped; asked for again, it stops the one before.
   */
  proposeWorld(options: ProposeOptions): Promise<ProposedWorld | null>;
  /** Gives the measuring up. */
  stopProposing(): Promise<void>;
  runs(): Promise<RunSummary[]>;
  openRun(id: string, options?: RunChoice): Promise<void>;
  deleteRun(id: string): Promise<void>;
  renameRun(id: string, name: string): Promise<void>;
  /** Journal pages from..to, both included. */
  records(from: number, to: number): Promise<GenerationRecord[]>;
  /** The whole run, which another lab goes on from; or in a form that other tools read, as a zip. */
  exportRun(form?: ExportForm): Promise<{ fileName: string; bytes: Uint8Array }>;
  /**
   * Opens a run that is given, which is checked whole before anything of it counts; rejects with why not, and names it. One at an
   * address that is here already is opened as it is now. False when it was stopped; asked for again, it stops the one before.
   */
  importRun(given: GivenRun, options?: RunChoice): Promise<boolean>;
  /** Gives the import up; nothing of that run is kept. */
  stopImport(): Promise<void>;
  /**
   * A person's thumb on one answer, in force from the next generation. Rejects with `feedback-off` when thumbs are
   * worth nothing, `answer-unknown`, `answer-orphaned` when its organelle lives no more, or `thumb-given`.
   */
  feedback(generation: number, index: number, thumb: 'up' | 'down'): Promise<void>;
  /** Bare host against best elite on the test pool; the result is also an event of the run. */
  evaluate(tasks: number): Promise<Measurement>;
  /**
   * Reads a file of tasks and lets the bare host try some; the run waits. Null when it was stopped; asked for again, it stops
   * the one before. Rejects with `tasks-unreadable` or `grader-unreadable`.
   */
  checkTasks(given: GivenTasks): Promise<TaskReport | null>;
  /**
   * Measures the run on a file that has been checked, or on test tasks: the bare host, the best elite, holders, the portfolio by
   * each router, and adapters that are given. No event, no effect; the run waits. Null when it was stopped.
   */
  measureTasks(options: MeasureOptions): Promise<FileMeasurement | null>;
  /** Gives up looking at a file, measuring on one, or merging adapters. */
  stopTasks(): Promise<void>;
  /** The adapters that can leave the run as it stands, in the order in which their organelles were born. */
  carriedAdapters(): Promise<CarriedWords[]>;
  /**
   * Makes one adapter of several, the mean of what they do as closely as the rank can hold it, and measures it on test tasks
   * beside the run. No event, no effect; the run waits. Null when it was stopped. Rejects with `merge-few` and what an export does.
   */
  mergeAdapters(options: MergeRequest): Promise<MergedExport | null>;
  /**
   * A prompt of somebody's own, answered at once, between two tokens of a generation under way, by one to four who are asked, and
   * by the bare host for comparison; the texts are told while they grow. Free of charge, no event, no effect. Rejects with
   * `prompt-empty`, `prompt-too-long` or `nobody-to-ask`.
   */
  ask(prompt: string, answerers: readonly Answerer[]): Promise<Asked>;
}
