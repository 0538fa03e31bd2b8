/** The state of a rival after a round, in the making; it is taken over when the round is whole. */
import { spentFlops } from '../../core/flops.ts';
import type { ContenderChange } from '../contest/contender.ts';
import type { BankNiche } from './niche.ts';
import type { Pupil } from './pupil.ts';
import type { RivalState } from './state.ts';

export class RoundDraft {
  readonly #before: RivalState;
  readonly #spent: Record<string, number>;
  readonly #updates: Record<string, number>;
  readonly #takeovers: Record<string, number>;
  readonly #niches: Record<string, BankNiche>;
  #pupils: readonly Pupil[];
  #tokens: number;

  constructor(before: RivalState) {
    this.#before = before;
    this.#spent = { ...before.spent };
    this.#updates = { ...before.updates };
    this.#takeovers = { ...before.takeovers };
    this.#niches = { ...before.niches };
    this.#pupils = before.pupils;
    this.#tokens = before.trainedTokens;
  }

  get spentFlops(): number {
    return spentFlops(this.#spent);
  }

  spend(purpose: 'attempt' | 'learn' | 'select', flops: number): void {
    this.#spent[purpose] = (this.#spent[purpose] ?? 0) + flops;
  }

  countTokens(tokens: number): void {
    this.#tokens += tokens;
  }

  /** @param cells  those that the update was about, each of which gets its share */
  countUpdate(cells: readonly string[]): void {
    for (const cell of cells) this.#updates[cell] = (this.#updates[cell] ?? 0) + 1 / cells.length;
  }

  countTakeover(told: readonly string[]): void {
    for (const what of told) this.#takeovers[what] = (this.#takeovers[what] ?? 0) + 1;
  }

  niche(cell: string): BankNiche {
    return this.#niches[cell]!;
  }

  setNiche(cell: string, niche: BankNiche): void {
    this.#niches[cell] = niche;
  }

  /** The pupil that learns a cell, as it is by now. */
  pupilOf(cell: string): Pupil {
    return this.#pupils.find(({ cells }) => cells.includes(cell))!;
  }

  /** Puts a pupil in the place of the one of the same cells. */
  setPupil(pupil: Pupil): void {
    this.#pupils = this.#pupils.map((other) => (other.cells === pupil.cells ? pupil : other));
  }

  /** @param elapsedMs  of the round, where it is measured */
  whole(changes: readonly ContenderChange[], elapsedMs: number): RivalState {
    const { rival, rounds, changes: earlier, elapsedMs: before } = this.#before;
    return {
      rival,
      rounds: rounds + 1,
      spent: this.#spent,
      pupils: [...this.#pupils],
      niches: this.#niches,
      updates: this.#updates,
      takeovers: this.#takeovers,
      trainedTokens: this.#tokens,
      elapsedMs: before + elapsedMs,
      changes: [...earlier, ...changes],
    };
  }
}
