/**
 * The page's model stands between the lab and the panels. It folds the lab's records into views, in order and without gaps, in
 * whatever order they arrive, and turns what a person does into commands; every failure ends up as a sentence on the page.
 */
import { reportOf } from '../../core/errors.ts';
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import type { LabCommands, LabMessage, LabStatus, NewRunOptions, OpenOptions, RunSummary } from '../../lab/contract.ts';
import { foldEvents, foldRecord } from '../../record/fold/fold.ts';
import type { View } from '../../record/fold/view.ts';
import { Journal } from './journal.ts';
import { addNotice } from './following/notices.ts';
import { startFollowers } from './following/followers.ts';
import { Past } from './past.ts';
import { nothingChosen, nothingGiven } from './choosing.ts';
import { keepPreference, wasPlaying } from './preferences.ts';
import { Snapshots } from './snapshots.ts';
import {
  createPageStore,
  SPEEDS,
  type DialogName,
  type PageStore,
  type PeopleTab,
  type SpeedName,
  type Theme,
} from './state.ts';

const CHUNK = 100;

type Connect = (listener: (message: LabMessage) => void) => LabCommands;

export class LabPage {
  readonly store: PageStore = createPageStore();
  readonly lab: LabCommands;
  readonly journal: Journal;
  readonly past: Past;
  #snapshots = new Snapshots();
  #waiting = new Map<number, GenerationRecord>();
  #epoch = 0;
  #opened: OpenOptions | null = null;
  #catchingUp = false;
  #pace: 'playing' | 'paused' | null = null;

  constructor(connect: Connect) {
    this.lab = connect((message) => this.#receive(message));
    this.journal = new Journal(this.lab);
    this.past = new Past(this.store, this.journal, this.#snapshots);
    startFollowers(this.store, this.lab, () => void this.attempt(() => this.lab.pause()));
  }

  // ——— what the lab says ———

  #receive(message: LabMessage): void {
    if (message.kind === 'status') this.#onStatus(message.status);
    else if (message.kind === 'run') this.#onRun(message.run);
    else if (message.kind === 'record') this.#onRecord(message.runId, message.record);
    else if (message.kind === 'amended') this.#onAmended(message.runId, message.generation, message.events);
    else if (message.kind === 'streaming') this.store.setState({ streaming: message.texts });
    else if (message.kind === 'answering') this.store.setState({ answering: message.texts });
    else if (message.kind === 'notice') addNotice(this.store, message.notice);
  }

  #onStatus(status: LabStatus): void {
    const { dismissedCode } = this.store.getState();
    const code = status.error?.code ?? status.storageProblem?.code ?? null;
    this.store.setState({ status, dismissedCode: code === dismissedCode ? dismissedCode : null });
    this.#rememberPace(status.phase);
  }

  /** Whether the world was going on: a reload then finds it so, or standing still. Other phases say nothing about it. */
  #rememberPace(phase: LabStatus['phase']): void {
    if ((phase !== 'playing' && phase !== 'paused') || phase === this.#pace) return;
    this.#pace = phase;
    keepPreference('playing', phase === 'playing');
  }

  #onRun(run: RunSummary): void {
    const isSame = this.store.getState().run?.id === run.id;
    if (isSame && this.store.getState().live) {
      // The worker was restarted on the same run: what was read stays, the rest follows.
      this.store.setState({ run });
      return void this.#catchUp(this.#epoch);
    }
    this.#epoch++;
    this.#snapshots.clear();
    this.journal.clear();
    this.#waiting.clear();
    this.past.forget();
    this.store.setState({ run, live: null, shown: null, streaming: [], ...nothingChosen });
    this.#catchingUp = false;
    void this.#catchUp(this.#epoch);
  }

  #onRecord(runId: string, record: GenerationRecord): void {
    if (runId !== this.store.getState().run?.id) return;
    this.#waiting.set(record.generation, record);
    this.store.setState({ streaming: [] });
    if (!this.#catchingUp) this.#foldWaiting();
  }

  /** Events came to a generation that had ended: to one on screen, or to one that is still on its way. */
  #onAmended(runId: string, generation: number, events: readonly Event[]): void {
    const { run, live } = this.store.getState();
    if (runId !== run?.id) return;
    const late = this.#waiting.get(generation);
    if (late) this.#waiting.set(generation, { ...late, events: [...late.events, ...events] });
    if (!live || generation > live.generation) return;
    this.journal.amend(generation, events);
    this.#snapshots.forgetFrom(generation);
    const amend = (view: View | null) =>
      view && view.generation >= generation ? foldEvents(view, generation, events) : view;
    this.store.setState((state) => {
      const next = amend(state.live);
      return { live: next, shown: state.past === null ? next : amend(state.shown) };
    });
  }

  /** Folds what arrived and is next in line; a gap is filled from the journal. */
  #foldWaiting(): void {
    let view = this.store.getState().live;
    for (;;) {
      const next = this.#waiting.get(view ? view.generation + 1 : 0);
      if (!next) break;
      view = this.#fold(view, next);
    }
    for (const generation of this.#waiting.keys())
      if (view && generation <= view.generation) this.#waiting.delete(generation);
    this.#publish(view);
    if (this.#waiting.size > 0) void this.#catchUp(this.#epoch);
  }

  #fold(view: View | null, record: GenerationRecord): View {
    const next = foldRecord(view, record);
    this.journal.keep(record);
    this.#snapshots.offer(next);
    return next;
  }

  #publish(view: View | null): void {
    this.store.setState((state) => ({ live: view, shown: state.past === null ? view : state.shown }));
  }

  /** Reads the journal from where the view stands to its end. */
  async #catchUp(epoch: number): Promise<void> {
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    try {
      for (;;) {
        const from = (this.store.getState().live?.generation ?? -1) + 1;
        const records = await this.lab.records(from, from + CHUNK - 1);
        if (epoch !== this.#epoch) return;
        let view = this.store.getState().live;
        for (const record of records)
          if (record.generation === (view ? view.generation + 1 : 0)) view = this.#fold(view, record);
        this.#publish(view);
        const of = Math.max(this.store.getState().run?.generations ?? 0, view?.generation ?? 0);
        if (records.length < CHUNK) break;
        this.store.setState({ reading: { done: view?.generation ?? 0, of } });
      }
    } catch (thrown) {
      if (epoch === this.#epoch) this.store.setState({ problem: reportOf(thrown) });
      return;
    } finally {
      if (epoch === this.#epoch) {
        this.#catchingUp = false;
        this.store.setState({ reading: null });
      }
    }
    if (this.#waiting.has((this.store.getState().live?.generation ?? -1) + 1)) this.#foldWaiting();
  }

  // ——— what a person does ———

  /** Runs a command; a failure becomes a sentence on the page. Says whether it went well. */
  async attempt(command: () => Promise<unknown>): Promise<boolean> {
    try {
      await command();
      return true;
    } catch (thrown) {
      this.store.setState({ problem: reportOf(thrown) });
      return false;
    }
  }

  /** Runs a command on a file; what was wrong with the one before it is told no more. */
  attemptFile(command: () => Promise<unknown>): Promise<boolean> {
    this.store.setState({ problem: null });
    return this.attempt(command);
  }

  /** Starts the lab; its own failures are told by its status. */
  open(options: OpenOptions): Promise<boolean> {
    this.#opened = options;
    return this.attempt(() => this.lab.open(options));
  }

  /** Tries again after a failure, or takes the run over from a tab that is gone; the world goes on if it did before. */
  reopen(): Promise<boolean> {
    this.store.setState({ problem: null });
    return this.open({ ...(this.#opened ?? { speed: 2 }), autoplay: wasPlaying() });
  }

  /** Live: the world goes on. In the past: the past is played forward until it meets the present. */
  play(): void {
    if (this.store.getState().past !== null) this.past.replay();
    else void this.attempt(() => this.lab.play());
  }

  pause(): void {
    if (this.store.getState().past !== null) this.past.stop();
    else void this.attempt(() => this.lab.pause());
  }

  togglePlay(): void {
    const { past, replaying, status } = this.store.getState();
    const isRunning = past === null ? status?.phase === 'playing' : replaying;
    if (isRunning) this.pause();
    else this.play();
  }

  step(): void {
    const { past } = this.store.getState();
    this.past.stop();
    if (past !== null) void this.past.goTo(past + 1);
    else void this.attempt(() => this.lab.step());
  }

  back(): void {
    const { past, live } = this.store.getState();
    this.past.stop();
    const from = past ?? live?.generation ?? 0;
    if (from > 0) void this.past.goTo(from - 1);
  }

  setSpeed(name: SpeedName): void {
    const speed = SPEEDS.find((candidate) => candidate.name === name)!;
    keepPreference('speed', name);
    void this.attempt(() => this.lab.setSpeed(speed.generationsPerSecond));
  }

  tweak(path: string, value: unknown): Promise<boolean> {
    return this.attempt(() => this.lab.tweak(path, value));
  }

  /** A new world, and it begins to live. */
  newRun(options: NewRunOptions): Promise<boolean> {
    return this.attempt(async () => {
      await this.lab.newRun(options);
      await this.lab.play();
    });
  }

  async measure(tasks: number): Promise<void> {
    this.store.setState({ measuring: true, peopleTab: 'measure' });
    await this.attempt(() => this.lab.evaluate(tasks));
    this.store.setState({ measuring: false });
  }

  selectOrganelle(organelle: number | null): void {
    this.store.setState((state) => ({
      selectedOrganelle: organelle,
      peopleTab: organelle === null ? state.peopleTab : 'organelles',
    }));
  }

  selectCell(cell: string | null): void {
    this.store.setState((state) => ({ selectedCell: cell, peopleTab: cell === null ? state.peopleTab : 'answers' }));
  }

  showTab(peopleTab: PeopleTab): void {
    this.store.setState({ peopleTab });
  }

  openDialog(dialog: DialogName | null): void {
    this.store.setState(({ brought }) => ({
      dialog,
      ...nothingGiven,
      brought: dialog === null ? null : brought,
    }));
  }

  setTheme(theme: Theme): void {
    keepPreference('theme', theme);
    this.store.setState({ theme });
  }

  setSmooth(smooth: boolean): void {
    keepPreference('smooth', smooth);
    this.store.setState({ smooth });
  }

  dismissProblem(): void {
    const { status } = this.store.getState();
    const code = status?.error?.code ?? status?.storageProblem?.code ?? null;
    this.store.setState((state) => (state.problem ? { problem: null } : { dismissedCode: code }));
  }

  focusSearch(): void {
    this.store.setState((state) => ({ searchRequests: state.searchRequests + 1 }));
  }
}
