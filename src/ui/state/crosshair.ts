/**
 * The generation under the pointer, shared by all charts and the timeline. It changes with every movement of the
 * mouse, so it lives outside React: whoever draws it subscribes.
 */
type Listener = (generation: number | null) => void;

class Crosshair {
  #generation: number | null = null;
  #listeners = new Set<Listener>();

  get generation(): number | null {
    return this.#generation;
  }

  /** Null when the pointer is over no moment. */
  set(generation: number | null): void {
    if (generation === this.#generation) return;
    this.#generation = generation;
    for (const listener of this.#listeners) listener(generation);
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export const crosshair = new Crosshair();
