/** What is carried out of a run: its state, the weights that the state needs, its journal, and the view of its end. */
import type { World } from '../ecology/world/world.ts';
import type { GenerationRecord } from '../ecology/events/events.ts';
import type { View } from '../record/fold/view.ts';
import type { Blobs } from '../record/store/store.ts';

export interface WholeRun {
  world: World;
  blobs: Blobs;
  /** All generations, from 0. */
  records: readonly GenerationRecord[];
  view: View;
}

/** Files by their paths, with forward slashes. */
export type ExportedFiles = Map<string, Uint8Array<ArrayBuffer>>;

/** Which run a file came from; stands in or beside everything that leaves it. */
export interface RunFacts {
  name: string;
  seed: string;
  generation: number;
  /** Content hash of the world's whole state at that generation. */
  hash: string;
  /** The version of the lab that began it, and of the rules that it is lived under. */
  lab: string;
  rules: number;
  host: { name: string; hash: string; modelType: string };
}

export function runFactsOf({ run, generation, stateHash }: View): RunFacts {
  const { name, seed, lab, rules, host } = run;
  const { name: hostName, hash, modelType } = host;
  return { name, seed, generation, hash: stateHash, lab, rules, host: { name: hostName, hash, modelType } };
}

export function textFile(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function jsonFile(value: unknown): Uint8Array<ArrayBuffer> {
  return textFile(`${JSON.stringify(value, null, 2)}\n`);
}
