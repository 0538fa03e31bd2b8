/** What crosses between the page and the lab's worker about forks; all plain data. */
import type { KeptState } from '../record/past/keeping.ts';

/** What the run that is open keeps of its past. */
export interface PastOffer {
  /** The states that are kept, of it and of runs that it is a fork of, in the order of generations; the newest one is not among them. */
  states: readonly KeptState[];
  /** What those of one run may take, bytes. */
  budgetBytes: number;
  /** On which a fork would go on: wasm, webgpu or node, as a run's first event says it. */
  backend: string;
}

/** What if, from some generation of the run that is open. Organelles by number, of those that live there. */
export interface ForkOptions {
  generation: number;
  /** Made from the other run's when left out. */
  name?: string;
  /** Path → value. */
  tweaks?: Readonly<Record<string, unknown>>;
  remove?: readonly number[];
  clone?: readonly number[];
  freeze?: readonly number[];
  /** Files of adapters that are brought in: PEFT directories, zips with any number of them, single files. */
  adapters?: readonly { path: string; file: File }[];
  /** They are tried in the cells first, and offered to the archive by what they prove. */
  asElites?: boolean;
}

/** What the page asks of the worker about forks. */
export interface ForkCommands {
  /** What is kept of the past of the run that is open. */
  past(): Promise<PastOffer>;
  /**
   * What if: a run of its own that leaves the open one after some generation, and is open from then on. Generations between
   * states that are kept are lived again, which is told in the status. Rejects with `generation-missing`, `past-gone`, `past-rules`,
   * `past-bits`, `fork-unfit` or what is wrong with a parameter or an adapter; the open run is as before then. False when it was stopped.
   */
  fork(options: ForkOptions): Promise<boolean>;
  /** Gives the fork up; nothing of it is kept. */
  stopFork(): Promise<void>;
}
