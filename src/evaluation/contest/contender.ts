/**
 * What takes part in a contest, whatever it is inside: a world that lives, or a rival that only trains. It spends
 * computation step by step, and can say at any moment who would answer in each cell.
 */
import type { Adapter } from '../../host/index.ts';
import type { Cell } from '../../tasks/task.ts';

/** Who answers in each cell, by the cell's name; null for the bare host. */
export type Voice = ReadonlyMap<string, Adapter | null>;

/** Figures that say what a contender is, so that nobody can call a generalist a colony. */
export interface ContenderFacts {
  /** updates that were kept, by cell; those of mixed batches count for every cell by its share of the batch */
  updates: Readonly<Record<string, number>>;
  /** lines of descent that are alive; of rivals their adapters */
  lines: number;
  /** FLOPs spent before the first line split off an ancestor */
  ancestorFlops: number;
  /** FLOPs that were charged in energy at their true cost; 0 of rivals, which know no energy */
  chargedFlops: number;
  /** how often a niche starved, was auditioned for, and went to whom */
  takeovers: Readonly<Record<string, number>>;
}

/** A cell wants another form of answer from then on. */
export interface ContenderChange {
  cell: string;
  /** FLOPs that had been spent when it changed; never 0, as what is wanted first is no change. */
  at: number;
  to: string;
}

export interface Contender {
  /** FLOPs so far, by purpose. Everything that its answers depend on is in it; `measure` is not. */
  readonly spent: Readonly<Record<string, number>>;
  /** The cells, with the custom that holds in each now. */
  readonly cells: readonly Cell[];
  /** Changes of these customs so far, in their order. */
  readonly changes: readonly ContenderChange[];
  /** Nobody is left to go on. */
  readonly ended: boolean;
  /** One generation, or one round of training. Throws the abort reason, or what the host throws. */
  advance(options?: { signal?: AbortSignal }): Promise<void>;
  /**
   * Who answers now, without any further computation. A contender that is read in several ways (its last weights, or its
   * checkpoints too) has several voices; the first is named ''.
   */
  voices(): Readonly<Record<string, Voice>>;
  facts(): ContenderFacts;
}
