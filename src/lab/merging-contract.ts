/** What crosses between the page and the lab's worker about measurements that leave no event, and adapters that are made one. */
import type { ContenderScore } from '../evaluation/tasks/evaluate.ts';
import type { AdapterChoice } from '../exchange/adapters/chosen.ts';
import type { BaseModel } from '../exchange/adapters/model-card.ts';

/** A run measured on tasks, without an event of it. */
export interface FileMeasurement {
  /** Whose tasks these are; null for test tasks of the run's own. */
  file: string | null;
  run: string;
  generation: number;
  tasks: number;
  /** Of them, prompts that the run has met, in attempts or in learning. */
  met: number;
  scores: readonly ContenderScore[];
}

/** An adapter that can leave the open run, as a list of them has it. */
export interface CarriedWords {
  /** Names it in a choice; nobody else has it. */
  slug: string;
  /** Of the organelle whose it is. */
  name: string;
  rank: number;
  living: boolean;
  /** Bins of the archive that it holds. */
  elites: number;
  /** Cells that it answers in the portfolio. */
  cells: readonly string[];
}

/** Several adapters of the open run made one. */
export interface MergeRequest {
  which: AdapterChoice;
  /** Of the one that is made, 1 to 512. */
  rank: number;
  /** The torch model that PEFT is to load below it; the run's name for its model unless told. */
  base?: BaseModel;
}

/** What was made of several adapters, measured, and as a zip with a PEFT directory. */
export interface MergedExport {
  fileName: string;
  bytes: Uint8Array;
  rank: number;
  /** How many it is made of. */
  parts: number;
  measurement: FileMeasurement;
}
