/**
 * Keeps past states while a run lives, within its budget. A state that cannot be kept, since the storage is full or refuses,
 * is not kept, and the run goes on: its past can then be lived again from further back.
 */
import type { Engine } from '../../ecology/engine.ts';
import { weightsInUse, type World } from '../../ecology/world/world.ts';
import { writePools } from '../store/pools.ts';
import type { PastState } from './relive.ts';
import {
  LEAST_STRIDE,
  packState,
  unpackState,
  whatToKeep,
  type KeptState,
  type PastStore,
  type UnpackedState,
} from './keeping.ts';

/** What is kept of a run's past, for a person. */
interface KeptPast {
  states: readonly PastState[];
  budgetBytes: number;
}

export class Pasts {
  readonly #store: PastStore;
  readonly #budgetBytes: number;
  /** Of runs of which nothing fits, the size of a state. */
  readonly #tooLarge = new Map<string, number>();

  constructor(store: PastStore, budgetBytes: number) {
    this.#store = store;
    this.#budgetBytes = budgetBytes;
  }

  /** The run came to this state; it is kept where its turn has come. The first that is kept of a run goes last. */
  async lived(id: string, engine: Pick<Engine, 'world' | 'adapters' | 'memories' | 'host'>): Promise<void> {
    const { world, host } = engine;
    const { generation } = world;
    const kept = await this.#kept(id);
    const first = kept[0]?.generation ?? generation;
    if (generation % LEAST_STRIDE !== 0 && generation !== first) return;
    const rules = { budgetBytes: this.#budgetBytes, anchors: [first] };
    // What is certain not to be kept need not be packed.
    const atLeast = Math.max(weightBytes(engine), kept.length === 0 ? (this.#tooLarge.get(id) ?? 0) : 0);
    if (!whatToKeep(kept, { generation, bytes: atLeast }, rules)) return;
    const state = packState({ world, blobs: writePools(world, engine, host.sites) });
    const choice = whatToKeep(kept, { generation, bytes: state.length }, rules);
    if (choice) await this.#store.keep(id, generation, state, choice.drop).catch(() => undefined);
    else this.#tooLarge.set(id, state.length);
  }

  async of(id: string): Promise<KeptPast> {
    const states = (await this.#kept(id)).map((state) => ({ ...state, read: () => this.#read(id, state.generation) }));
    return { states, budgetBytes: this.#budgetBytes };
  }

  /** A kept state; null where it is not kept any more, or damaged. */
  async #read(id: string, generation: number): Promise<UnpackedState | null> {
    const bytes = await this.#store.read(id, generation).catch(() => null);
    return bytes && unpackState(bytes);
  }

  /** Nothing of a run that is deleted stays; where the store refuses even that, the run is deleted all the same. */
  async forget(id: string): Promise<void> {
    await this.#store.forget(id).catch(() => undefined);
  }

  /** Lets all go, since what must be kept finds no room; says whether there was anything. */
  async giveWay(ids: readonly string[]): Promise<boolean> {
    const kept = await Promise.all(ids.map((id) => this.#kept(id)));
    if (kept.every(({ length }) => length === 0)) return false;
    await this.#store.clear().catch(() => undefined);
    return true;
  }

  #kept(id: string): Promise<KeptState[]> {
    return this.#store.kept(id).catch(() => []);
  }
}

function weightBytes({ world, adapters }: { world: World } & Pick<Engine, 'adapters'>): number {
  return [...weightsInUse(world)].reduce((sum, hash) => sum + adapters.get(hash)!.weights.byteLength, 0);
}
