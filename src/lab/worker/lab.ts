/**
 * The lab, in its worker: what the page may ask, and who may ask it. It is handed all that ties it to a place (model,
 * store, ownership, channel, clock), so the same lab runs in tests. One tab owns it; in any other it only looks on.
 *
 * Commands that must not wait for a generation (pause, speed, tweak) change what the next one reads; the others take
 * their turn in the bench's queue.
 */
import { LabError, reportOf, type ErrorReport } from '../../core/errors.ts';
import type { ConfigInput } from '../../ecology/config/config.ts';
import type { GenerationRecord, Measurement } from '../../ecology/events/events.ts';
import { presetOf, presetsOf } from '../../evaluation/presets.ts';
import { exportRun, importRun } from '../../record/file/evolora-file.ts';
import { MemoryStore } from '../../record/store/store-memory.ts';
import type { Checkpoint, RunStore, RunSummary } from '../../record/store/store.ts';
import { FIRST_PRESET, type Asked, type LabCommands, type LabMessage, type OpenOptions } from '../contract.ts';
import type { Preset, RouterName } from '../contract.ts';
import type { OpenHost } from './device.ts';
import { breathe } from './breathe.ts';
import type { Keeper } from './keeper.ts';
import { checkPrompt, checkSpeed, checkTasks, extinct, fileNameOf, NOTES } from './lab-words.ts';
import { adoptRun, type LivingRun } from './living-run.ts';
import type { Owner } from '../ownership.ts';
import { thumbOn } from './thumbs.ts';
import { checkedConfig, withTweak } from './tweaks.ts';
import { otherTab, Viewer, type Channel } from './viewer.ts';
import { Workbench } from './workbench.ts';

export interface LabParts {
  openHost: OpenHost;
  /** May reject with LabError `storage-refused` or `storage-newer`; the lab then lives in memory. */
  openStore: () => Promise<RunStore>;
  post: (message: LabMessage) => void;
  /** ms since 1970 */
  now: () => number;
  ownership: Owner;
  channel: Channel | null;
  /** The experiment files that come with the lab, by name. */
  presetTexts: ReadonlyMap<string, string>;
  /** A seed that nobody has chosen, for a first run whose page named none. */
  freshSeed: () => string;
}

export class Lab implements LabCommands {
  readonly #parts: LabParts;
  readonly #bench: Workbench;
  #store: RunStore | null = null;
  #refusal: ErrorReport | null = null;
  #viewer: Viewer | null = null;

  constructor(parts: LabParts) {
    const { post, channel } = parts;
    this.#parts = parts;
    this.#bench = new Workbench({
      ...parts,
      tell(message) {
        post(message);
        channel?.postMessage(message);
      },
    });
  }

  open(options: OpenOptions): Promise<void> {
    const bench = this.#bench;
    return bench.queue.run(async () => {
      checkSpeed(options.speed);
      bench.loop.setSpeed(options.speed);
      bench.status.set({ phase: 'starting', error: null, speed: options.speed });
      try {
        await this.#open(options);
        if (options.autoplay && bench.run && !this.#viewer && !bench.run.extinct) bench.play();
      } catch (thrown) {
        bench.fail(thrown);
        throw thrown;
      }
    });
  }

  async play(): Promise<void> {
    if (this.#owned().run.extinct) throw extinct();
    this.#bench.play();
  }

  async pause(): Promise<void> {
    this.#owned();
    this.#bench.pause();
  }

  async step(): Promise<void> {
    if (this.#owned().run.extinct) throw extinct();
    this.#bench.pause();
    await this.#bench.turn();
  }

  async setSpeed(generationsPerSecond: number): Promise<void> {
    checkSpeed(generationsPerSecond);
    this.#bench.loop.setSpeed(generationsPerSecond);
    this.#bench.status.set({ speed: generationsPerSecond });
  }

  async tweak(path: string, value: unknown): Promise<void> {
    const { config } = this.#owned().run.engine.world;
    const { status } = this.#bench;
    status.set({ pending: withTweak(config, status.now.pending, path, value) });
  }

  async feedback(generation: number, index: number, thumb: 'up' | 'down'): Promise<void> {
    const { run, keeper } = this.#owned();
    const [page] = await keeper.records(run.id, generation, generation);
    if (this.#owned().run === run) this.#bench.thumb(thumbOn(page, index, thumb));
  }

  async newRun({ name, seed, config }: { name?: string; seed: string; config: ConfigInput }): Promise<void> {
    this.#owned();
    const whole = checkedConfig(config);
    await this.#bench.change(() => this.#bench.begin(name, seed, whole));
  }

  async presets(): Promise<Preset[]> {
    return presetsOf(this.#parts.presetTexts);
  }

  async readExperiment(content: string | Uint8Array, file?: string): Promise<Preset> {
    return presetOf(content, this.#parts.presetTexts, file);
  }

  async runs(): Promise<RunSummary[]> {
    return (await (this.#bench.keeper?.runs() ?? this.#store?.listRuns())) ?? [];
  }

  async openRun(id: string): Promise<void> {
    if (this.#owned().run.id !== id) await this.#bench.change(() => this.#bench.resume(id));
  }

  async deleteRun(id: string): Promise<void> {
    const { run, keeper } = this.#owned();
    if (run.id !== id) {
      return this.#bench.queue.run(async () => {
        await keeper.delete(id);
        this.#bench.tellStorage();
      });
    }
    await this.#bench.change(async () => {
      await keeper.delete(id);
      await this.#resumeOrBegin({});
    });
  }

  async renameRun(id: string, name: string): Promise<void> {
    const { keeper } = this.#owned();
    await this.#bench.queue.run(() => keeper.rename(id, name));
    const { run } = this.#bench;
    if (run?.id !== id) return;
    run.rename(name);
    this.#bench.tell({ kind: 'run', run: run.summary });
  }

  async records(from: number, to: number): Promise<GenerationRecord[]> {
    const id = this.#viewer ? this.#viewer.run?.id : this.#bench.run?.id;
    const source = this.#viewer ?? this.#bench.keeper;
    return id === undefined || !source ? [] : source.records(id, from, to);
  }

  exportRun(): Promise<{ fileName: string; bytes: Uint8Array }> {
    return this.#bench.queue.run(async () => {
      const { summary, state } = await this.#present();
      const { generation } = state.world;
      const records = await this.records(0, generation);
      return { fileName: fileNameOf(summary.name, generation), bytes: exportRun({ summary, ...state, records }) };
    });
  }

  async importRun(bytes: Uint8Array): Promise<void> {
    const { keeper } = this.#owned();
    const host = await this.#bench.device.load();
    const imported = importRun(bytes, host);
    await this.#bench.change(async () => {
      this.#bench.pause();
      const { run, created } = adoptRun(imported, host, Math.floor(this.#parts.now()));
      await keeper.create(created);
      this.#bench.lay(run);
    });
  }

  async evaluate(tasks: number): Promise<Measurement> {
    const { keeper } = this.#owned();
    checkTasks(tasks);
    const bench = this.#bench;
    return bench.queue.run(async () => {
      const { run } = this.#owned();
      bench.status.activity('Measuring on test tasks');
      try {
        const event = await bench.onDevice(() => run.engine.evaluate({ tasks, breathe }));
        await keeper.amend(run.id, run.generation, [event]);
        bench.tell({ kind: 'amended', runId: run.id, generation: run.generation, events: [event] });
        return event;
      } finally {
        bench.status.activity(null);
        bench.tellStorage();
      }
    });
  }

  async ask(prompt: string, router: RouterName): Promise<Asked> {
    this.#owned();
    checkPrompt(prompt);
    const bench = this.#bench;
    return bench.queue.run(() => bench.onDevice(() => this.#owned().run.engine.ask({ prompt, router })));
  }

  async #open(options: OpenOptions): Promise<void> {
    const { status, device } = this.#bench;
    status.activity('Opening the store');
    const owner = await this.#parts.ownership.claim();
    this.#store ??= await this.#openStore();
    if (!owner) return this.#look(this.#store);
    this.#viewer = null;
    if (this.#parts.channel) this.#parts.channel.onmessage = null;
    this.#bench.keepIn(this.#store, this.#refusal);
    status.activity('Loading the model');
    const { identity, backend, parameters } = await device.load(options.prefer);
    const facts = { hostName: identity.name, hostParameters: parameters, backend: backend.label };
    status.set({ canTakeOver: false, ...facts });
    if (this.#bench.run) this.#bench.lay(this.#bench.run);
    else await this.#resumeOrBegin(options);
  }

  async #resumeOrBegin({ runId, seed, config }: Partial<OpenOptions>): Promise<void> {
    if (await this.#bench.resumeAny(runId)) return;
    const { presetTexts, freshSeed } = this.#parts;
    const first = config ? checkedConfig(config) : presetOf(presetTexts.get(FIRST_PRESET)!, presetTexts).config;
    await this.#bench.begin(undefined, seed ?? freshSeed(), first);
  }

  async #openStore(): Promise<RunStore> {
    try {
      return await this.#parts.openStore();
    } catch (thrown) {
      this.#refusal = reportOf(thrown);
      return new MemoryStore();
    }
  }

  /** Another tab owns the lab. */
  async #look(store: RunStore): Promise<void> {
    const viewer = (this.#viewer = new Viewer(store));
    await viewer.follow(this.#parts.channel, (message) => {
      this.#parts.post(message);
      if (message.kind !== 'amended') void this.#tellSaved(store);
    });
    const { run } = viewer;
    const facts = { runId: run?.id ?? null, hostName: run?.hostName ?? '', savedGeneration: run?.generations ?? null };
    this.#bench.status.set({ phase: 'viewing', activity: null, notes: [NOTES.viewing], ...facts });
    void this.#parts.ownership.whenFree().then(() => {
      if (this.#viewer) this.#bench.status.set({ notes: [NOTES.free], canTakeOver: true });
    });
  }

  /** How far the run in view is saved. */
  async #tellSaved(store: RunStore): Promise<void> {
    const saved = (await store.listRuns()).find(({ id }) => id === this.#viewer?.run?.id);
    if (this.#viewer) this.#bench.status.set({ runId: saved?.id ?? null, savedGeneration: saved?.generations ?? null });
  }

  /** The run on the bench or in view, with its newest state. */
  async #present(): Promise<{ summary: RunSummary; state: Checkpoint }> {
    const seen = this.#viewer?.run;
    if (seen) return { summary: seen, state: await this.#store!.readWorld(seen.id) };
    const { run } = this.#owned();
    return { summary: run.summary, state: { world: run.engine.world, blobs: run.blobs() } };
  }

  /** The run and its keeper, for commands that only the owner may give. */
  #owned(): { run: LivingRun; keeper: Keeper } {
    if (this.#viewer) throw otherTab();
    const { run, keeper } = this.#bench;
    if (run && keeper) return { run, keeper };
    throw new LabError('not-open', 'The lab is still starting.', 'Wait a moment and try again.');
  }
}
