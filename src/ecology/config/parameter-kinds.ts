/** The kinds of parameter that the config is made of, and what is said about each. */
import { z } from 'zod';

/** What the panel and the docs need to know about one parameter. */
export interface ParameterMeta {
  title: string;
  /** Unit as shown beside the number: `E` is one reference answer's energy. Empty for pure numbers. */
  unit: string;
  help: string;
  /** May change mid-run; otherwise it is fixed when the run starts. */
  live: boolean;
  /** One of the six that matter most, shown on top. */
  primary?: boolean;
  /** Size of one press of an arrow key. */
  step?: number;
  /** What each word of a choice means, in the order in which they are offered. */
  labels?: Readonly<Record<string, string>>;
}

type NumberMeta = Omit<ParameterMeta, 'live'> & { live?: boolean };

export const number = (low: number, high: number, initial: number, meta: NumberMeta) =>
  z
    .number()
    .min(low)
    .max(high)
    .default(initial)
    .meta({ live: true, ...meta });

export const whole = (low: number, high: number, initial: number, meta: NumberMeta) =>
  z
    .int()
    .min(low)
    .max(high)
    .default(initial)
    .meta({ live: true, step: 1, ...meta });

/** One of some words; `labels` says each of them to a person. */
export const choice = <const Words extends readonly [string, ...string[]]>(
  words: Words,
  initial: NoInfer<Words[number]>,
  meta: NumberMeta & { labels: Record<Words[number], string> },
) =>
  z
    .enum(words)
    .default(initial as never)
    .meta({ live: true, ...meta });

/** A short text, empty unless told: letters, digits, spaces and `. _ -`, so that it stands in files and addresses as it is. */
export const text = (longest: number, meta: NumberMeta) =>
  z
    .string()
    .regex(
      new RegExp(`^[\\p{L}\\p{N} ._-]{0,${longest}}$`, 'u'),
      `must be at most ${longest} letters, digits, spaces, dots, dashes and underscores`,
    )
    .default('')
    .meta({ live: true, ...meta });

export const group = <Shape extends z.ZodRawShape>(title: string, shape: Shape) =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .meta({ title });
