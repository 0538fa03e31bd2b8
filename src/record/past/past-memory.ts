/** Past states in memory, for pages to which the browser gives no storage. */
import type { KeptState, PastStore } from './keeping.ts';

export class MemoryPasts implements PastStore {
  readonly #runs = new Map<string, Map<number, Uint8Array>>();

  async kept(id: string): Promise<KeptState[]> {
    const states = [...(this.#runs.get(id) ?? [])].map(([generation, { length }]) => ({ generation, bytes: length }));
    return states.sort((one, other) => one.generation - other.generation);
  }

  async keep(id: string, generation: number, state: Uint8Array, drop: readonly number[]): Promise<void> {
    const states = this.#runs.get(id) ?? new Map<number, Uint8Array>();
    this.#runs.set(id, states);
    for (const gone of drop) states.delete(gone);
    states.set(generation, state);
  }

  async read(id: string, generation: number): Promise<Uint8Array | null> {
    return this.#runs.get(id)?.get(generation) ?? null;
  }

  async forget(id: string): Promise<void> {
    this.#runs.delete(id);
  }

  async clear(): Promise<void> {
    this.#runs.clear();
  }
}
