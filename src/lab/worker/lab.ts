/**
 * The lab, in its worker: what the page may ask. It is handed all that ties it to a place (model, store, ownership,
 * channel, clock), so the same lab runs in tests. One tab owns it; in any other it only looks on.
 *
 * Commands that must not wait for a generation (pause, speed, tweak) change what the next one reads; the others take
 * their turn in the present run's queue.
 */
import type { GenerationRecord, Measurement } from '../../ecology/events/events.ts';
import { presetsOf } from '../../evaluation/presets.ts';
import { packedRun } from '../../exchange/packed.ts';
import type { Host } from '../../host/index.ts';
import type { RunSummary } from '../../record/store/store.ts';
import type {
  Asked,
  ExportForm,
  GivenFile,
  HostChoice,
  HostReport,
  HubDownload,
  HubOffer,
  HubRequest,
  LabCommands,
  NewRunOptions,
  OpenOptions,
  Preset,
  ProposedWorld,
  ProposeOptions,
  RouterName,
  RunChoice,
} from '../contract.ts';
import type { Hosts } from '../hosts/host-shelf.ts';
import { breathe } from './breathe.ts';
import { Bringing } from './bringing.ts';
import { adapterFiles, experimentInFile, runInFile } from './given-files.ts';
import { checkAskedPrompt, checkSpeed, checkTasks, extinct, fileNameOf } from './lab-words.ts';
import { Newest } from './newest.ts';
import { PresentRun, type PresentParts } from './present-run.ts';
import { checkProposal, proposeFor } from './proposing.ts';
import { Reports } from './reports.ts';
import { RunOpener, type OpenerParts } from './run-opener.ts';
import { Standing, type StandingParts } from './standing.ts';
import { thumbOn } from './thumbs.ts';
import { checkedConfig, withTweak } from './tweaks.ts';

export type LabParts = Omit<PresentParts, 'tell'> & OpenerParts & StandingParts;

export class Lab implements LabCommands {
  readonly #presetTexts: ReadonlyMap<string, string>;
  readonly #present: PresentRun;
  readonly #opener: RunOpener;
  readonly #standing: Standing;
  readonly #hosts: Hosts;
  readonly #reports = new Reports();
  readonly #proposing = new Newest();
  readonly #bringing: Bringing;
  readonly #now: () => number;

  constructor(parts: LabParts) {
    const { post, channel, now } = parts;
    this.#now = now;
    this.#presetTexts = parts.presetTexts;
    this.#hosts = parts.hosts;
    this.#present = new PresentRun({
      ...parts,
      tell(message) {
        post(message);
        channel?.postMessage(message);
      },
    });
    this.#opener = new RunOpener(parts, this.#present);
    this.#standing = new Standing(parts, this.#present, this.#opener);
    this.#bringing = new Bringing(parts.hosts, this.#present, this.#standing);
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

  async newRun({ config, adapters, ...beginning }: NewRunOptions): Promise<void> {
    this.#standing.owned();
    const whole = checkedConfig(config);
    const founders = adapters && (await adapterFiles(adapters));
    await this.#replace(() => this.#opener.begin({ ...beginning, founders, config: whole }));
  }

  hosts(): Promise<HostChoice[]> {
    return this.#hosts.list();
  }

  addHost(files: readonly GivenFile[]): Promise<HostChoice | null> {
    return this.#bringing.add(files);
  }

  lookUpHost(request: HubRequest): Promise<HubOffer> {
    return this.#bringing.lookUp(request);
  }

  getHost(request: HubRequest & { graph: string }): Promise<HostChoice | null> {
    return this.#bringing.get(request);
  }

  downloads(): Promise<HubDownload[]> {
    return this.#hosts.downloads.begun();
  }

  deleteDownload(id: string): Promise<void> {
    return this.#bringing.forget(id);
  }

  async stopAdding(): Promise<void> {
    this.#bringing.giveUp();
  }

  deleteHost(name: string): Promise<void> {
    return this.#bringing.delete(name);
  }

  async aboutHost(): Promise<HostReport> {
    this.#standing.owned();
    const present = this.#present;
    const tell = (doing: string) => present.status.activity(doing);
    return present.queue.run(async () => {
      try {
        return await present.onDevice(() => this.#reports.on(this.#standing.owned().run.engine.host, tell));
      } finally {
        present.status.activity(null);
      }
    });
  }

  /** Does this instead of the generation under way; nothing that it was doing is told any more once it has failed. */
  async #replace(task: () => Promise<void>): Promise<void> {
    const present = this.#present;
    try {
      await present.replace(task);
    } catch (thrown) {
      present.status.activity(null);
      throw thrown;
    }
  }

  async presets(): Promise<Preset[]> {
    return presetsOf(this.#presetTexts);
  }

  readExperiment(file: File): Promise<Preset> {
    return experimentInFile(file, this.#presetTexts);
  }

  async proposeWorld({ config, host: hostName, ...limits }: ProposeOptions): Promise<ProposedWorld | null> {
    this.#standing.owned();
    checkProposal(limits);
    const base = checkedConfig(config);
    const present = this.#present;
    const { status, device } = present;
    const onProgress = (share: number) => status.activity('Measuring the model', share);
    return this.#proposing.run((signal) =>
      present.queue.run(async () => {
        const proposal = (host: Host) => proposeFor({ host, base, ...limits, now: this.#now, signal, onProgress });
        try {
          signal.throwIfAborted();
          if (hostName !== undefined && hostName !== device.name) return await device.borrow(hostName, proposal);
          return await present.onDevice(() => proposal(this.#standing.owned().run.engine.host));
        } finally {
          status.activity(null);
        }
      }),
    );
  }

  async stopProposing(): Promise<void> {
    this.#proposing.giveUp();
  }

  runs(): Promise<RunSummary[]> {
    return this.#standing.runs();
  }

  async openRun(id: string, choice?: RunChoice): Promise<void> {
    if (this.#standing.owned().run.id !== id) await this.#replace(() => this.#opener.resume(id, choice));
  }

  async deleteRun(id: string): Promise<void> {
    const { run, keeper } = this.#standing.owned();
    if (run.id !== id) {
      return this.#present.queue.run(async () => {
        await keeper.delete(id);
        this.#present.tellStorage();
      });
    }
    await this.#replace(async () => {
      await keeper.delete(id);
      await this.#opener.resumeOrBegin({});
    });
  }

  async renameRun(id: string, name: string): Promise<void> {
    const { keeper } = this.#standing.owned();
    await this.#present.queue.run(() => keeper.rename(id, name));
    const { run } = this.#present;
    if (run?.id !== id) return;
    run.rename(name);
    this.#present.tell({ kind: 'run', run: run.summary });
  }

  records(from: number, to: number): Promise<GenerationRecord[]> {
    return this.#standing.records(from, to);
  }

  exportRun(form?: ExportForm): Promise<{ fileName: string; bytes: Uint8Array }> {
    return this.#present.queue.run(async () => {
      const { summary, state } = await this.#standing.newest();
      const { generation } = state.world;
      const records = await this.records(0, generation);
      return packedRun({ summary, ...state, records }, fileNameOf(summary.name, generation), form);
    });
  }

  async importRun(given: File, choice?: RunChoice): Promise<void> {
    this.#standing.owned();
    const { device } = this.#present;
    const file = await runInFile(given);
    const hostName = await this.#opener.hostFor(file.livedOn, `The run in “${given.name}”`, choice);
    // Whatever can be checked before the run that is open is disturbed is checked before.
    const checked = device.name === hostName && device.host ? file.check(device.host) : null;
    await this.#replace(() => device.take(hostName, (host) => this.#opener.adopt(checked ?? file.check(host), host)));
  }

  async evaluate(tasks: number): Promise<Measurement> {
    const { keeper } = this.#standing.owned();
    checkTasks(tasks);
    const present = this.#present;
    return present.queue.run(async () => {
      const { run } = this.#standing.owned();
      present.status.activity('Measuring on test tasks');
      try {
        const event = await present.onDevice(() => run.engine.evaluate({ tasks, breathe }));
        await keeper.amend(run.id, run.generation, [event]);
        present.tell({ kind: 'amended', runId: run.id, generation: run.generation, events: [event] });
        return event;
      } finally {
        present.status.activity(null);
        present.tellStorage();
      }
    });
  }

  async ask(prompt: string, router: RouterName): Promise<Asked> {
    this.#standing.owned();
    checkAskedPrompt(prompt);
    const present = this.#present;
    return present.queue.run(() => present.onDevice(() => this.#standing.owned().run.engine.ask({ prompt, router })));
  }
}
