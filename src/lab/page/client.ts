/**
 * The lab as the page sees it: commands in, messages out, whatever becomes of the worker in between. A worker that dies or
 * falls silent rejects what it owed and is started again from the journal; only when that fails three times in a row is it
 * left, until somebody tries again.
 */
import { LabError, reportOf, type ErrorReport } from '../../core/errors.ts';
import type { LabCommands, LabMessage, LabStatus, OpenOptions } from '../contract.ts';
import { COMMANDS, valueOfReply, type CommandName } from '../crossing.ts';
import { Heartbeat } from './heartbeat.ts';
import { Ownership } from '../ownership.ts';
import { INITIAL_STATUS } from '../status.ts';
import { startWorker, type StartWorker, type WorkerLink } from './worker-link.ts';

/** Restarts without a whole generation in between. */
const MOST_RESTARTS = 3;

interface ClientOptions {
  /** For tests; otherwise a real worker. */
  start?: StartWorker;
  isVisible?: () => boolean;
}

interface Owed {
  name: CommandName;
  args: readonly unknown[];
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

export type LabClient = LabCommands & {
  /** Ends the worker for good. */
  dispose(): void;
};

/**
 * The lab in a worker of its own.
 * @param listener hears all messages of the lab but its heartbeats
 */
export function connectLab(listener: (message: LabMessage) => void, options: ClientOptions = {}): LabClient {
  const supervisor = new Supervisor(listener, options);
  const commands = Object.fromEntries(
    COMMANDS.map((name) => [name, (...args: unknown[]) => supervisor.command(name, args)]),
  ) as unknown as LabCommands;
  return { ...commands, dispose: () => supervisor.dispose() };
}

class Supervisor {
  readonly #listener: (message: LabMessage) => void;
  readonly #start: StartWorker;
  readonly #heartbeat: Heartbeat;
  // absent on pages over plain http
  readonly #ownership = new Ownership((globalThis.navigator as { locks?: LockManager } | undefined)?.locks);
  #link: WorkerLink | null = null;
  /** What the present worker has not answered yet. */
  readonly #owed = new Set<Owed>();
  #status: LabStatus = INITIAL_STATUS;
  #opened: OpenOptions | null = null;
  #restarts = 0;
  /** Set while a dead worker is being replaced; commands wait for it. */
  #reviving: Promise<void> | null = null;

  constructor(listener: (message: LabMessage) => void, { start = startWorker, isVisible }: ClientOptions) {
    this.#listener = listener;
    this.#start = start;
    this.#heartbeat = new Heartbeat(() => this.#die('it has not answered for a long time'), isVisible);
  }

  async command(name: CommandName, args: readonly unknown[]): Promise<unknown> {
    if (name === 'open') return this.#open(args[0] as OpenOptions);
    if (this.#reviving) await this.#revived();
    if (!this.#link && name === 'play' && this.#opened) return this.#open({ ...this.#opened, autoplay: true });
    const link = this.#link ?? (this.#opened ? null : this.#spawn());
    if (!link) throw workerDied('it is not running');
    return this.#call(link, name, args);
  }

  /** When no dead worker is being replaced any more, however that ended. */
  async #revived(): Promise<void> {
    if (!this.#reviving) return;
    await this.#reviving;
    return this.#revived();
  }

  dispose(): void {
    this.#heartbeat.stop();
    this.#link?.terminate();
    this.#link = null;
  }

  async #open(options: OpenOptions): Promise<void> {
    if (this.#reviving) await this.#revived();
    this.#opened = options;
    this.#restarts = 0;
    const link = this.#link ?? this.#spawn();
    try {
      await this.#call(link, 'open', [options]);
    } catch (thrown) {
      if (link === this.#link) throw thrown;
      await this.#revived();
      if (!this.#link) throw thrown;
    }
  }

  #call(link: WorkerLink, name: CommandName, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const owed: Owed = { name, args, resolve, reject };
      this.#owed.add(owed);
      link
        .command(name, args)
        .then(valueOfReply)
        .then(
          (value) => this.#owed.delete(owed) && resolve(value),
          (thrown: Error) => this.#owed.delete(owed) && reject(thrown),
        );
    });
  }

  #spawn(): WorkerLink {
    const link = this.#start({
      ownership: this.#ownership,
      onMessage: (message) => this.#hear(message),
      onDeath: (why) => link === this.#link && this.#die(why),
    });
    this.#link = link;
    this.#heartbeat.begin();
    return link;
  }

  #hear(message: LabMessage): void {
    this.#heartbeat.beat();
    if (message.kind === 'heartbeat') return;
    if (message.kind === 'renew') return this.#renew(message.losses, message.playing);
    if (message.kind === 'record') this.#restarts = 0;
    if (message.kind === 'status') return this.#hearStatus(message.status);
    this.#listener(message);
  }

  /** A new worker that brings a run back knows less than the page does; what is known stays until the run is back. */
  #hearStatus(status: LabStatus): void {
    const { phase, activity, hostParameters } = status;
    // Whatever is told of as an activity may keep the worker busy in one piece: a large model is read and hashed so.
    this.#heartbeat.patient = activity !== null || phase === 'starting' || phase === 'recovering';
    this.#heartbeat.modelParameters = hostParameters;
    const returning = this.#reviving !== null && phase === 'starting';
    this.#status = returning ? { ...this.#status, phase: 'recovering', activity } : status;
    this.#listener({ kind: 'status', status: this.#status });
  }

  #die(why: string): void {
    if (!this.#link) return;
    const error = workerDied(why);
    for (const { reject } of this.#end()) reject(error);
    if (!this.#opened || this.#restarts >= MOST_RESTARTS) return this.#tell('failed', reportOf(error));
    this.#restarts++;
    const wasPlaying = this.#status.phase === 'playing';
    const wasStarting = this.#status.phase === 'starting' || this.#status.phase === 'recovering';
    this.#goOn(this.#opened, wasPlaying || (wasStarting && this.#opened.autoplay), this.#opened.left?.losses ?? 0);
  }

  /** The worker has lost its device and kept all it could; what it owes, the next one is asked for, as it had no effect yet. */
  #renew(losses: number, playing: boolean): void {
    const opened = this.#opened;
    if (!opened || !this.#link) return;
    const isOpening = this.#status.runId === null;
    const owed = this.#end();
    // A generation that was under way when the lab was paused is still finished.
    const isFinishing = this.#status.underWay !== null && !playing && !owed.some(({ name }) => name === 'step');
    this.#goOn(opened, playing || (isOpening && opened.autoplay), losses);
    for (const { name, args, resolve, reject } of owed) {
      if (name === 'open') reject(workerDied('its graphics device was lost'));
      else void this.command(name, args).then(resolve, reject);
    }
    if (isFinishing) void this.command('step', []).catch(() => undefined);
  }

  /** Ends the present worker. @returns what it owes */
  #end(): Owed[] {
    this.#link?.terminate();
    this.#link = null;
    this.#heartbeat.stop();
    const owed = [...this.#owed];
    this.#owed.clear();
    return owed;
  }

  #goOn(options: OpenOptions, autoplay: boolean, losses: number): void {
    const { speed, runId, pending, thumbs = [] } = this.#status;
    const isLeft = losses > 0 || thumbs.length > 0 || Object.keys(pending).length > 0;
    const { left: _, ...opened } = options;
    this.#opened = {
      ...opened,
      autoplay,
      ...(runId === null ? {} : { speed, runId }),
      ...(isLeft && { left: { losses, pending, thumbs } }),
    };
    this.#tell('recovering', null);
    this.#revive(this.#opened);
  }

  /** A new worker goes on where the journal ends. What goes wrong then is in its status, or is its own death. */
  #revive(options: OpenOptions): void {
    const link = this.#spawn();
    const reviving = this.#call(link, 'open', [options]).then(
      () => undefined,
      () => undefined,
    );
    this.#reviving = reviving;
    void reviving.then(() => {
      if (this.#reviving === reviving) this.#reviving = null;
    });
  }

  #tell(phase: 'recovering' | 'failed', error: ErrorReport | null): void {
    const activity = phase === 'recovering' ? { text: 'Bringing the run back from its journal', progress: null } : null;
    this.#status = { ...this.#status, phase, error, activity, underWay: null };
    this.#listener({ kind: 'status', status: this.#status });
  }
}

function workerDied(why: string): LabError {
  return new LabError(
    'worker-died',
    `The lab’s worker stopped: ${why}.`,
    'The run is saved up to its last generation; try again to go on from there.',
  );
}
