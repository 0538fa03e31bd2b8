/**
 * Keeps past states while a run lives, within its budget. A state that cannot be kept, since the storage is full or refuses,
 * is not kept, and the run goes on: its past can then be lived again from further back.
 */
import type { Engine } from '../../ecology/engine.ts';
import { weightsInUse, type World } from '../../ecology/world/world.ts';
import { writePools } from '../store/pools.ts';
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
  states: readonly KeptState[];
  budgetBytes: number;
}

export class Pasts {
  readonly #store: PastStore;
  readonly #budgetBytes: number;

  constructor(store: PastStore, budgetBytes: number) {
    this.#store = store;
    this.#budgetBytes = budgetBytes;
  }

  /**
   * The run came to this state; it is kept where its turn has come.
   * @param began  generation of a fork's own beginning
   */
  async lived(id: string, engine: Pick<Engine, 'world' | 'adapters' | 'memories' | 'host'>, began = 0): Promise<void> {
    const { world, host } = engine;
    const anchors = [0, began];
    const { generation } = world;
    if (generation % LEAST_STRIDE !== 0 && !anchors.includes(generation)) return;
    const rules = { budgetBytes: this.#budgetBytes, anchors };
    const kept = await this.#kept(id);
    // What is certain not to be kept need not be packed.
    if (!whatToKeep(kept, { generation, bytes: weightBytes(engine) }, rules)) return;
    const state = packState({ world, blobs: writePools(world, engine, host.sites) });
    const choice = whatToKeep(kept, { generation, bytes: state.length }, rules);
    if (!choice) return;
    await this.#store.keep(id, generation, state, choice.drop).catch(() => undefined);
  }

  async of(id: string): Promise<KeptPast> {
    return { states: await this.#kept(id), budgetBytes: this.#budgetBytes };
  }

  /** A kept state; null where it is not kept any more, or damaged. */
  async read(id: string, generation: number): Promise<UnpackedState | null> {
    const bytes = await this.#store.read(id, generation).catch(() => null);
    return bytes && unpackState(bytes);
  }

  /** Nothing of a run that is deleted stays; where the store refuses even that, the run is deleted all the same. */
  async forget(id: string): Promise<void> {
    await this.#store.forget(id).catch(() => undefined);
  }

  #kept(id: string): Promise<KeptState[]> {
    return this.#store.kept(id).catch(() => []);
  }
}

function weightBytes({ world, adapters }: { world: World } & Pick<Engine, 'adapters'>): number {
  return [...weightsInUse(world)].reduce((sum, hash) => sum + adapters.get(hash)!.weights.byteLength, 0);
}
