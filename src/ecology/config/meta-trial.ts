/** A trial of the ecology's own parameters as it stands in states and events; how it is run and judged is in meta.ts. */
import { z } from 'zod';

/** Parameters by path. */
export const metaValuesSchema = z.record(z.string(), z.number());
export type MetaValues = z.infer<typeof metaValuesSchema>;

export const contenderSchema = z.enum(['challenger', 'incumbent']);
export type MetaContender = z.infer<typeof contenderSchema>;

/** A trial that is going on. */
export const metaTrialSchema = z.strictObject({
  /** Generation at whose end it was proposed; its first window begins with the next. */
  sinceGeneration: z.int().min(0),
  first: contenderSchema,
  challenger: metaValuesSchema,
  incumbent: metaValuesSchema,
  /** Scores of the windows that are over, in their order: tasks solved per E. */
  scores: z.array(z.number()),
  /** The last generation before the window that is going on. */
  windowSince: z.int().min(0),
  /** Written by older labs, and read no more. */
  dissipatedBefore: z.number().optional(),
});
export type MetaTrial = z.infer<typeof metaTrialSchema>;
