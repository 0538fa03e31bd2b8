/**
 * Which states of a run's past are kept, so that one can go back to any generation and live on from there: sparsely, within
 * a budget. A state is kept every so many generations, at the smallest such stride (a power of two times `LEAST_STRIDE`) at
 * which what is kept fits; so what is near is kept densely, what is far sparsely, and no gap is longer than the stride. The
 * first of them, a founding or the beginning of a fork, goes last. What is kept is only a shortcut: a run is whole without it.
 */
import { zipSync, unzipSync } from 'fflate';
import { hashJson } from '../../base/hash.ts';
import { blobsInUse, worldSchema } from '../../ecology/world/world.ts';
import type { Checkpoint } from '../store/store.ts';

export interface KeptState {
  generation: number;
  /** As it is kept. */
  bytes: number;
}

/** Where past states are kept, beside the runs. */
export interface PastStore {
  /** Of a run, in the order of generations. */
  kept(id: string): Promise<KeptState[]>;
  /** Keeps a packed state, and lets others of the run go. */
  keep(id: string, generation: number, state: Uint8Array, drop: readonly number[]): Promise<void>;
  /** Null where it is not kept, or not any more. */
  read(id: string, generation: number): Promise<Uint8Array | null>;
  forget(id: string): Promise<void>;
  /** Lets everything go. */
  clear(): Promise<void>;
}

/** Generations between two states that are kept where there is room for all of them. */
export const LEAST_STRIDE = 4;
/** What the past states of a run may take, unless told, bytes. */
export const PAST_BUDGET_BYTES = 64_000_000;

interface KeepingRules {
  budgetBytes: number;
  /** Generations that go last. */
  anchors: readonly number[];
}

/**
 * Whether a state is to be kept, and which others go for it; null where it is not.
 * @param kept  the states that are kept
 */
export function whatToKeep(
  kept: readonly KeptState[],
  next: KeptState,
  { budgetBytes, anchors }: KeepingRules,
): { drop: number[] } | null {
  const isAnchor = ({ generation }: KeptState) => anchors.includes(generation);
  const others = kept.filter(({ generation }) => generation !== next.generation);
  const fits = (states: readonly KeptState[]) =>
    states.reduce((sum, { bytes }) => sum + bytes, next.bytes) <= budgetBytes;
  for (let stride = LEAST_STRIDE; stride <= Math.max(LEAST_STRIDE, 2 * next.generation); stride *= 2) {
    if (next.generation % stride !== 0 && !isAnchor(next)) return null;
    const stay = others.filter((state) => isAnchor(state) || state.generation % stride === 0);
    if (fits(stay)) return { drop: without(others, stay) };
  }
  return isAnchor(next) && fits([]) ? { drop: without(others, []) } : null;
}

function without(all: readonly KeptState[], some: readonly KeptState[]): number[] {
  return all.filter((state) => !some.includes(state)).map(({ generation }) => generation);
}

const WORLD = 'world.json';

/** A state and the files that it needs, as one file. The same state always gives the same bytes. */
export function packState({ world, blobs }: Checkpoint): Uint8Array {
  const needed = [...blobsInUse(world)].sort().map((hash) => [hash, [blobs.get(hash)!, { level: 0 }]] as const);
  const text = new TextEncoder().encode(JSON.stringify(world));
  return zipSync({ [WORLD]: [text, { level: 6 }], ...Object.fromEntries(needed) }, { mtime: new Date(1980, 0, 1) });
}

/** A state as it was kept. */
export interface UnpackedState extends Checkpoint {
  /** Of the state as it was written: parameters that came later have their defaults only in `world`. */
  stateHash: string;
}

/** Null for bytes that are no state of this lab; whether it is the right one, its hash says. */
export function unpackState(bytes: Uint8Array): UnpackedState | null {
  try {
    const { [WORLD]: text, ...files } = unzipSync(bytes);
    const raw = JSON.parse(new TextDecoder().decode(text)) as unknown;
    const world = worldSchema.parse(raw);
    const blobs = new Map(Object.entries(files));
    if (![...blobsInUse(world)].every((hash) => blobs.has(hash))) return null;
    return { world, blobs, stateHash: hashJson(raw) };
  } catch {
    return null;
  }
}
