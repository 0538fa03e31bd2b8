/** How the lab is, in one place: whoever changes it tells the page by changing it. */
import type { Telemetry } from '../ecology/events/events.ts';
import type { LabMessage, LabStatus } from './contract.ts';

/** Generations over which speeds are averaged. */
const WINDOW = 8;

export const INITIAL_STATUS: LabStatus = {
  phase: 'starting',
  activity: null,
  underWay: null,
  runId: null,
  backend: '',
  hostName: '',
  hostParameters: 0,
  notes: [],
  tokensPerSecond: null,
  episodesPerSecond: null,
  savedGeneration: null,
  storageProblem: null,
  error: null,
  speed: Infinity,
  pending: {},
  thumbs: [],
  canTakeOver: false,
};

export class StatusBoard {
  readonly #post: (message: LabMessage) => void;
  #status = INITIAL_STATUS;
  #recent: Telemetry[] = [];

  constructor(post: (message: LabMessage) => void) {
    this.#post = post;
  }

  get now(): LabStatus {
    return this.#status;
  }

  set(changes: Partial<LabStatus>): void {
    this.#status = { ...this.#status, ...changes };
    this.#post({ kind: 'status', status: this.#status });
  }

  /** What is going on; null when it is over. */
  activity(text: string | null, progress: number | null = null): void {
    this.set({ activity: text === null ? null : { text, progress } });
  }

  /** The speeds, with one more generation; without one, they begin anew. */
  speeds(telemetry: Telemetry | null): Pick<LabStatus, 'tokensPerSecond' | 'episodesPerSecond'> {
    this.#recent = telemetry ? [...this.#recent, telemetry].slice(-WINDOW) : [];
    const elapsedMs = this.#recent.reduce((sum, each) => sum + each.elapsedMs, 0);
    if (elapsedMs <= 0) return { tokensPerSecond: null, episodesPerSecond: null };
    const tokens = this.#recent.reduce((sum, each) => sum + each.newTokens + each.promptTokens, 0);
    const episodes = this.#recent.reduce((sum, each) => sum + each.episodes, 0);
    return { tokensPerSecond: (1000 * tokens) / elapsedMs, episodesPerSecond: (1000 * episodes) / elapsedMs };
  }
}
