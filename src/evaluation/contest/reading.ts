/**
 * What a run of a contest leaves behind: one file of JSON, with every answer that its tables are made from. It names tasks,
 * not sums, so that intervals over tasks can be made, and arms compared task by task, without answering anything again.
 */
import { z } from 'zod';

export const RESULT_VERSION = 1;

/** FLOPs; of any purpose, never negative. */
const flops = z.number().min(0);

/** By the name of a purpose, a cell or an event: a figure of it. */
const figures = z.record(z.string(), flops);

/** The answers of one voice to the test tasks of one cell, at one moment. */
const cellReadingSchema = z
  .strictObject({
    /** The form of answer that was wanted there at that moment, and that these answers were graded by. */
    custom: z.string().min(1),
    /** Ids of the test tasks, each once. Every arm has the same ones for the same seed, mark and cell. */
    tasks: z.array(z.string().min(1)).min(1),
    /** One letter a task, in their order: 1 solved, 0 not. */
    solved: z.string().regex(/^[01]+$/, 'must be of the letters 0 and 1'),
    /** FLOPs of these answers together. They are measurement, and in no run's spending. */
    answerFlops: flops,
  })
  .refine(({ tasks, solved }) => tasks.length === solved.length, 'has not one letter a task')
  .refine(({ tasks }) => new Set(tasks).size === tasks.length, 'has a task twice');
export type CellReading = z.output<typeof cellReadingSchema>;

/** How one voice answered in every cell, at one moment of a run. */
const contestReadingSchema = z.strictObject({
  /** TFLOPs that the manifest reads at. */
  mark: z.number().positive(),
  /**
   * FLOPs that the run had spent then. A run that ended early, since nobody was left, is read at the marks it did not reach
   * as it stood.
   */
  flops,
  /** Lines of descent that were alive then, as `ContenderFacts` says them. */
  lines: z.number().min(0),
  /** The name of the voice, '' for the first one. */
  voice: z.string(),
  /** By the cell's name, `family/depth`. */
  cells: z.record(z.string(), cellReadingSchema),
});
export type ContestReading = z.output<typeof contestReadingSchema>;

/** A change of what a cell wants. */
const customChangeSchema = z.strictObject({
  cell: z.string().min(1),
  /** FLOPs that the run had spent when it changed. */
  at: flops,
  /** The form that is wanted from then on. */
  to: z.string().min(1),
});
export type CustomChange = z.output<typeof customChangeSchema>;

/** One run of one arm, finished. */
export const resultSchema = z.strictObject({
  version: z.literal(RESULT_VERSION),
  /** Name of the contest, of its experiment, and of the arm whose run it is: never one that is another's voice. */
  contest: z.string(),
  experiment: z.string(),
  arm: z.string(),
  seed: z.string(),
  salt: z.string(),
  /** What the arm was, as the manifest says it resolved: results of another definition are not this contest's. */
  definition: z.string().min(1),
  host: z.strictObject({
    name: z.string(),
    hash: z.string(),
    modelHash: z.string(),
    modelType: z.string(),
    precision: z.literal('fast').optional(),
    /** Where it computed, if not on the processor: bits differ. */
    device: z.enum(['webgpu', 'cuda', 'coreml', 'dml']).optional(),
  }),
  /** Version of the rules that it was lived under, see `RULES_VERSION`. */
  rules: z.int().min(1),
  /** FLOPs that it was given. */
  budget: z.number().positive(),
  /** FLOPs that it spent, by purpose; answers to test tasks are in none of them. */
  spent: figures,
  /** By mark, and at each in the order of the voices. */
  readings: z.array(contestReadingSchema).min(1),
  /** As `ContenderFacts` says them, at the end. */
  facts: z.strictObject({
    updates: figures,
    lines: z.number().min(0),
    ancestorFlops: flops,
    chargedFlops: flops,
    takeovers: figures,
  }),
  /** In the order of their moments; those of the founding, before anything was spent, are not among them. */
  changes: z.array(customChangeSchema),
});
export type Result = z.output<typeof resultSchema>;
