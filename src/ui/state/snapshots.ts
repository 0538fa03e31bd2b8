/**
 * Views kept along a run, so that any past generation is at most one stride of records away. Views share structure, so
 * a kept one is cheap; still their number is bounded: when it is exceeded every second one goes and the stride doubles.
 */
import type { View } from '../../record/fold/view.ts';

const FIRST_STRIDE = 20;
const MOST_KEPT = 128;

export class Snapshots {
  #stride = FIRST_STRIDE;
  #views = new Map<number, View>();

  /** Generations between two kept views. */
  get stride(): number {
    return this.#stride;
  }

  clear(): void {
    this.#stride = FIRST_STRIDE;
    this.#views.clear();
  }

  /** Keeps the view if its generation lies on the stride. */
  offer(view: View): void {
    if (view.generation % this.#stride !== 0) return;
    this.#views.set(view.generation, view);
    if (this.#views.size > MOST_KEPT) this.#thin();
  }

  /** The latest kept view that is not after `generation`; null when the fold must begin at the beginning. */
  before(generation: number): View | null {
    for (let at = Math.floor(generation / this.#stride) * this.#stride; at >= 0; at -= this.#stride) {
      const view = this.#views.get(at);
      if (view) return view;
    }
    return null;
  }

  /** The journal changed from this generation on. */
  forgetFrom(generation: number): void {
    for (const kept of this.#views.keys()) if (kept >= generation) this.#views.delete(kept);
  }

  #thin(): void {
    this.#stride *= 2;
    for (const generation of this.#views.keys()) if (generation % this.#stride !== 0) this.#views.delete(generation);
  }
}
