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
}
